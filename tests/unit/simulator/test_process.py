"""The simulator as a process: its one line, its signals, its parent."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "hosted_meetings_desktop.simulator"]


@contextmanager
def simulator(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own loopback address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_it_tells_its_addresses_in_one_line_and_ends_on_sigterm(tmp_path: Path) -> None:
    with simulator("--data", str(tmp_path / "data")) as (process, told):
        assert set(told) == {"dyte", "realtimekit", "control_url", "call"}
        assert set(told["dyte"]) == {"base_url", "organization_id", "api_key"}
        assert set(told["realtimekit"]) == {"base_url", "account_id", "app_id", "api_token"}
        assert told["call"]["base_uri"] == "embedded.invalid"
        assert all(url.startswith("http://127.0.0.1:") for url in (told["control_url"], told["call"]["edge_url"]))
        assert get(told["control_url"] + "/state") == 200
        assert get(told["dyte"]["base_url"] + "/meetings") == 401
        process.send_signal(signal.SIGTERM)
        out, errors = process.communicate(timeout=20)
        assert (process.returncode, out, errors) == (0, "", "")
    assert (tmp_path / "data").is_dir()


def test_a_seed_keeps_the_credentials_and_no_seed_does_not() -> None:
    def credentials(*arguments: str) -> tuple[Any, Any]:
        with simulator(*arguments) as (_process, told):
            del told["dyte"]["base_url"], told["realtimekit"]["base_url"]
            return told["dyte"], told["realtimekit"]

    seeded = credentials("--seed", "clinic")
    assert credentials("--seed", "clinic") == seeded
    assert credentials("--seed", "other") != seeded
    assert credentials() != seeded


@pytest.mark.skipif(sys.platform == "win32", reason="a parent that is adopted away exists on POSIX only")
def test_it_ends_with_its_parent() -> None:
    # The parent passes its child's line on and is gone. The child shares its stderr, so reading that to the end waits
    # for the child; it would run into the time-out if the child stayed.
    script = (
        "import subprocess, sys, os;"
        f"p = subprocess.Popen({COMMAND!r} + ['--parent-pid', str(os.getpid())], stdout=subprocess.PIPE);"
        "sys.stdout.buffer.write(p.stdout.readline()); sys.stdout.flush();"
        "os._exit(0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(ran.stdout)["control_url"]
    assert ran.stderr == ""


def test_a_parent_that_is_already_gone_ends_it_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    ran = subprocess.run(
        [*COMMAND, "--parent-pid", str(gone.pid)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["control_url"]
