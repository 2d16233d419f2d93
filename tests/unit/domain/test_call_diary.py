from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hosted_meetings_desktop.domain.call_diary import CallDiary, Outcome, Step

NINE = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def test_a_step_ends_when_the_next_begins() -> None:
    diary = CallDiary().begin(Step.TICKET, at(0)).begin(Step.LOAD, at(0.4)).begin(Step.JOIN, at(2))
    assert [(one.step, one.took.total_seconds(), one.outcome) for one in diary.entries] == [
        (Step.TICKET, 0.4, Outcome.DONE),
        (Step.LOAD, 1.6, Outcome.DONE),
    ]
    assert diary.step is Step.JOIN


def test_the_same_step_goes_on() -> None:
    diary = CallDiary().begin(Step.JOIN, at(0)).begin(Step.JOIN, at(5)).end(Outcome.FAILED, at(9), "slow")
    (entry,) = diary.entries
    assert (entry.took, entry.reason) == (timedelta(seconds=9), "slow")
    assert diary.step is None


def test_nothing_under_way_does_not_end() -> None:
    assert CallDiary().end(Outcome.DONE, at(1)) == CallDiary()


def test_a_clock_that_was_set_back_takes_no_time() -> None:
    (entry,) = CallDiary().begin(Step.JOIN, at(60)).end(Outcome.DONE, at(0)).entries
    assert entry.took == timedelta(0)


def test_the_text_is_one_line_a_step_in_utc() -> None:
    berlin = timezone(timedelta(hours=2))
    diary = (
        CallDiary()
        .begin(Step.JOIN, NINE.astimezone(berlin))
        .end(Outcome.FAILED, at(30), "0002")
        .begin(Step.ONCE_MORE, at(30.75))
        .end(Outcome.DONE, at(31.5))
    )
    assert diary.text().splitlines() == [
        "09:00:00Z  join  30.0 s  failed: 0002",
        "09:00:30Z  once_more  0.8 s  done",
    ]
