"""Attendance: who was in a session, when and for how long; exported for others."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from hosted_meetings_desktop.domain.attendance import PersonAttendance, SessionAttendance
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.session import Session

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.ledger.truth import PersonTruth
    from hosted_meetings_desktop.services.ledger import LedgerService

CSV_COLUMNS = (
    "meeting",
    "session_started",
    "name",
    "preset",
    "first_joined",
    "last_left",
    "minutes",
    "joins",
    "still_in",
)
"""The columns of the export, in this order in every version; times are ISO 8601 UTC, minutes have two decimals."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class AttendanceService:
    """Reads the sessions kept in the store, and who was in them by the attendance ledger.

    Attributes:
        ledger: Makes the ledger's service, which the list of sessions does not need.
    """

    store: Store
    ledger: Callable[[], LedgerService]

    async def page(self, text: str, offset: int, limit: int) -> Page[Session]:
        """Return a page of sessions, the newest first."""
        return await self.store.run(lambda lib: lib.sessions.page(text=text, offset=offset, limit=limit))

    async def session(self, session_id: SessionId) -> SessionAttendance:
        """Return a session with everybody who was in it.

        Raises:
            AppError: it is not there any more.
        """

        def work(lib: Library) -> tuple[Session, datetime | None]:
            session = lib.sessions.get(session_id)
            if session is None:
                raise AppError("This session is not in the list any more")
            return session, lib.sessions.presences_observed_at(session_id)

        session, observed_at = await self.store.run(work)
        truth = (await self.ledger().session(session_id)).truth
        present = (_in_session(person, session) for person in truth.people)
        people = sorted(
            (each for each in present if each is not None), key=lambda each: (each.first_joined, each.key)
        )
        total = sum((person.present for person in people), timedelta(0))
        return SessionAttendance(session, tuple(people), total, observed_at)

    async def export_csv(self, session_id: SessionId, target: Path) -> None:
        """Write a session's attendance as CSV (UTF-8 with a mark, as spreadsheets expect).

        Raises:
            AppError: the place cannot be written.
        """
        found = await self.session(session_id)
        try:
            await anyio.to_thread.run_sync(_write, found, target)
        except OSError as error:
            raise AppError(
                "The file could not be saved",
                "The attendance itself is kept. Choose another folder, or close the file where it is open.",
                details=str(error.strerror),
            ) from error


def _in_session(person: PersonTruth, session: Session) -> PersonAttendance | None:
    """Return a person's presence in one of the sessions of a sitting; None where they were in another one."""
    from hosted_meetings_desktop.domain.ledger.stretches import total
    from hosted_meetings_desktop.domain.ledger.truth import Closing

    stays = [[one for one in stay.stretches if (one.session or session.id) == session.id] for stay in person.stays]
    stretches = [one for stay in stays for one in stay]
    if not stretches:
        return None
    still_in = any(one.closing is Closing.OPEN for one in stretches)
    return PersonAttendance(
        key=person.key,
        name=person.name or "Guest",
        preset=person.preset,
        first_joined=min(one.began for one in stretches),
        last_left=None if still_in else max(one.ended for one in stretches),
        present=total(one.span for one in stretches),
        joins=sum(bool(stay) for stay in stays),
        still_in=still_in,
    )


def _write(found: SessionAttendance, target: Path) -> None:
    with target.open("w", newline="", encoding="utf-8-sig") as file:
        out = csv.writer(file)
        out.writerow(CSV_COLUMNS)
        for person in found.people:
            out.writerow(
                [
                    _safe(found.session.title),
                    _iso(found.session.started_at),
                    _safe(person.name),
                    _safe(person.preset),
                    _iso(person.first_joined),
                    _iso(person.last_left),
                    f"{person.present.total_seconds() / 60:.2f}",
                    person.joins,
                    "yes" if person.still_in else "no",
                ]
            )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _safe(text: str) -> str:
    """Keep a name from being read as a formula (guests type their own names)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
