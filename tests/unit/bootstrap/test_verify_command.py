"""The command that proves the ledger, beside an app that has it open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

from hosted_meetings_desktop import __main__
from hosted_meetings_desktop.bootstrap import verify_command
from hosted_meetings_desktop.bootstrap.ledger_ends import LedgerEnds
from hosted_meetings_desktop.bootstrap.remembered import PRACTICE_ACCOUNT, remember_account
from hosted_meetings_desktop.bootstrap.store_key import key_file
from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import AccountId, RoomId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.identity.secrets import MemorySecrets
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.ledger_known import acknowledge
from hosted_meetings_desktop.store.connection import open_file
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.engine_sqlite import engine_over
from hosted_meetings_desktop.store.schema import migrate
from hosted_meetings_desktop.support.paths import paths
from tests.unit.conftest import Heard
from tests.unit.fake_service import Ticking


def add_entries(store: Database, clock: Ticking, *names: str, ledger: str = PRACTICE_ACCOUNT, **more: Any) -> None:
    """Let sessions be held, and close them."""

    def hold(lib: Any) -> None:
        for name in names:
            made = Session(SessionId(name), RoomId(f"r-{name}"), "Visit", clock(), clock(), 0, 2)
            lib.sessions.note(made, now=clock())
            lib.sessions.note_presences(SessionId(name), (), now=clock())
        lib.facts.set("refreshed_at", clock().isoformat())

    store.run_now(hold)
    clock.advance(hours=2)
    gatherer = LedgerGatherer(store, lambda lib: lib.ledger, ledger, Heard(), clock, lambda: "UTC", **more)
    anyio.run(gatherer.gather)


@pytest.fixture
def folder() -> Path:
    made = paths(practice=True).accounts / "practice-dyte"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def practice(folder: Path, clock: Ticking) -> Iterator[Database]:
    path = folder / "meetings.db"
    store = Database(path, lambda: key_file(folder / "key", path))
    add_entries(store, clock, "a", "b", "c")
    yield store
    store.close()


verify = partial(verify_command.run, ["--practice", "--provider", "dyte"])


def end_of(store: Database) -> Anchor:
    found = store.run_now(lambda lib: lib.ledger.head())
    assert found is not None
    return found


def tamper(folder: Path, *statements: str) -> None:
    file = open_file(folder / "meetings.db", (folder / "key").read_bytes())
    for statement in ("DROP TRIGGER ledger_stays", "DROP TRIGGER ledger_keeps", *statements):
        file.execute(statement)
    file.close()


def test_a_sound_ledger_is_proved_while_the_app_has_it_open(
    practice: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    end = end_of(practice)
    arguments = ["hosted-meetings", "verify-ledger", "--practice", "--provider", "dyte", "--end", end.text()]
    monkeypatch.setattr("sys.argv", arguments)
    assert __main__.main() == 0
    told = capsys.readouterr().out
    assert "Practice: 3 entries" in told
    assert "Nothing was changed or removed" in told
    assert "Up to entry 3" in told
    assert end.text() in told


def test_what_the_app_writes_meanwhile_raises_no_false_alarm(
    practice: Database, clock: Ticking, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    began = threading.Event()

    def wait(_progress: object) -> None:
        began.set()
        writing.join(20)

    def write() -> None:
        began.wait(20)
        add_entries(practice, clock, "d")  # as the app would

    writing = threading.Thread(target=write)
    writing.start()
    monkeypatch.setattr(verify_command, "_tell_progress", wait)
    assert verify() == 0
    assert end_of(practice).number == 4
    assert "3 entries" in capsys.readouterr().out
    assert verify() == 0
    assert "4 entries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_entries SET content = content || ' ' WHERE number = 2", "Entry 2 was changed"),
        ("DELETE FROM ledger_entries WHERE number = 2", "1 entry is gone before entry 3"),
        ("DELETE FROM ledger_entries WHERE number = 3", "1 entry is gone after entry 2"),
        ("DELETE FROM ledger_entries WHERE number >= 2", "2 entries are gone after entry 1"),
        ("DELETE FROM ledger_entries", "3 entries are gone from its beginning on"),
        ("UPDATE ledger_sums SET sessions = 9 WHERE role = 'sitting'", "The sums that trends are drawn from differ"),
        ("UPDATE ledger_entries SET hash = lower(hex(randomblob(32))) WHERE number = 3", "Entry 3 was changed"),
        ("UPDATE ledger_entries SET previous = hash WHERE number = 1", "Entry 1 was changed"),
    ],
)
def test_each_change_is_told_in_plain_words(
    practice: Database, folder: Path, capsys: pytest.CaptureFixture[str], statement: str, said: str
) -> None:
    end = end_of(practice)
    tamper(folder, statement)
    assert verify_command.run(["--practice", "--provider", "dyte", "--end", end.text()]) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert "Keep a copy of the saved meetings" in told.err
    assert ("No end of this ledger" in told.err) is False, "an end was given"
    assert "Nothing was changed" not in told.out + told.err


def test_a_chain_that_was_cut_short_is_found_by_the_keyring(
    clock: Ticking, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets, account = MemorySecrets(), Account(AccountId("one"), Provider.DYTE, "Clinic am Park")
    folders = paths(practice=False)
    folder = folders.accounts / account.id
    folder.mkdir(parents=True)
    key = bytes(range(32))
    secrets.keep_store_key(account.id, key)
    (folder / "key").write_bytes(key)
    remember_account(folders.settings, account)
    monkeypatch.setattr("hosted_meetings_desktop.identity.secrets.open_secrets", lambda: secrets)
    store = Database(folder / "meetings.db", lambda: key)
    add_entries(store, clock, "a", "b", ledger=account.id, anchors=LedgerEnds(secrets))
    assert verify_command.run([]) == 0
    assert "Clinic am Park: 2 entries" in capsys.readouterr().out
    tamper(
        folder, "DELETE FROM ledger_entries WHERE number = 2",
        "DELETE FROM ledger_rows WHERE entry = 2",
        "UPDATE ledger_sums SET sittings = sittings - 1, sessions = sessions - 1 WHERE role = 'sitting'",
    )  # fmt: skip
    assert verify_command.run(["--account", "one"]) == 1
    assert "1 entry is gone after entry 1" in capsys.readouterr().err
    store.close()


def test_a_failing_that_is_known_is_told_and_fails_all_the_same(
    practice: Database, clock: Ticking, capsys: pytest.CaptureFixture[str]
) -> None:
    end = Anchor(9, "a" * 64)
    arguments = ["--practice", "--provider", "dyte", "--end", end.text()]
    assert verify_command.run(arguments) == 1
    assert "known since" not in capsys.readouterr().err
    practice.run_now(lambda lib: acknowledge(lib, (end,), at=clock(), who="Nurse Lind", why="The disk broke."))
    assert verify_command.run(arguments) == 1
    told = capsys.readouterr().err
    assert "6 entries are gone after entry 3" in told
    assert f"known since {clock():%Y-%m-%d %H:%M} UTC. Nurse Lind wrote to the audit log why: The disk broke." in told


def test_what_stands_in_the_way_is_said_and_nothing_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify() == 3
    assert "no saved meetings here" in capsys.readouterr().err
    assert list(folder.iterdir()) == []
    assert verify_command.run([]) == 3
    assert "No account is connected" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        verify_command.run(["--practice", "--end", "12"])
    assert ended.value.code == 2

    class Locked(MemorySecrets):
        def store_key(self, account: AccountId) -> bytes | None:
            raise AppError("The keyring of this PC did not open", "Unlock it.")

        def ledger_end(self, account: AccountId) -> str | None:
            return None

    monkeypatch.setattr("hosted_meetings_desktop.identity.secrets.open_secrets", Locked)
    (paths(practice=False).accounts / "two").mkdir(parents=True)
    (paths(practice=False).accounts / "two" / "meetings.db").write_bytes(b"x")
    assert verify_command.run(["--account", "two"]) == 3
    assert "keyring of this PC did not open. Unlock it." in capsys.readouterr().err


def test_an_older_store_is_left_as_it_is(
    practice: Database, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    practice.close()
    key = (folder / "key").read_bytes()
    engine = engine_over(open_file(folder / "meetings.db", key))
    migrate(engine, "0005")
    engine.dispose()
    assert verify() == 3
    assert "older version" in capsys.readouterr().err
    (folder / "key").write_bytes(bytes(32))
    assert verify() == 3
    assert "cannot be opened with the key" in capsys.readouterr().err
