"""Reports to write on paper: of a session, a person, a host and a long period, with names of all lengths."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, RoomId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.reports import (
    AttendanceReport,
    Certificate,
    ReportHead,
    ReportOf,
    ReportTotals,
    Scope,
    of_session,
)
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, sums_of
from hosted_meetings_desktop.domain.ledger.truth import Doubt, HeldSession, Judgement, SittingId, Truth
from hosted_meetings_desktop.domain.message import Clinic
from hosted_meetings_desktop.domain.preset import Role

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = ("Asha Rao", "Fatima al-Zahra Hassani-Lindqvist", "Ben Cole", "ליאור כהן", "José Müller", "李 明")
TITLES = ("Knee follow-up", "Consultation", "Diabetes review with the dietician and the whole family", "Wound check")
HOSTS = ("Dr Amal Sommer", "Nurse Ida Lind", "Dr Kofi Osei")
END = Anchor(1_204, "9f3c" * 16)


def logo() -> bytes:
    image = QImage(240, 96, QImage.Format.Format_ARGB32)
    image.fill(QColor("#0b6bcb"))
    painter = QPainter(image)
    painter.setPen(QColor("white"))
    painter.setFont(QFont(painter.font().family(), 28))
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, "PARK")
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def clinic(*, full: bool = True) -> Clinic:
    if not full:
        return Clinic("Clinic am Park")
    return Clinic(
        "Clinic am Park", "+49 30 1234567", "#0b6bcb", logo(), "Mon\N{EN DASH}Fri 8\N{EN DASH}18, Parkstr. 5, Berlin"
    )


def row(
    name: str = "Asha Rao", judgement: Judgement = Judgement.ATTENDED, *, day: int = 0,
    role: Role | None = Role.PATIENT,
    title: str = "Knee follow-up", host: str = HOSTS[0], doubts: tuple[Doubt, ...] = (), entry: int = 7,
) -> LedgerRow:  # fmt: skip
    began = NINE + timedelta(days=day)
    came = judgement is Judgement.ATTENDED
    late = timedelta(minutes=7) if came and role is Role.PATIENT else None
    return LedgerRow(
        entry=entry, sitting=SittingId(f"m-{day}-{host}@x"), day=began.date(), began=began, meeting=MeetingId("m"),
        title=title,
        host=host, visit_type="follow-up", starts_at=began, ends_at=began + timedelta(minutes=30), cancelled=False,
        sessions=1, first_session=SessionId("s"), key=f"invitee:{name}", invitee=InviteeId(f"i-{name}"),
        person=PersonId("p"), name=name, role=role, judgement=judgement,
        arrived=began + timedelta(minutes=5) if came else None,
        first_joined=began + timedelta(minutes=7 if role is Role.PATIENT else 0) if came else None,
        last_left=began + timedelta(minutes=29) if came else None,
        present=timedelta(minutes=22) if came else timedelta(0), joins=int(came), connections=int(came), tries=0,
        waited=timedelta(minutes=2) if came and role is Role.PATIENT else timedelta(0), late_by=late,
        left_early_by=None, devices=(), doubts=doubts,
    )  # fmt: skip


def head(of: ReportOf, *, full: bool = True, end: Anchor = END) -> ReportHead:
    types = {"follow-up": "Follow-up"}
    return ReportHead(
        of, clinic(full=full), "Europe/Berlin", NINE + timedelta(days=40, hours=3), end, LedgerRules(), types
    )


def totals(rows: Iterable[LedgerRow], count: int | None = None) -> ReportTotals:
    kept = list(rows)
    everybody, patients, hosts = NOTHING, NOTHING, dict.fromkeys((each.host for each in kept), NOTHING)
    for each in kept:
        everybody += sums_of(each)
        hosts[each.host] += sums_of(each)
        if each.role is Role.PATIENT:
            patients += sums_of(each)
    sittings = len({each.sitting for each in kept})
    return ReportTotals(len(kept) if count is None else count, everybody, patients, hosts, sittings)


def session_report(*, moving: bool = False) -> AttendanceReport:
    rows = (
        row(HOSTS[0], role=Role.HOST),
        row("Asha Rao", doubts=(Doubt.LEAVE_ASSUMED,)),
        row(PEOPLE[1], Judgement.WAITED_AND_LEFT, role=Role.RELATIVE),
        row(PEOPLE[3], Judgement.COULD_NOT_CONNECT, role=Role.INTERPRETER),
        row("Ben Cole", Judgement.NEVER_CAME),
        row("Guest 4", role=None, doubts=(Doubt.ONLY_SEEN, Doubt.LEAVE_ASSUMED)),
        row("Front desk", Judgement.STOOD_BY, role=Role.COLLEAGUE),
    )
    began, ended = NINE, None if moving else NINE + timedelta(minutes=30)
    held = HeldSession(SessionId("s"), RoomId("r"), "Video visit", began, ended, began, ())
    truth = Truth(
        SittingId("m@x"), NINE, moving, None, (held,), (), None, timedelta(minutes=21), timedelta(minutes=43),
        timedelta(0), 9, "",
    )  # fmt: skip
    shown = tuple(replace(each, entry=0) for each in rows) if moving else rows
    return AttendanceReport(head(of_session(SessionId("s"))), shown, totals(rows), truth, closed=not moving)


def period_report(count: int = 90, *, shown: int | None = None, scope: Scope = Scope.PERIOD) -> AttendanceReport:
    drawn = random.Random(7)  # noqa: S311 (the same report each time)
    kinds = [Judgement.ATTENDED] * 8 + [Judgement.NEVER_CAME, Judgement.WAITED_AND_LEFT]
    rows = []
    for number in range(count):
        host = HOSTS[0] if scope is Scope.HOST else drawn.choice(HOSTS)
        name = PEOPLE[0] if scope is Scope.PERSON else drawn.choice(PEOPLE)
        doubts = (Doubt.LATENESS_UNPROVEN,) if number % 40 == 3 else ()
        rows.append(
            row(name, drawn.choice(kinds), day=number // 4, title=drawn.choice(TITLES), host=host, doubts=doubts)
        )
    name = {Scope.HOST: HOSTS[0], Scope.PERSON: PEOPLE[0]}.get(scope, "")
    of = ReportOf(scope, name=name, days_from=date(2026, 3, 1), days_before=date(2026, 4, 1))
    kept = tuple(rows[:shown])
    return AttendanceReport(head(of), kept, totals(rows), None, closed=True)


def certificate(*, with_title: bool = False, full: bool = True) -> Certificate:
    return Certificate(head(of_session(SessionId("s")), full=full), row("Asha Rao"), with_title)
