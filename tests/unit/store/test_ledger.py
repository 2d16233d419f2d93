"""The ledger's tables: only appended to, searched and paged as the reference does, found along indexes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import StaticPool, create_engine, event

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import append, genesis
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.listing import ListQuery, Outcome
from hosted_meetings_desktop.domain.ledger.repository import RowFilter, RowPlace, Sitting, SumsBy
from hosted_meetings_desktop.domain.ledger.sums import SumKey, Sums
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement, SittingId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.store.all_tables import metadata
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.ledger import SqlLedger
from hosted_meetings_desktop.store.ledger_list import SqlLedgerList
from hosted_meetings_desktop.store.library import SqlLibrary
from tests.unit.domain.ledger.memory_ledger import MemoryLedger
from tests.unit.fake_service import START

DAY = date(2026, 3, 2)
P = PersonId("p")
NAMES = ("Asha Rao", "Ásha Nowak", "Zoë Ærø", "Ben", "O'Brien, Ann", "=1+1", "李 明")
TITLES = ("Knee", "Follow-up: knee", "Wound check")
HOSTS = ("Dr Sommer", "dr sommer ", "Nurse Lind", "")


def row(
    sitting: str, day: int, host: str, name: str, title: str, *, role: Role | None = Role.PATIENT, entry: int = 1
) -> LedgerRow:
    meeting = MeetingId(f"m-{sitting}") if day % 3 else None
    return LedgerRow(
        entry=entry, sitting=SittingId(sitting), day=DAY + timedelta(days=day), meeting=meeting, title=title,
        began=START + timedelta(minutes=day % 5),
        host=host, visit_type="", starts_at=START + timedelta(microseconds=1), ends_at=None, cancelled=False,
        sessions=1,
        first_session=SessionId("s") if day % 2 else None, key=f"k-{name}", invitee=InviteeId("i") if day else None,
        person=PersonId(f"p-{name[:1]}") if name[:1] in "AÁZ" else None, name=name, role=role,
        judgement=Judgement.ATTENDED, arrived=None, first_joined=START, last_left=None,
        present=timedelta(hours=30, microseconds=7), joins=2, connections=3, tries=1, waited=timedelta(0),
        late_by=timedelta(microseconds=1) if day % 2 else None, left_early_by=None, devices=("Firefox",) * (day % 3),
        doubts=(Doubt.ONLY_SEEN,) * (day % 2),
    )  # fmt: skip


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcde"), st.integers(0, 40), st.sampled_from(HOSTS),
        st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TITLES)), max_size=3),
    ),
    max_size=8,
)  # fmt: skip
FILTERS = st.builds(
    RowFilter,
    days_from=st.none() | st.integers(0, 40).map(lambda day: DAY + timedelta(days=day)),
    days_before=st.none() | st.integers(0, 40).map(lambda day: DAY + timedelta(days=day)),
    host=st.none() | st.sampled_from(["dr sommer", ""]),
    persons=st.none() | st.just(frozenset({PersonId("p-A"), PersonId("p-Z")})),
    meeting=st.none() | st.just(MeetingId("m-a")),
    sitting=st.none() | st.just(SittingId("b")),
    text=st.sampled_from(["", "", "asha", "ÁSHA rao", "kn", "zoe", "brien", "李", "nee", '"', "AND"]),
)


def both() -> tuple[Any, Any, MemoryLedger]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    return engine, engine.connect(), MemoryLedger()


@given(ROWS, FILTERS, st.integers(1, 4), st.sampled_from([0, 2_000]))
@settings(max_examples=100)
def test_rows_are_paged_searched_and_added_up_as_the_reference_does(
    appended: list[tuple[str, int, str, list[tuple[str, str]]]], wanted: RowFilter, page: int, few: int
) -> None:
    with patch("hosted_meetings_desktop.store.ledger_rows._FEW", few):
        compare(appended, wanted, page)


def compare(appended: list[tuple[str, int, str, list[tuple[str, str]]]], wanted: RowFilter, page: int) -> None:
    engine, connection, memory = both()
    ledger = SqlLibrary(connection).ledger
    head = genesis("a")
    for sitting, day, host, people in appended:
        entry = append(head, SittingId(sitting), {}, written_at=START)
        rows = [row(sitting, day, host, name, title, entry=entry.number) for name, title in people]
        roles = {Role.PATIENT: Sums(people=len(rows)), "sitting": Sums(sittings=1), "host": Sums(people=day - 20)}
        sums = {SumKey(DAY + timedelta(days=day), host, "", role): each for role, each in roles.items()}
        for each in (ledger, memory):
            each.keep_sitting(Sitting(SittingId(sitting), MeetingId(f"m-{sitting}"), START, planned=True))
            each.append(entry, SittingId(sitting), rows, sums)
        head = entry.anchor
    assert ledger.row_count(wanted) == memory.row_count(wanted)
    found: list[tuple[RowPlace, LedgerRow]] = []
    after: RowPlace | None = None
    while some := ledger.rows(wanted, after=after, limit=page):
        found += some
        after = some[-1][0]
    assert tuple(found) == memory.rows(wanted, after=None, limit=1_000)
    assert ledger.rows_of_entries(1, 9) == memory.rows_of_entries(1, 9)
    for by in SumsBy:
        days = (wanted.days_from, wanted.days_before)
        assert ledger.summed(by, *days, host=wanted.host) == memory.summed(by, *days, host=wanted.host)
        assert ledger.summed(by, roles=("sitting",)) == memory.summed(by, roles=("sitting",))
    connection.close()
    engine.dispose()


def test_entries_are_neither_changed_nor_removed_nor_put_in_between(store: Database) -> None:
    first = append(genesis("a"), SittingId("a"), {}, written_at=START)
    second = append(first.anchor, SittingId("b"), {}, written_at=START)

    def work(lib: Any) -> None:
        lib.ledger.append(first, SittingId("a"), [row("a", 1, "", "Ben", "Knee")], {})
        for wrong in (
            first,
            replace(second, previous="0" * 64),
            append(second.anchor, SittingId("c"), {}, written_at=START),
        ):
            with pytest.raises(ValueError, match="follow"):
                lib.ledger.append(wrong, SittingId("b"), [], {})

    store.run_now(work)
    for statement in ("UPDATE ledger_entries SET content = content", "DELETE FROM ledger_entries"):
        with pytest.raises(StoreProblem) as refused:
            store.run_now(lambda lib, it=statement: lib._connection.exec_driver_sql(it))  # type: ignore[misc]
        assert "only appended to" in refused.value.details
    assert store.run_now(lambda lib: lib.ledger.entries(after=0, limit=9)) == (first,)


def days_with(ledger: SqlLedger, outcome: Outcome) -> object:
    return SqlLedgerList(ledger._connection).days(ListQuery(outcome=outcome))


@pytest.mark.parametrize(
    ("ask", "along"),
    [
        (lambda it: it.restless(closed_checked_before=START, after=None, limit=9), "ix_ledger_sittings_restless"),
        (lambda it: it.adopt(MeetingId("m"), START, START, SittingId("a")), "ix_ledger_facts_loose"),
        (lambda it: it.rows(RowFilter(days_from=DAY), after=None, limit=9), "ix_ledger_rows_day"),
        (lambda it: it.rows(RowFilter(host="x", days_from=DAY), after=None, limit=9), "ix_ledger_rows_host"),
        (lambda it: it.rows(RowFilter(persons=frozenset([P])), after=None, limit=9), "ix_ledger_rows_person"),
        (lambda it: it.rows(RowFilter(meeting=MeetingId("m")), after=None, limit=9), "ix_ledger_sittings_meeting_id"),
        (lambda it: it.history(SittingId("a")), "ix_ledger_entries_sitting"),
        (lambda it: it.rows_of_entries(1, 2), "ix_ledger_rows_entry"),
        (lambda it: days_with(it, Outcome.NEVER_CAME), "ix_ledger_rows_judgement"),
        (lambda it: days_with(it, Outcome.LATE), "ix_ledger_rows_late"),
        (lambda it: days_with(it, Outcome.LEFT_EARLY), "ix_ledger_rows_left_early"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_found_along_an_index(ask: Any, along: str) -> None:
    engine, connection, _memory = both()
    entry = append(genesis("a"), SittingId("a"), {}, written_at=START)
    SqlLibrary(connection).ledger.append(entry, SittingId("a"), [row("a", 1, "x", "Asha", "Knee")], {})
    plans: list[str] = []

    def explain(cursor_of: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT") and "ledger" in statement:
            rows = cursor_of.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(each[3]) for each in rows.fetchall())

    event.listen(engine, "before_cursor_execute", explain)
    ask(SqlLibrary(connection).ledger)
    assert any(along in plan for plan in plans), plans
    assert not any(plan.startswith("SCAN ledger") and "USING" not in plan for plan in plans), plans
    connection.close()
    engine.dispose()
