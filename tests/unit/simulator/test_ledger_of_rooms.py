"""What the ledger says of sessions equals what the embedded Dyte really saw, through the client and the store."""

from __future__ import annotations

import random
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.account import DyteCredentials, RealtimeKitCredentials
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ledger.reports import Form, ReportOf, Scope
from hosted_meetings_desktop.domain.ledger.truth import Doubt
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import all_pages
from hosted_meetings_desktop.domain.session import Session as Met
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.client import DyteClient, connect
from hosted_meetings_desktop.services.audit import AuditService
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.reports import ReportService
from hosted_meetings_desktop.simulator.world import Session
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.fake_service import Ticking
from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=100)
NAME = "clinic"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
async def client(api: Api) -> AsyncIterator[DyteClient]:
    world = api.world
    account = (
        DyteCredentials(world.organization_id, world.api_key, f"{api.origin}/v2")
        if api.dialect == "dyte"
        else RealtimeKitCredentials(world.account_id, world.app_id, world.api_token, f"{api.origin}/client/v4")
    )
    made = connect(account, budget=Budget.unlimited())
    assert isinstance(made, DyteClient)
    yield made
    await made.aclose()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "meetings.db", lambda: bytes(range(32)))
    yield made
    made.close()


async def hold(api: Api, drawn: random.Random, number: int) -> Session:
    """Let a few people come and go as it happens: second windows, breaks, overlaps; by tenths of a second."""
    meeting = await api.meeting(title=f"Visit {number}")
    began = NINE + timedelta(hours=2 * number)
    session: Session | None = None
    for person in range(drawn.randint(1, 4)):
        who = await api.participant(meeting, name=f"P{person}", custom_participant_id=f"c{number}-{person}")
        for _ in range(drawn.randint(1, 4)):
            session, row = api.join(meeting, who["id"], str(uuid.uuid4()))
            row.user_agent = FIREFOX
            row.joined_at = began + drawn.randrange(0, 30_000) * TICK
            row.created_at = row.joined_at
            row.left_at = row.joined_at + drawn.randrange(1, 12_000) * TICK
    assert session is not None
    api.world.end_session(session)
    session.started_at = session.created_at = min(row.joined_at for row in session.attendance)
    session.ended_at = max(row.left_at for row in session.attendance if row.left_at is not None)
    return session


def really_there(session: Session) -> dict[str, timedelta]:
    """Return how long each person was in the room, in the plainest way: tick by tick."""
    found: dict[str, timedelta] = {}
    for who in {row.display_name for row in session.attendance}:
        inside: set[int] = set()
        for row in session.attendance:
            if row.display_name == who and row.left_at is not None:
                first, last = ((at - NINE) // TICK for at in (row.joined_at, row.left_at))
                inside.update(range(first, last))
        found[who] = len(inside) * TICK
    return found


async def take_in(client: DyteClient, store: Database, now: datetime, *, lost: str) -> None:
    """Read everything as the sync engine does; the end of one connection gets lost."""

    def keep(lib: Library, session: Met, people: list[Presence]) -> None:
        lib.sessions.note(session, now=now)
        lib.sessions.note_presences(session.id, tuple(people), now=now)

    async for page in all_pages(client.list_sessions):
        for session in page.rows:
            listed = [each async for each in all_pages(partial(client.session_participants, session.id))]
            people = [row for each in listed for row in each.rows]
            people = [replace(row, left_at=None, minutes=None) if row.peer_id == lost else row for row in people]
            await store.run(partial(keep, session=session, people=people))
    await store.run(lambda lib: lib.facts.set("refreshed_at", now.isoformat()))


@pytest.mark.parametrize("seed", [1, 2])
async def test_totals_are_what_the_rooms_saw(
    api: Api, client: DyteClient, store: Database, tmp_path: Path, seed: int
) -> None:
    drawn = random.Random(seed)  # noqa: S311 - the same rooms for the same seed
    held = [await hold(api, drawn, number) for number in range(6)]
    clock = Ticking(NINE + timedelta(hours=14))
    # One leave gets lost: what is told of the connection elsewhere makes up for it.
    await take_in(client, store, clock(), lost=held[0].attendance[0].id)
    changes = Heard()
    gatherer = LedgerGatherer(store, lambda lib: lib.ledger, NAME, changes, clock, lambda: "UTC", peers=client)
    assert (await gatherer.gather()).closed == len(held)
    service = LedgerService(store, lambda lib: lib.ledger, NAME, changes, clock)
    everybody = timedelta(0)
    for session in held:
        truth = (await service.session(SessionId(session.id))).truth
        expected = really_there(session)
        told = {person.name: person for person in truth.people}
        assert {key: person.present for key, person in told.items()} == expected
        assert all(person.devices == ("Firefox 140, Linux, computer",) for person in told.values())
        assert all(Doubt.LEAVE_ASSUMED not in person.doubts for person in told.values())
        assert sum(person.connections for person in told.values()) == len(session.attendance)
        assert truth.present == sum(expected.values(), timedelta(0))
        everybody += truth.present
    (month,) = (await service.months(NINE.date(), NINE.date() + timedelta(days=2))).values()
    assert month.present == everybody
    audit = AuditService(store, changes, clock, lambda: "desk")
    report = await ReportService(store, service, audit, clock, lambda: "UTC").save(
        ReportOf(Scope.PERIOD), Form.CSV, tmp_path / "all.csv"
    )
    assert report.rows == sum(len(really_there(session)) for session in held)
    assert (await LedgerProof(store, lambda lib: lib.ledger, NAME).verify()).sound
