"""After a backup of the store was put back nobody is written to twice, and what people know is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.errors import AnswerLost
from hosted_meetings_desktop.domain.message import Occasion
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.safekeeping import Backup
from hosted_meetings_desktop.services.safekeeping import SafekeepingService
from tests.unit.conftest import Heard
from tests.unit.services.outbox_kit import ASHA, BEN, Office, later, office, visit

pytestmark = pytest.mark.anyio
__all__ = ["office"]


@pytest.fixture
def keeping(office: Office, changes: Heard) -> SafekeepingService:
    return SafekeepingService(office.store, changes, office.clock)


async def states(office: Office) -> list[tuple[str, str]]:
    found = [(each.occasion.value, each.state.value) for each in await office.messages()]
    return sorted(found)


async def put_back(office: Office, keeping: SafekeepingService, made: Backup) -> None:
    await keeping.put_back(made)
    await office.store.run(office.outbox.recover)


async def test_what_waited_in_the_backup_and_was_sent_since_is_not_sent_again(
    office: Office, keeping: SafekeepingService
) -> None:
    await office.meetings.plan(visit(ASHA))
    made = await keeping.back_up_now()
    await office.wait(minutes=5)
    sent = office.sent()
    assert sent == [(ASHA, "REQUEST 0")]
    await put_back(office, keeping, made)
    await office.wait(hours=1)
    assert office.sent() == sent
    assert await states(office) == [("invitation", "sent")]


async def test_what_still_waits_is_sent_once(office: Office, keeping: SafekeepingService) -> None:
    await office.meetings.plan(visit(ASHA))
    made = await keeping.back_up_now()
    await put_back(office, keeping, made)
    await office.wait(minutes=5)
    await office.wait(minutes=5)
    assert office.sent() == [(ASHA, "REQUEST 0")]


async def test_who_was_told_of_another_time_since_is_told_of_the_old_one_with_a_higher_number(
    office: Office, keeping: SafekeepingService
) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=5)
    made = await keeping.back_up_now()
    await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    await office.wait(minutes=5)
    await put_back(office, keeping, made)
    await office.wait(hours=1)
    assert office.sent() == [(ASHA, "REQUEST 0"), (ASHA, "REQUEST 1")]
    again = await office.meetings.get(planned.meeting.id)
    await office.meetings.move(again.id, later(later(again.schedule)))
    await office.wait(minutes=5)
    assert office.sent()[-1] == (ASHA, "REQUEST 2"), "calendars leave out what has a number that they know"


async def test_what_was_overtaken_since_is_left_to_a_person(office: Office, keeping: SafekeepingService) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=5)
    await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    made = await keeping.back_up_now()  # the change waits
    await office.meetings.cancel(planned.meeting.id)
    await office.wait(minutes=5)
    before = office.sent()
    await put_back(office, keeping, made)
    await office.wait(hours=1)
    assert office.sent() == before
    waits = {each.state for each in await office.messages() if each.sent_at is None}
    assert waits <= {MessageState.UNSURE}


async def test_a_reminder_that_went_out_since_does_not_go_again(office: Office, keeping: SafekeepingService) -> None:
    await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=5)
    made = await keeping.back_up_now()
    await office.wait(hours=77)
    sent = office.sent()
    assert (ASHA, "reminder") in sent
    await put_back(office, keeping, made)
    await office.wait(minutes=5)
    assert office.sent() == sent


async def test_an_answer_that_was_lost_since_is_as_unsure_as_it_was(
    office: Office, keeping: SafekeepingService
) -> None:
    await office.meetings.plan(visit(ASHA))
    made = await keeping.back_up_now()
    office.post.fails_after = AnswerLost()
    await office.wait(minutes=5)
    office.post.fails_after = None
    await put_back(office, keeping, made)
    await office.wait(minutes=5)
    assert await states(office) == [("invitation", "unsure")]
    assert office.sent() == []


async def test_where_the_store_before_cannot_be_read_a_person_decides(
    office: Office, keeping: SafekeepingService, tmp_path: Path
) -> None:
    await office.meetings.plan(visit(ASHA, hours=27))
    await office.wait(minutes=5)
    await office.meetings.plan(visit(BEN, hours=100))
    made = await keeping.back_up_now()
    await office.wait(hours=5)
    sent = office.sent()
    assert sorted(sent) == [(ASHA, "REQUEST 0"), (ASHA, "reminder"), (BEN, "REQUEST 0")]
    office.store._thread.submit(office.store._dispose).result()
    (tmp_path / "meetings.db").write_bytes(b"what a bad disk left" * 500)
    await put_back(office, keeping, made)
    await office.wait(minutes=5)
    assert office.sent() == sent
    doubted = [each for each in await office.messages() if each.state is MessageState.UNSURE]
    assert {each.occasion for each in doubted} == {Occasion.INVITATION, Occasion.REMINDER}
    assert all("A backup was put back" in each.problem for each in doubted)
    # What comes due from now on goes out as ever.
    await office.meetings.plan(visit("carla@example.org", hours=60))
    await office.wait(minutes=5)
    assert office.sent()[-1] == ("carla@example.org", "REQUEST 0")
    await office.wait(hours=33)
    assert office.sent()[-1] == ("carla@example.org", "reminder")


async def test_a_backup_that_cannot_take_it_changes_nothing(
    office: Office, keeping: SafekeepingService, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hosted_meetings_desktop.domain.errors import StoreProblem
    from hosted_meetings_desktop.store import connection, sent_since

    await office.meetings.plan(visit(ASHA))
    made = await keeping.back_up_now()
    await office.wait(minutes=5)

    def full(*_arguments: object) -> None:
        raise connection.DatabaseError("database or disk is full")

    monkeypatch.setattr(sent_since, "carry_over", full)
    with pytest.raises(StoreProblem):
        await keeping.put_back(made)
    assert await states(office) == [("invitation", "sent")]
    assert [each.name for each in await keeping.backups()] == [made.name], "and no copy of a change that was none"


async def test_a_backup_of_an_older_version_takes_it_too(
    office: Office, keeping: SafekeepingService, tmp_path: Path, store_key: bytes
) -> None:
    from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
    from hosted_meetings_desktop.store.schema import migrate

    await office.meetings.plan(visit(ASHA))
    made = await keeping.back_up_now()
    engine = sqlite_engine(tmp_path / "backups" / made.name, store_key)
    migrate(engine, "0006")
    engine.dispose()
    await office.wait(minutes=5)
    sent = office.sent()
    assert sent
    await put_back(office, keeping, made)
    await office.wait(hours=1)
    assert office.sent() == sent
