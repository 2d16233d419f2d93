"""Runs the whole trial, at most ten minutes: ``python -m tests.chaos [--seed n] [--short] [--naive]``."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys

from tests.chaos import plan, rescue
from tests.chaos.births import births
from tests.chaos.disk import bad_disk, why_not
from tests.chaos.run import carry_out, run

_ENOUGH = {"changes": 300, "kills": 100}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="repeats a plan (default: a new one)")
    parser.add_argument("--short", action="store_true", help="what the tests run")
    parser.add_argument("--naive", action="store_true", help="only show what sending again after a time-out does")
    given = parser.parse_args()
    if given.naive:
        _say("\n".join(asyncio.run(carry_out(0, plan.bad_line(6), "--naive")).lines()))
        return 0
    size = plan.SHORT if given.short else plan.FULL
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    _say(f"seed {seed}: make chaos SEED={seed} repeats its plan")
    good = True
    figures = asyncio.run(run(seed, size, progress=sys.stderr.isatty()))
    _say("\n".join(figures.lines()))
    good &= figures.verdict.good
    if not given.short and any(figures.counts[name] < least for name, least in _ENOUGH.items()):
        _say(f"too little happened: {_ENOUGH} are wanted")
        good = False
    born = asyncio.run(births(seed, size.births))
    _say("\n".join(born.lines()))
    if reason := why_not():
        _say(f"no disk errors: {reason}")
    else:
        disk = bad_disk(seed, size.disk_errors)
        _say("\n".join(disk.lines()))
        good &= disk.good
    size_of_rescue = rescue.SHORT if given.short else rescue.FULL
    for bucket in (False, True)[: 2 if size_of_rescue.bucket else 1]:
        rescued = asyncio.run(rescue.run(seed, size_of_rescue, bucket=bucket))
        _say("\n".join(rescued.lines()))
        good &= rescued.good
    naive = asyncio.run(carry_out(seed, plan.bad_line(6), "--naive"))
    _say(f"sending again after a time-out instead: {len(naive.verdict.doubled)} doubled")
    good &= born.good and bool(naive.verdict.doubled)
    _say("good" if good else "NOT GOOD")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
