"""``hosted-meetings verify-ledger``: proves that nothing in the attendance ledger was changed or removed."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from hosted_meetings_desktop.bootstrap.remembered import practice_account, remembered_account
from hosted_meetings_desktop.bootstrap.store_key import key_file, keyring_key
from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw
from hosted_meetings_desktop.support.paths import paths

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.ledger.chain import Problem
    from hosted_meetings_desktop.domain.ledger.overview import Known, LedgerVerdict
    from hosted_meetings_desktop.domain.live import Progress
    from hosted_meetings_desktop.services.ledger_proof import LedgerProof
    from hosted_meetings_desktop.store.snapshot import Snapshot

NAME = "verify-ledger"
WHOLE, TAMPERED, NOT_LOOKED = 0, 1, 3
"""The exit codes; argparse ends with 2 for wrong arguments."""

_SHOWN = 20


def run(arguments: list[str]) -> int:
    """Look at the whole ledger; returns the exit code.

    0: nothing was changed or removed. 1: something was. 2: wrong arguments. 3: it could not be looked at.
    """
    parser = _parser()
    found = parser.parse_args(arguments)
    ends = []
    for text in found.end:
        end = Anchor.read(text)
        if end is None:
            parser.error("an end is a number, a colon and 64 digits and letters, as reports name it")
        ends.append(end)
    try:
        account = _account(found)
        snapshot, proof = _proof(account)
        try:
            verdict, known = asyncio.run(_look(snapshot, proof, ends))
        finally:
            snapshot.close()
    except AppError as error:
        sys.stderr.write(f"The ledger was not looked at. {error.title.rstrip('.')}. {error.advice}".strip() + "\n")
        return NOT_LOOKED
    (sys.stdout if verdict.sound else sys.stderr).write("\n".join(_told(account, verdict, known)) + "\n")
    return WHOLE if verdict.sound else TAMPERED


async def _look(snapshot: Snapshot, proof: LedgerProof, ends: list[Anchor]) -> tuple[LedgerVerdict, Known | None]:
    """Return what is wrong, and since when that is known, if it is."""
    from hosted_meetings_desktop.services.ledger_known import known_of

    verdict = await proof.verify(ends, told=_tell_progress)
    if not verdict.explainable:
        return verdict, None
    return verdict, await snapshot.run(lambda lib: known_of(lib, verdict.lost))


def _account(found: argparse.Namespace) -> Account:
    if found.practice:
        return practice_account(Provider(found.provider))
    if found.account:
        return Account(AccountId(found.account), Provider(found.provider), found.account)
    account = remembered_account(paths(practice=False).settings)
    if account is None:
        raise AppError("No account is connected on this PC", "Name one with --account, or use --practice.")
    return account


def _proof(account: Account) -> tuple[Snapshot, LedgerProof]:
    from hosted_meetings_desktop.services.ledger_proof import LedgerProof
    from hosted_meetings_desktop.store.snapshot import Snapshot

    accounts = paths(practice=account.practice).accounts
    if account.practice:
        folder = accounts / f"practice-{account.provider}"
        path = folder / "meetings.db"
        snapshot = Snapshot(path, lambda: key_file(folder / "key", path))
        return snapshot, LedgerProof(snapshot, lambda lib: lib.ledger, account.id)

    from hosted_meetings_desktop.bootstrap.ledger_ends import LedgerEnds
    from hosted_meetings_desktop.identity.secrets import open_secrets

    secrets = open_secrets()
    path = accounts / account.id / "meetings.db"
    snapshot = Snapshot(path, lambda: keyring_key(secrets, account.id, path, lasting=True))
    return snapshot, LedgerProof(snapshot, lambda lib: lib.ledger, account.id, LedgerEnds(secrets))


def _tell_progress(progress: Progress) -> None:
    """Tell a person at a terminal how far it is."""
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.total else ""
        sys.stderr.write(f"\r{progress.done:,} of {progress.total or 0:,} entries{end}")
        sys.stderr.flush()


def _told(account: Account, verdict: LedgerVerdict, known: Known | None) -> list[str]:
    """Return what came of it, in plain words."""
    count = "1 entry" if verdict.entries == 1 else f"{verdict.entries:,} entries"
    lines = [f"Attendance ledger of {account.label}: {count}."]
    if verdict.sound:
        lines.append("Nothing was changed or removed: each entry is as it was written and follows the one before it.")
        lines.append("The lists and sums that reports are made of say what the entries say.")
    else:
        lines += [f"- {_says(each)}" for each in verdict.problems[:_SHOWN]]
        if len(verdict.problems) > _SHOWN:
            lines.append(f"- and {len(verdict.problems) - _SHOWN:,} more.")
    if verdict.anchored:
        lines.append(f"Up to entry {verdict.anchored:,} this is also what was noted outside the saved meetings.")
    elif verdict.entries and not any(each.flaw in {Flaw.CUT, Flaw.REWRITTEN} for each in verdict.problems):
        lines.append(
            "No end of this ledger was noted outside the saved meetings. Give the end that a report names "
            "with --end, to prove that nothing after it is gone."
        )
    if known is not None:
        lines.append(
            f"This is known since {known.at:%Y-%m-%d %H:%M} UTC. {known.who} wrote to the audit log why: {known.why}"
        )
    if not verdict.sound:
        lines.append(
            "Keep a copy of the saved meetings as they are now, and tell whoever looks after this PC. "
            "Backups and reports that were saved before show what the ledger said then."
        )
    elif verdict.entries:
        lines.append(f"The ledger ends with {verdict.head.text()}")
    return lines


def _says(problem: Problem) -> str:
    number, count = f"{problem.number:,}", f"{problem.count:,}"
    gone = "1 entry is" if problem.count == 1 else f"{count} entries are"
    where = f"after entry {number}" if problem.number else "from its beginning on"
    return {
        Flaw.CHANGED: f"Entry {number} was changed after it was written.",
        Flaw.UNREADABLE: f"Entry {number} cannot be read by this version of the program.",
        Flaw.MISSING: f"{gone} gone before entry {number}.",
        Flaw.OUT_OF_ORDER: f"Entry {number} stands where another one belongs.",
        Flaw.BROKEN: f"Entry {number} does not follow the one before it: one of the two was put there later.",
        Flaw.BAD_CORRECTION: f"Entry {number} corrects an entry that is not there, or that said something else.",
        Flaw.CUT: f"{gone} gone {where}: the ledger was longer when its end was noted. "
        "This is also so where a backup was put back.",
        Flaw.REWRITTEN: f"Entry {number} is not the one that was noted outside the saved meetings: "
        "the ledger was written anew, or a backup was put back and added to. This is also so for an end from "
        "another PC: each keeps a ledger of its own.",
        Flaw.ROWS: f"The list that reports are made of does not say what entry {number} says.",
        Flaw.SUMS: f"The sums that trends are drawn from differ from the entries for {count} of their parts.",
    }[problem.flaw]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"hosted-meetings {NAME}",
        description="Prove that nothing in the attendance ledger was changed or removed since it was written. "
        "Changes nothing, and may be run while the app is open.",
        epilog="Ends with 0 where all is as it was written, 1 where something was changed or removed, 2 for wrong "
        "arguments, 3 where the ledger could not be looked at.",
    )
    parser.add_argument(
        "--end", action="append", default=[], metavar="N:HASH",
        help="an end of the ledger as a report names it; may be repeated",
    )  # fmt: skip
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--practice", action="store_true", help="look at the ledger of practice mode")
    which.add_argument("--account", default="", metavar="ID", help="an account that was connected on this PC before")
    parser.add_argument("--provider", choices=[p.value for p in Provider], default=Provider.REALTIMEKIT,
                        help="which service was practised")  # fmt: skip
    return parser
