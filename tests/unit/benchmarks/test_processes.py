"""What processes take, read from /proc."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from benchmarks.processes import Process, cpu_between, cpu_of, kind_of, look, measurable, share_of, tree

SMAPS = """\
560000000000-7fff00000000 ---p 00000000 00:00 0                          [rollup]
Rss:               90000 kB
Pss:               51200 kB
Pss_Anon:          20000 kB
Pss_File:          31000 kB
"""
# utime is 250 and stime 50 hundredths of a second; the name holds what could be taken for a field.
STAT = "77 (a ) b) S 1 77 77 0 -1 4194560 100 0 0 0 250 50 7 7 20 0 1 0 100 1000 10 0"


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (b"/usr/lib/chromium/chromium\0--type=renderer\0--lang=en\0", "renderer"),
        (b"/usr/lib/chromium/chromium --type=gpu-process --no-sandbox", "gpu-process"),
        (b"/x/QtWebEngineProcess\0--type=utility\0--utility-sub-type=audio.mojom.AudioService\0", "audio"),
        (b"/usr/lib/chromium/chromium\0--no-first-run\0http://127.0.0.1/?type=renderer\0", "chromium"),
        (b"/x/bin/python\0-m\0benchmarks.soak_windows\0", "benchmarks.soak_windows"),
        (b"/x/bin/python\0run.py\0", "python"),
        (b"", "ended"),
    ],
)
def test_a_process_is_named_after_what_it_is_there_for(command: bytes, kind: str) -> None:
    assert kind_of(command) == kind


def test_shares_are_told_in_megabytes() -> None:
    assert share_of(SMAPS) == pytest.approx(51_200 * 1024 / 1e6)
    assert share_of(SMAPS, "Pss_File") == pytest.approx(31_000 * 1024 / 1e6)
    assert share_of("") == 0


def test_processor_time_is_that_of_user_and_system() -> None:
    assert cpu_of(STAT) == pytest.approx(300 / os.sysconf("SC_CLK_TCK"))


def test_processor_time_of_new_processes_counts_whole_and_of_ended_ones_not() -> None:
    def one(pid: int, cpu_s: float) -> Process:
        return Process(pid, "renderer", 1, 1, cpu_s)

    assert cpu_between([one(1, 5), one(2, 9)], [one(1, 7.5), one(3, 1)]) == pytest.approx(3.5)


@pytest.fixture
def family() -> Iterator[subprocess.Popen[str]]:
    """A process with a child, which has a child of its own."""
    inner = "import sys,time; print('up', flush=True); time.sleep(60)"
    middle = f"import subprocess,sys; subprocess.run([sys.executable, '-c', {inner!r}, 'inner'])"
    outer = f"import subprocess,sys; subprocess.run([sys.executable, '-c', {middle!r}, 'middle'])"
    process = subprocess.Popen(
        [sys.executable, "-c", outer], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    yield process
    os.killpg(process.pid, 15)
    process.wait(10)
    process.stdout.close()


@pytest.mark.skipif(not measurable(), reason="needs smaps_rollup (Linux)")
def test_a_tree_holds_the_children_of_children(family: subprocess.Popen[str]) -> None:
    found = tree(family.pid)
    assert found[0].pid == family.pid
    assert len(found) == 3
    assert all(process.share_mb > process.files_mb >= 0 for process in found)
    assert [process.pid for process in tree(found[1].pid)] == [process.pid for process in found[1:]]
    assert tree(family.pid, lambda kind: kind.startswith("python")) == []


@pytest.mark.skipif(not measurable(), reason="needs smaps_rollup (Linux)")
def test_who_has_ended_is_not_there() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(10)
    assert tree(process.pid) == []
    with pytest.raises((FileNotFoundError, ProcessLookupError)):
        look(process.pid)


@pytest.mark.skipif(not measurable(), reason="needs smaps_rollup (Linux)")
def test_work_is_seen_in_the_processor_time() -> None:
    before = look(os.getpid())
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert cpu_between([before], [look(os.getpid())]) >= 0.05
