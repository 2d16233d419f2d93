"""The app without a window: the real wiring of one account, told what to do by JSON lines on its standard input."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HOST = "Dr Sommer"
_NUMBER = re.compile(r"Patient (\d{5})$")


def scale(quiet: float, late: float, longest_pause: float, lists_every: float) -> None:
    """Make the engine's long waits short, in seconds, so that minutes of trouble fit into a test."""
    from hosted_meetings_desktop.services import safekeeping
    from hosted_meetings_desktop.sync import connectivity, decide, engine

    decide.QUIET = timedelta(seconds=quiet)
    decide.LATE = timedelta(seconds=late)
    connectivity.LONGEST_PAUSE = engine.LONGEST_PAUSE = timedelta(seconds=longest_pause)
    engine._LISTS_EVERY = lists_every
    safekeeping.FIRST_LOOK, safekeeping._EVERY = 0.5, timedelta(seconds=20)


class FolderSecrets:
    """Implements ``Secrets`` over a folder: the key survives the process, as in a keyring."""

    lasting = True

    def __init__(self, folder: Path, base_url: str, organization: str, api_key: str) -> None:
        from hosted_meetings_desktop.domain.account import DyteCredentials

        self._key = folder / "key"
        self._credentials = DyteCredentials(organization, api_key, base_url)

    def credentials(self, _account: str) -> Any:
        return self._credentials

    def store_key(self, _account: str) -> bytes | None:
        return self._key.read_bytes() if self._key.exists() else None

    def keep_store_key(self, _account: str, key: bytes) -> None:
        fresh = self._key.with_name("key.new")
        fresh.write_bytes(key)
        fresh.replace(self._key)

    def ledger_end(self, _account: str) -> str | None:
        end = self._key.with_name("ledger end")
        return end.read_text("utf-8") if end.exists() else None

    def keep_ledger_end(self, _account: str, text: str) -> None:
        self._key.with_name("ledger end").write_text(text, "utf-8")


class _Nobody:
    """Implements ``Changes`` and ``GuestPage`` where nobody looks."""

    def publish(self, *_topics: str) -> None:
        pass

    def address(self) -> str:
        return ""


def open_backend(folder: Path, base_url: str, organization: str, api_key: str) -> Any:
    """Wire the account as the app does."""
    from hosted_meetings_desktop.bootstrap.backend import account_backend
    from hosted_meetings_desktop.domain.account import Account, Provider
    from hosted_meetings_desktop.domain.ids import AccountId
    from hosted_meetings_desktop.support.paths import Paths

    folders = Paths(folder / "data", folder / "settings", folder / "logs", folder / "downloads")
    account = Account(AccountId("chaos"), Provider.DYTE, "Chaos")
    known = FolderSecrets(folder, base_url, organization, api_key)
    return account_backend(folders, account, known, _Nobody(), _Nobody())


