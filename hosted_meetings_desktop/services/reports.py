"""Attendance reports: as files for spreadsheets and programs, as data for paper, and certificates of attendance."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import anyio

from hosted_meetings_desktop.domain.audit import Deed
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.ledger.chain import read
from hosted_meetings_desktop.domain.ledger.entries import (
    LedgerRow,
    body_of,
    day_of,
    rows_of,
    rules_of,
    same_in_substance,
)
from hosted_meetings_desktop.domain.ledger.reports import (
    MOST_ON_PAPER,
    AttendanceReport,
    Certificate,
    Form,
    ReportHead,
    ReportOf,
    ReportTotals,
    SavedReport,
    Scope,
)
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, Sums, sums_of
from hosted_meetings_desktop.domain.ledger.truth import Judgement, SittingId, Truth
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.ports import Clock, Store
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.audit import AuditService
from hosted_meetings_desktop.services.ledger import LedgerService, SittingReport
from hosted_meetings_desktop.services.ledger_facts import clinic_zone, kept_rules
from hosted_meetings_desktop.services.slot_rule import known_visit_types


class _File(Protocol):
    def add(self, rows: Iterable[LedgerRow]) -> None: ...
    def finish(self, totals: ReportTotals) -> None: ...
    def drop(self) -> None: ...


@dataclass(slots=True)
class _Adding:
    """Adds rows up as they go by."""

    rows: int = 0
    all: Sums = NOTHING
    patients: Sums = NOTHING
    hosts: dict[str, Sums] = field(default_factory=dict)
    _sittings: int = 0
    _last: SittingId | None = None

    def take(self, rows: Iterable[LedgerRow]) -> None:
        for row in rows:
            sums = sums_of(row)
            self.rows += 1
            self.all += sums
            if row.role is Role.PATIENT:
                self.patients += sums
            self.hosts[row.host] = self.hosts.get(row.host, NOTHING) + sums
            if row.sitting != self._last:  # rows of one sitting follow each other
                self._sittings, self._last = self._sittings + 1, row.sitting

    def totals(self) -> ReportTotals:
        return ReportTotals(self.rows, self.all, self.patients, self.hosts, self._sittings)


@dataclass(frozen=True, slots=True)
class ReportService:
    """Makes reports from the ledger; each file that is written stands in the audit log.

    Attributes:
        zone: Tells the IANA zone of this PC: the clinic's until its hours name one.
    """

    store: Store
    ledger: LedgerService
    audit: AuditService
    clock: Clock
    zone: Callable[[], str]

    async def count(self, of: ReportOf) -> int:
        """Return how many rows a report of many sittings would have.

        Raises:
            InputProblem: for the field to mend.
        """
        of.check()
        found = await self.ledger.rows((await self._complete(of)).wanted, limit=1)
        return found.total

    async def save(
        self, of: ReportOf, form: Form, target: Path, *, told: Callable[[Progress], None] = lambda _progress: None
    ) -> SavedReport:
        """Write a report to a file. Until it is whole nothing stands at ``target``, or what stood there before.

        Cancelled, it leaves nothing behind.

        Args:
            of: What it is wanted of.
            form: As what kind of file.
            target: Where.
            told: Called after each thousand rows.

        Raises:
            AppError: the place cannot be written, or there is nothing to report.
        """
        of.check()
        of = await self._complete(of)
        head, adding = await self._head(of), _Adding()
        part = _part_of(target)
        try:
            file = await anyio.to_thread.run_sync(_begin, form, part, head)
            whole = False
            try:
                async for rows in self._rows(of, told):
                    await anyio.to_thread.run_sync(file.add, rows)
                    adding.take(rows)
                if not adding.rows:
                    raise AppError(
                        "There is no attendance to report", "Choose other days, or another host or person."
                    )
                await anyio.to_thread.run_sync(_finish, file, adding.totals(), part, target)
                whole = True
            finally:
                if not whole:
                    file.drop()
        except OSError as error:
            raise _unsaved(error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        await self._note(of, form.value, adding.rows, head)
        return SavedReport(target.name, adding.rows, head.end)

    async def report(
        self, of: ReportOf, *, most: int = MOST_ON_PAPER, told: Callable[[Progress], None] = lambda _progress: None
    ) -> AttendanceReport:
        """Return a report for paper: with its first rows, and with what all of them add up to.

        Raises:
            AppError: there is nothing to report.
        """
        of.check()
        of = await self._complete(of)
        head, adding = await self._head(of), _Adding()
        kept: list[LedgerRow] = []
        async for rows in self._rows(of, told):
            adding.take(rows)
            kept += rows[: most - len(kept)]
        if not adding.rows:
            raise AppError("There is no attendance to report", "Choose other days, or another host or person.")
        truth = (await self._sitting(of)).truth if of.scope is Scope.SESSION else None
        closed = all(row.entry for row in kept)
        return AttendanceReport(head, tuple(kept), adding.totals(), truth, closed)

    async def certificate(self, of: ReportOf, key: str, *, with_title: bool = False) -> Certificate:
        """Return proof for one person that they were there.

        Args:
            of: The sitting, by its id or a session's.
            key: The person in it.
            with_title: Whether the meeting's title stands in it.

        Raises:
            AppError: they did not attend, or that is not certain yet.
        """
        rows = [row async for page in self._rows(of, lambda _progress: None) for row in page]
        row = next((each for each in rows if each.key == key), None)
        if row is None:
            raise AppError("This person is not in the session's list any more")
        if not row.entry:
            raise AppError(
                "The session is not closed yet",
                "A certificate can be written a quarter of an hour after its end, when the video service has told "
                "who was there.",
                retryable=True,
            )
        if row.judgement is not Judgement.ATTENDED:
            raise AppError("This person did not attend", "Nothing can be certified. See the session's attendance.")
        return Certificate(await self._head(of), row, with_title)

    async def save_paper(self, report: AttendanceReport | Certificate, data: bytes, target: Path) -> SavedReport:
        """Write a report that was brought to paper.

        Raises:
            AppError: the place cannot be written.
        """
        part = _part_of(target)
        try:
            await anyio.to_thread.run_sync(_put, data, part, target)
        except OSError as error:
            raise _unsaved(error) from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        rows = len(report.rows) if isinstance(report, AttendanceReport) else 1
        word = "pdf" if isinstance(report, AttendanceReport) else "certificate"
        await self._note(report.head.of, word, rows, report.head)
        return SavedReport(target.name, rows, report.head.end)

    # ---- how
    async def _complete(self, of: ReportOf) -> ReportOf:
        """Return a report of a person with all ids that the ledger has for them: who was merged had others before."""
        return replace(of, persons=await self.ledger.known_as(of.persons)) if of.persons else of

    async def _note(self, of: ReportOf, word: str, rows: int, head: ReportHead) -> None:
        days = "/".join("" if day is None else day.isoformat() for day in (of.days_from, of.days_before))
        subject = str(of.sitting or of.session or next(iter(sorted(of.persons)), None) or of.scope)
        facts = {"scope": of.scope.value, "form": word, "rows": str(rows), "end": head.end.text()}
        if days != "/":
            facts["days"] = days
        if of.scope is Scope.HOST:
            facts["host"] = of.name
        # What was written stands in the log, even if somebody stops it at the last moment.
        with anyio.CancelScope(shield=True):
            await self.audit.note(Deed.REPORTED, subject, facts=facts)

    async def _head(self, of: ReportOf) -> ReportHead:
        here, made_at = self.zone(), self.clock()
        end = await self.ledger.anchor()

        def work(lib: Library) -> ReportHead:
            names = {str(each.id): each.name for each in known_visit_types(lib)}
            zone = clinic_zone(lib, here).key
            return ReportHead(of, lib.outbox.settings().clinic, zone, made_at, end, kept_rules(lib), names)

        return await self.store.run(work)

    async def _rows(self, of: ReportOf, told: Callable[[Progress], None]) -> AsyncIterator[tuple[LedgerRow, ...]]:
        if of.scope is Scope.SESSION:
            yield await self._rows_now(await self._sitting(of))
            return
        async for rows in self.ledger.walk(of.wanted, told=told):
            yield rows

    async def _sitting(self, of: ReportOf) -> SittingReport:
        if of.session is not None:
            return await self.ledger.session(of.session)
        if of.sitting is not None:
            return await self.ledger.sitting(of.sitting)
        raise ValueError("a report of a session names it")

    async def _rows_now(self, found: SittingReport) -> tuple[LedgerRow, ...]:
        """Return the people of a sitting as they are known now: by its entry where that says the same."""
        truth: Truth = found.truth
        before = read(found.entry).body if found.entry is not None else None
        here = self.zone()
        zone, rules = await self.store.run(lambda lib: (clinic_zone(lib, here), kept_rules(lib)))
        body = body_of(truth, rules_of(before) if before is not None else rules, day_of(truth, zone))
        if before is not None and found.entry is not None:
            body["day"] = before["day"]
            if same_in_substance(before, body):
                return tuple(rows_of(found.entry.number, body))
        return tuple(rows_of(0, body))


def _begin(form: Form, part: Path, head: ReportHead) -> _File:
    if form is Form.CSV:
        from hosted_meetings_desktop.services.reports_csv import CsvReport

        return CsvReport(part, head)
    from hosted_meetings_desktop.services.reports_xlsx import XlsxReport

    return XlsxReport(part, head)


def _part_of(target: Path) -> Path:
    return target.with_name(f".{target.stem[:40]}-{new_id()[:8]}.part")


def _put(data: bytes, part: Path, target: Path) -> None:
    part.write_bytes(data)
    part.replace(target)


def _unsaved(error: OSError) -> AppError:
    return AppError(
        "The report could not be saved",
        "The attendance itself is kept. Choose another folder, or close the file where it is open.",
        details=str(error.strerror),
    )


def _finish(file: _File, totals: ReportTotals, part: Path, target: Path) -> None:
    file.finish(totals)
    part.replace(target)
