"""The library of recordings: what is listed, kept, held, deleted and exported, and what is said when that fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from hosted_meetings_desktop.domain.archive import ItemState, Quota, RescueStanding
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.recording_list import (
    ConsentState,
    Keeping,
    LibraryState,
    ListOrder,
    RecordingRow,
)
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.panes.recordings.rows import (
    can_fetch,
    can_play,
    expiry_sentence,
    left_text,
    retention_text,
    status_kind,
    status_text,
    status_tip,
)
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import KEPT_FOR, NOW, OFFLINE
from tests.panes.fakes import NowCalls
from tests.panes.library_kit import HOSTS, FakeLibrary, busy_state, row

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
STATE = 7


def make(qtbot, library: FakeLibrary | None = None, calls=None) -> RecordingsPane:
    pane = RecordingsPane(library or FakeLibrary(), calls or NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1200, 700)
    pane.show()
    return pane


def texts(pane: RecordingsPane) -> str:
    return "\n".join(label.text() for label in pane.recording_details.findChildren(QLabel) if not label.isHidden())


def cells(pane: RecordingsPane, row_id: str) -> list[str]:
    place = pane.model.row_of(row_id)
    return [pane.model.index(place, column).data() for column in range(1, 8)]


def leaving(after: timedelta, number: int = 4, **changes: object) -> RecordingRow:
    return row(number, ItemState.WAITING, invoked_at=NOW + after - KEPT_FOR, expires_at=NOW + after, **changes)


# ---- words
@pytest.mark.parametrize(
    ("one", "kind", "text"),
    [
        (row(1, None, status=RecordingStatus.INVOKED), "recording", "Starting…"),
        (row(1, None, status=RecordingStatus.RECORDING), "recording", "Recording now"),
        (row(1, None, status=RecordingStatus.PAUSED), "recording", "Paused"),
        (row(1, None, status=RecordingStatus.UPLOADING), "sending", "Being prepared…"),
        (row(1, None, status=RecordingStatus.ERRORED), "attention", "Failed"),
        (row(1, None, status=RecordingStatus.UNKNOWN), "info", "Unknown to this app"),
        (row(1, None, local_path="/x.mp4"), "saved", "Kept"),
        (row(1), "saved", "Kept"),
        (row(1, ItemState.LOST), "cancelled", "Lost"),
        (row(1, ItemState.REFUSED), "attention", "Not kept"),
        (row(1, ItemState.NOTHING), "over", "Has no file"),
        (row(1, ItemState.ELSEWHERE), "info", "In your own storage"),
        (row(1, ItemState.DELETED), "cancelled", "Deleted"),
        (leaving(timedelta(days=6)), "over", "Not kept yet"),
        (leaving(timedelta(days=2, hours=3)), "waiting", "Gone in 2 days"),
        (leaving(timedelta(hours=25, minutes=10)), "waiting", "Gone in 25 hours"),
        (leaving(timedelta(hours=5, minutes=10)), "attention", "Gone in 5 hours"),
        (leaving(timedelta(minutes=-1)), "cancelled", "Deleted by the provider"),
    ],
)
def test_each_state_has_a_word_and_a_sign(one: RecordingRow, kind: str, text: str) -> None:
    assert (status_kind(one, NOW), status_text(one, NOW)) == (kind, text)


def test_what_the_provider_deletes_soon_is_said() -> None:
    soon = leaving(timedelta(days=2, hours=3))
    assert expiry_sentence(soon, NOW) == "The video service deletes it in 2 days. Keep it before."
    assert expiry_sentence(row(1), NOW) == ""
    assert left_text(NOW + timedelta(minutes=20), NOW) == "within the hour"
    assert left_text(NOW + timedelta(minutes=80), NOW) == "in 1 hour"


def test_a_tip_says_why() -> None:
    assert status_tip(row(1, ItemState.DELETED, deleted_why="Asked for"), NOW) == "Deleted: Asked for"
    assert status_tip(leaving(timedelta(days=1), problem="No answer."), NOW) == "No answer."
    assert status_tip(row(1), NOW) == "Kept"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Until Tue 18 Nov 2036"),
        ({"retain_until": None}, "For ever"),
        ({"retain_until": NOW + timedelta(days=12)}, "12 days left"),
        ({"retain_until": NOW + timedelta(days=1, hours=1)}, "1 day left"),
        ({"retain_until": NOW - timedelta(days=1)}, "Time is over"),
        ({"retain_until": NOW - timedelta(days=1), "hold": "Complaint"}, "On hold"),
    ],
)
def test_the_clock_is_visible(changes: dict[str, object], text: str) -> None:
    until = {"retain_until": NOW + timedelta(days=3648)} | changes
    assert retention_text(row(1, **until), NOW) == text


def test_only_what_is_there_can_be_played_or_fetched() -> None:
    assert can_fetch(leaving(timedelta(days=3)), NOW)
    assert can_fetch(row(10, ItemState.REFUSED), NOW)
    assert not can_fetch(row(10), NOW)
    assert can_play(row(10), NOW)
    assert not can_play(leaving(timedelta(minutes=-1)), NOW)
    assert not can_play(row(1, None, status=RecordingStatus.UPLOADING), NOW)
    assert can_play(row(1, ItemState.ELSEWHERE, place="x.mp4"), NOW)
    assert not can_play(row(1, ItemState.ELSEWHERE), NOW)


# ---- the list
def test_a_row_says_what_whose_when_and_until_when(qtbot) -> None:
    assert cells(make(qtbot), "r02") == [
        "Blood pressure review",
        "Asha Rao, Priya Chandrasekhar",
        "Yesterday 14:10",
        "28:22",
        "137.9 MB",
        "Until Wed 19 Nov 2036",
        "Kept",
    ]


def test_what_is_not_known_is_a_dash(qtbot) -> None:
    assert cells(make(qtbot), "r00")[3:6] == ["\N{EN DASH}"] * 3


def test_searching_and_finding_nothing(qtbot) -> None:
    pane = make(qtbot)
    pane.search.setText("no such visit")
    pane.search.search_now()
    assert pane.states.state is State.EMPTY
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Clear the search").click()
    assert pane.states.state is State.CONTENT


def test_nothing_recorded_yet_and_a_failure_to_list(qtbot) -> None:
    assert make(qtbot, FakeLibrary(rows=[], stands=LibraryState())).states.state is State.EMPTY
    assert make(qtbot, FakeLibrary(problem=OFFLINE)).states.state is State.ERROR


def test_an_empty_library_leads_to_where_recordings_are_made_and_has_no_filters(qtbot) -> None:
    pane = make(qtbot, FakeLibrary(rows=[], stands=LibraryState()))
    assert pane.filters.isHidden()
    with qtbot.waitSignal(pane.today_requested):
        next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Show today's calls").click()
    assert not make(qtbot).filters.isHidden()


def test_every_filter_narrows_the_list_and_can_be_cleared(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    everything = pane.model.total
    filters = pane.filters
    for field, value, name, wanted in (
        (filters.host, HOSTS[1], "host", HOSTS[1]),
        (filters.kind, "follow-up", "visit_type", "follow-up"),
        (filters.consent, ConsentState.REFUSED.value, "consent", ConsentState.REFUSED),
        (filters.keeping, Keeping.NOT_KEPT.value, "keeping", Keeping.NOT_KEPT),
        (filters.when, 1, "since", NOW.replace(hour=0, minute=0)),
    ):
        field.setCurrentIndex(field.findData(value))
        asked = library.asked_for("page")[-1][0]
        assert getattr(asked, name) == wanted
        assert 0 < pane.model.total < everything
        filters.clear_button.click()
        assert pane.model.total == everything
    filters.order.setCurrentIndex(filters.order.findData(ListOrder.OLDEST.value))
    assert pane.model.row_at(0).id == library.rows[-1].id
    assert filters.clear_button.isHidden()


def test_filters_that_let_nothing_through_are_cleared_from_there(qtbot) -> None:
    pane = make(qtbot)
    pane.filters.keeping.setCurrentIndex(pane.filters.keeping.findData(Keeping.ON_HOLD.value))
    pane.filters.consent.setCurrentIndex(pane.filters.consent.findData(ConsentState.REFUSED.value))
    assert pane.states.state is State.EMPTY
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Clear filters").click()
    assert pane.states.state is State.CONTENT


def test_a_recording_that_filters_hide_is_shown_all_the_same_when_asked_for(qtbot) -> None:
    pane = make(qtbot)
    pane.filters.show_only(Keeping.ON_HOLD)
    pane.select("r02")
    assert pane.selected.id == "r02"


def test_order_and_looks_are_remembered_and_filters_are_not(qtbot) -> None:
    pane = make(qtbot)
    pane.filters.show_only(Keeping.KEPT, ListOrder.LARGEST)
    pane.filters.pictures_button.click()
    other = make(qtbot)
    other.restore(pane.state())
    assert other.query().order is ListOrder.LARGEST
    assert other.query().keeping is None
    assert other._looks.currentWidget() is other.pictures
    other.restore({"order": 5, "stopped": [1], "pictures": None})


def test_it_asks_again_while_something_is_being_made(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    before = len(library.asked_for("page"))
    pane._ask_again()
    assert len(library.asked_for("page")) == before + 1
    library.rows = [row(2)]
    pane.reload(from_top=True)
    before = len(library.asked_for("page"))
    pane._ask_again()
    assert len(library.asked_for("page")) == before


def test_a_download_that_tells_of_every_piece_does_not_read_the_list_for_each(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    before = len(library.asked_for("page"))
    for _ in range(50):
        pane.reload()
    assert len(library.asked_for("page")) <= before + 1
    qtbot.waitUntil(lambda: len(library.asked_for("page")) > before, timeout=5_000)


# ---- alarms and room
def test_what_leaves_within_a_day_is_an_alarm(qtbot) -> None:
    library = FakeLibrary(stands=busy_state())
    pane = make(qtbot, library)
    [first] = pane.standing_bar.notices
    assert first.text == "3 recordings will be deleted within 24 hours. 2 recordings could not be kept."
    first.ways[2].click()
    assert (pane.query().keeping, pane.query().order) == (Keeping.TROUBLE, ListOrder.NEWEST)
    first.ways[1].click()
    assert (pane.query().keeping, pane.query().order) == (Keeping.NOT_KEPT, ListOrder.LEAVING)
    first.ways[0].click()
    assert len(library.asked_for("keep")[0][0]) == 3
    library.stands = LibraryState(leaving=1)
    pane.reload(from_top=True)
    assert [each.text for each in pane.standing_bar.notices] == [
        "1 recording will be deleted by the video service within 24 hours and is not kept yet."
    ]
    library.stands = LibraryState()
    pane.reload(from_top=True)
    assert pane.standing_bar.notices == []


def test_the_room_that_is_used_is_told(qtbot) -> None:
    pane = make(qtbot, FakeLibrary(stands=busy_state()))
    assert pane.room_used.words.text() == "Archive: 91.4 GB of 100.0 GB · 4 recordings are not downloaded yet"
    assert pane.room_used.toolTip().startswith("The archive is nearly full.\n4 recordings are only with the video")
    over = LibraryState(RescueStanding(pause="Downloads rest during your call and go on after it."), Quota(5, 4))
    pane = make(qtbot, FakeLibrary(stands=over))
    assert [each.text for each in pane.standing_bar.notices] == [
        "Downloads rest during your call and go on after it.",
        "The archive is larger than you allowed it to be. Recordings are kept all the same.",
    ]