class Desk:
    """Does what the host is told to, through the services that the screens use."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self._meetings = backend.meetings
        self._ids: dict[int, str] = {}
        self._steps: dict[int, Any] = {}

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        return await getattr(self, "do_" + command["do"])(command)

    # ---- what changes meetings
    async def do_plan(self, command: dict[str, Any]) -> dict[str, Any]:
        from hosted_meetings_desktop.domain.meeting import MeetingDraft, Schedule

        number = command["number"]
        schedule = Schedule(
            datetime.now(UTC).replace(microsecond=0) + timedelta(hours=number % 30), timedelta(minutes=20), "UTC"
        )
        draft = MeetingDraft(
            f"Patient {number:05}", schedule, f"{HOST} {number}", invitees=_people((), command["people"]),
            record_on_start=command["record"], public_title=command["title"],
        )  # fmt: skip
        done = await self._meetings.plan(draft)
        self._ids[number], self._steps[number] = done.meeting.id, done.undo
        return {"before": None, "after": state_of(done.meeting)}

    async def do_edit(self, command: dict[str, Any]) -> dict[str, Any]:
        from hosted_meetings_desktop.services.series_plan import draft_of

        number, known = command["number"], await self._known(command["number"])
        if known is None:
            return {"before": None, "after": None}
        draft = draft_of(known)
        if "title" in command:
            draft = replace(draft, public_title=command["title"])
        if "record" in command:
            draft = replace(draft, record_on_start=command["record"])
        if "people" in command:
            draft = replace(draft, invitees=_people(draft.invitees, command["people"]))
        done = await self._meetings.change(known.id, draft)
        self._steps[number] = done.undo
        return {"before": state_of(known), "after": state_of(done.meeting)}

    async def do_cancel(self, command: dict[str, Any]) -> dict[str, Any]:
        return await self._turn(command["number"], "cancel")

    async def do_restore(self, command: dict[str, Any]) -> dict[str, Any]:
        return await self._turn(command["number"], "restore")

    async def _turn(self, number: int, name: str) -> dict[str, Any]:
        known = await self._known(number)
        if known is None:
            return {"before": None, "after": None}
        done = await getattr(self._meetings, name)(known.id)
        self._steps[number] = done.undo
        return {"before": state_of(known), "after": state_of(done.meeting)}

    async def do_undo(self, command: dict[str, Any]) -> dict[str, Any]:
        number = command["number"]
        step, known = self._steps.pop(number, None), await self._known(number)
        if known is not None and step is not None:
            await self._meetings.undo(step)
        return {"before": state_of(known), "after": state_of(await self._known(number))}

    # ---- what does not
    async def do_look(self, command: dict[str, Any]) -> dict[str, Any]:
        found = state_of(await self._known(command["number"]))
        return {"before": found, "after": found}

    async def do_ticket(self, command: dict[str, Any]) -> dict[str, Any]:
        known = await self._known(command["number"])
        if known is not None:
            await self._backend.joining.ticket(known.id)
        return {}

    async def do_refresh(self, _command: dict[str, Any]) -> dict[str, Any]:
        await self._backend.sync.refresh_now()
        return {}

    async def do_status(self, _command: dict[str, Any]) -> dict[str, Any]:
        def pending(lib: Any) -> int:
            connection = lib.meetings._connection
            checks = connection.exec_driver_sql("SELECT count(*) FROM invitees WHERE check_at IS NOT NULL").scalar()
            return int(checks or 0)

        status = await self._backend.sync.status()
        return {
            "waiting": status.waiting, "attention": status.attention, "standing": status.standing.value,
            "problem": status.problem, "checks": await self._backend.database.run(pending),
        }  # fmt: skip

    async def do_list(self, _command: dict[str, Any]) -> dict[str, Any]:
        from hosted_meetings_desktop.domain.meeting import MeetingFilter

        rows: list[Any] = []
        while True:
            page = await self._meetings.page(MeetingFilter(), len(rows), 200)
            rows += page.rows
            if not page.rows or len(rows) >= page.total:
                break
        return {"meetings": [_shown(row) for row in rows]}

    async def do_check(self, _command: dict[str, Any]) -> dict[str, Any]:
        await self._backend.database.check()
        return {}

    async def do_back_up(self, _command: dict[str, Any]) -> dict[str, Any]:
        await self._backend.safekeeping.back_up_now()
        return {}

    async def _known(self, number: int) -> Any:
        from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
        from hosted_meetings_desktop.domain.meeting import MeetingFilter

        if number not in self._ids:
            page = await self._meetings.page(MeetingFilter(text=f"{number:05}"), 0, 10)
            for row in page.rows:
                if row.title == f"Patient {number:05}":
                    self._ids[number] = row.id
                    return row
            return None
        try:
            return await self._meetings.get(self._ids[number])
        except StoreProblem:
            raise
        except AppError:  # forgotten: it was undone before it was sent
            return None


def _people(known: tuple[Any, ...], wanted: dict[str, str]) -> tuple[Any, ...]:
    """Return the host and the wanted people; who was there already (by their first name) stays the same person."""
    from hosted_meetings_desktop.domain.ids import InviteeId, new_id
    from hosted_meetings_desktop.domain.meeting import Invitee
    from hosted_meetings_desktop.domain.preset import Role

    before = {person.name.split(maxsplit=1)[0]: person for person in known}
    found = [before.get("Dr") or Invitee(InviteeId(new_id()), HOST, Role.HOST, "group_call_host")]
    for name, preset in wanted.items():
        person = before.get(name.split(maxsplit=1)[0])
        if person is None:
            person = Invitee(InviteeId(new_id()), name, Role.PATIENT, preset)
        found.append(replace(person, name=name, preset=preset))
    return tuple(found)


def state_of(meeting: Any) -> dict[str, Any] | None:
    """Return what of a meeting the host asked for; None when there is none."""
    if meeting is None:
        return None
    return {
        "title": meeting.public_title, "record": meeting.record_on_start, "active": not meeting.cancelled,
        "people": {person.name: person.preset for person in meeting.invitees if person.name != HOST},
    }  # fmt: skip


def _shown(meeting: Any) -> dict[str, Any]:
    number = _NUMBER.fullmatch(meeting.title)
    return {
        "id": meeting.id, "number": int(number[1]) if number else None, "title": meeting.title,
        "state": state_of(meeting), "room": meeting.room_id, "sync": meeting.sync.value, "problem": meeting.problem,
        "conflicts": [f"{one.field.value}: {one.ours} / {one.theirs}" for one in meeting.conflicts],
        "people": {person.id: [person.name, person.preset, person.problem] for person in meeting.invitees},
        "elsewhere": meeting.made_elsewhere,
    }  # fmt: skip


def say(**what: Any) -> None:
    """Write one line and let it go at once: whoever reads it knows that it was done."""
    os.write(1, (json.dumps(what) + "\n").encode())


async def serve(backend: Any) -> None:
    """Answer commands until the input ends."""
    from hosted_meetings_desktop.domain.errors import AppError

    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    background = asyncio.create_task(backend.run(lambda error, _pause: say(event="died", error=repr(error))))
    desk = Desk(backend)
    say(event="ready")
    while line := await reader.readline():
        command = json.loads(line)
        if command["do"] == "close":
            break
        try:
            answer = await desk.do(command)
        except AppError as error:
            answer = {"error": type(error).__name__, "title": error.title, "details": error.details}
        say(id=command["id"], **answer)
    background.cancel()
    await asyncio.gather(background, return_exceptions=True)
    backend.close()
    say(event="closed")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--organization", required=True)
    parser.add_argument("--quiet", type=float, default=6.0)
    parser.add_argument("--late", type=float, default=15.0)
    parser.add_argument("--longest-pause", type=float, default=3.0)
    parser.add_argument("--lists-every", type=float, default=8.0)
    parser.add_argument("--naive", action="store_true")
    given = parser.parse_args()
    level = os.environ.get("CHAOS_LOG", "WARNING")
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for loud in ("httpcore", "httpx", "asyncio"):
        logging.getLogger(loud).setLevel(logging.WARNING)
    scale(given.quiet, given.late, given.longest_pause, given.lists_every)
    say(event="begun")
    backend = open_backend(given.folder, given.url, given.organization, os.environ["CHAOS_API_KEY"])
    if given.naive:
        from tests.chaos.naive import make_naive

        make_naive(backend)
    asyncio.run(serve(backend))


if __name__ == "__main__":
    main()
