"""The rules of the archive: what is rescued first, when again, who is told, and how long files are kept."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.archive import (
    Alarm,
    ArchiveItem,
    ItemId,
    ItemKind,
    ItemState,
    Quota,
    QuotaLevel,
    RescueStanding,
    alarm_of,
    next_try,
    rescue_order,
)
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import RecordingId, VisitTypeId
from hosted_meetings_desktop.domain.retention import RetentionLevel, RetentionRules, clock_of, must_reason
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, VaultKind, VaultPlace

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ITEM = ArchiveItem(
    ItemId("i"), ItemKind.RECORDING, ItemState.WAITING, NOW, NOW, RecordingId("r"), expires_at=NOW + timedelta(days=7)
)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - given one
items = st.builds(
    ArchiveItem,
    id=st.uuids().map(lambda each: ItemId(str(each))),
    kind=st.sampled_from(ItemKind),
    state=st.sampled_from(ItemState),
    found_at=moments,
    happened_at=moments,
    expires_at=st.none() | moments,
    tries=st.integers(0, 50),
)


@given(st.lists(items, max_size=12))
def test_what_is_deleted_first_is_rescued_first(found: list[ArchiveItem]) -> None:
    order = rescue_order(found)
    assert {each.id for each in order} == {each.id for each in found if each.state is ItemState.WAITING}
    for before, after in itertools.pairwise(order):
        assert before.gone_at < after.gone_at or (
            before.gone_at == after.gone_at and before.happened_at >= after.happened_at
        )


@given(items, moments, st.floats(0, 1))
def test_there_is_always_time_for_another_try(item: ArchiveItem, now: datetime, spread: float) -> None:
    again = next_try(item, now, spread)
    assert now < again <= now + timedelta(hours=3)
    left = item.gone_at - now
    if left > timedelta(minutes=2):
        assert again - now <= left / 4, "four more tries fit in"


def test_pauses_grow() -> None:
    pauses = [next_try(replace(ITEM, tries=tries), NOW) - NOW for tries in range(1, 8)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(hours=3)


@pytest.mark.parametrize(
    ("left", "tries", "alarm"),
    [
        (timedelta(days=3), 9, Alarm.NONE),
        (timedelta(hours=47), 0, Alarm.NONE),
        (timedelta(hours=47), 1, Alarm.SOON),
        (timedelta(hours=12), 0, Alarm.URGENT),
        (timedelta(0), 1, Alarm.LOST),
    ],
)
def test_somebody_is_told_before_a_link_expires(left: timedelta, tries: int, alarm: Alarm) -> None:
    assert alarm_of(replace(ITEM, expires_at=NOW + left, tries=tries), NOW) is alarm


def test_what_is_lost_alarms_until_somebody_took_note() -> None:
    lost = replace(ITEM, state=ItemState.LOST)
    assert alarm_of(lost, NOW) is Alarm.LOST
    assert alarm_of(replace(lost, seen_at=NOW), NOW) is Alarm.NONE
    assert RescueStanding(alarms={Alarm.SOON: 2, Alarm.LOST: 1, Alarm.URGENT: 0}).worst is Alarm.LOST


def test_without_its_word_the_provider_keeps_a_file_for_a_week() -> None:
    assert replace(ITEM, expires_at=None).gone_at == NOW + timedelta(days=7)


def test_a_quota_is_told() -> None:
    levels = [Quota(used, 100).level for used in (0, 89, 90, 99, 100)]
    assert levels == [QuotaLevel.FREE, QuotaLevel.FREE, QuotaLevel.NEARLY, QuotaLevel.NEARLY, QuotaLevel.OVER]
    assert Quota(10**15, 0).level is QuotaLevel.NONE


# ---- retention
RULES = RetentionRules(timedelta(days=3650), {VisitTypeId("team"): timedelta(days=90), VisitTypeId("group"): None})


def test_each_kind_of_visit_has_its_time() -> None:
    assert RULES.until(NOW, VisitTypeId("team")) == NOW + timedelta(days=90)
    assert RULES.until(NOW, VisitTypeId("group")) is None
    assert RULES.until(NOW, VisitTypeId("consultation")) == NOW + timedelta(days=3650)
    assert RULES.until(NOW, None) == NOW + timedelta(days=3650)
    assert RetentionRules(timedelta(days=999_999_999)).until(NOW, None) is None


@pytest.mark.parametrize("span", [timedelta(0), timedelta(hours=30), timedelta(days=-1)])
def test_rules_are_whole_days(span: timedelta) -> None:
    with pytest.raises(InputProblem):
        RetentionRules(span).check()
    with pytest.raises(InputProblem):
        RetentionRules(None, {VisitTypeId("team"): span}).check()
    RULES.check()


@pytest.mark.parametrize(
    ("left", "hold", "level"),
    [
        (None, "", RetentionLevel.FOR_EVER),
        (timedelta(days=31), "", RetentionLevel.RUNNING),
        (timedelta(days=30), "", RetentionLevel.ENDING),
        (timedelta(0), "", RetentionLevel.OVER),
        (timedelta(days=-5), "", RetentionLevel.OVER),
        (timedelta(days=-5), "A complaint", RetentionLevel.ON_HOLD),
        (None, "A complaint", RetentionLevel.ON_HOLD),
    ],
)
def test_the_clock_says_how_long(left: timedelta | None, hold: str, level: RetentionLevel) -> None:
    clock = clock_of(replace(ITEM, retain_until=None if left is None else NOW + left, hold=hold), NOW)
    assert clock.level is level
    assert clock.hold == hold
    assert clock.left is None or clock.left >= timedelta(0)


def test_a_reason_is_needed() -> None:
    assert must_reason("  Asked for by the patient ") == "Asked for by the patient"
    for none in ("", "  ", "x" * 501):
        with pytest.raises(InputProblem):
            must_reason(none)


# ---- settings
def test_an_archive_that_moves_is_still_found() -> None:
    here, there = VaultPlace(folder="/a"), VaultPlace(folder="/b")
    settings = ArchiveSettings(here, vault="one")
    moved = settings.moved(there)
    assert (moved.vault, moved.former) == ("", {"one": here})
    back = replace(moved, vault="two").moved(here)
    assert (back.vault, back.former["two"]) == ("one", there)
    assert settings.moved(here) is settings


def test_a_bucket_is_looked_at() -> None:
    Bucket("clinic", "key", "secret", "https://s3.example.org").check()
    Bucket("clinic", "key", "secret", "http://127.0.0.1:9000").check()
    for bad in (
        Bucket("", "key", "secret"),
        Bucket("a/b", "key", "secret"),
        Bucket("clinic", "", "secret"),
        Bucket("clinic", "key", "secret", "http://s3.example.org"),
        Bucket("clinic", "key", "secret", "http://localhost.example.org"),
        Bucket("clinic", "key", "secret", "http://127.0.0.1.example.org:9000"),
        Bucket("clinic", "key", "secret", "https://"),
        Bucket("clinic", "key", "secret", "https://[::1"),
    ):
        with pytest.raises(InputProblem):
            bad.check()
    assert "s3cret" not in repr(VaultPlace(VaultKind.BUCKET, bucket=Bucket("clinic", "key", "s3cret")))
