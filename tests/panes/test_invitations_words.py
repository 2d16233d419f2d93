"""How a message fares, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.invitation import ChangedOccurrence
from hosted_meetings_desktop.domain.message import Occasion
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.ui.parts.message_words import (
    advice_text,
    calendar_text,
    state_text,
    time_told,
    visit_text,
)
from hosted_meetings_desktop.ui.text.format import DASH
from tests.panes.clinic_data import NOW
from tests.panes.outbox_kit import (
    BOUNCED,
    BY_HAND,
    CALLED_OFF,
    HELD,
    REFUSED,
    REMINDER,
    SENDING,
    SENT,
    UNSURE,
    WAITS,
    said,
    some_settings,
)

pytestmark = pytest.mark.usefixtures("london")
READY = some_settings()
BY_ONESELF = some_settings(server=None, gateway=None)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (HELD, "Goes out in 2 min"),
        (replace(HELD, due_at=NOW + timedelta(seconds=20)), "Goes out in 1 min"),
        (replace(HELD, due_at=NOW), "Goes out now"),
        (replace(HELD, due_at=NOW + timedelta(hours=2, minutes=4)), "Goes out at 11:16"),
        (replace(HELD, due_at=NOW + timedelta(days=1)), "Goes out · Tomorrow 09:12"),
        (WAITS, "Waits: the mail server cannot be reached"),
        (replace(WAITS, problem="SMTP is blocked. Ask IT."), "Waits: SMTP is blocked"),
        (SENDING, "Is being sent…"),
        (UNSURE, "May have been sent"),
        (SENT, "Sent 08:42"),
        (REFUSED, "Address refused"),
        (BOUNCED, "Bounced: mailbox full"),
        (replace(BOUNCED, problem=""), "Bounced"),
        (BY_HAND, "You told them · Yesterday 09:12"),
    ],
)
def test_each_state_in_words(made, words):
    assert state_text(made, READY, NOW) == words


def test_what_can_be_done_is_said_once_and_not_what_the_state_says_already():
    assert advice_text(WAITS, READY, NOW) == (
        "Check the mail server's address in Settings, and the connection. It is tried again in 5 min."
    )
    assert advice_text(UNSURE, READY, NOW) == (
        "The mail server did not answer. Ask Jürgen Müller-Lüdenscheidt whether it arrived. "
        "If it did, say so here; if not, send it again."
    )
    assert advice_text(REFUSED, READY, NOW) == "The mail server said: no such mailbox."
    assert "Correct the address" in advice_text(replace(REFUSED, problem="No such address."), READY, NOW)
    assert "Correct the address in the meeting and send it again" in advice_text(BOUNCED, READY, NOW)
    assert advice_text(SENT, READY, NOW) == ""
    assert "your mail program" in advice_text(HELD, BY_ONESELF, NOW)
    assert "No provider of text messages" in advice_text(REMINDER, BY_ONESELF, NOW)
    assert state_text(HELD, BY_ONESELF, NOW) == "Waits for you to send it"


def test_the_time_is_told_as_the_reader_reads_it():
    assert time_told(HELD, NOW).endswith(f"reads: Tue 24 Nov 10:12{DASH}10:42 (London).")
    away = replace(HELD, reader=replace(HELD.reader, name="Asha", zone="America/New_York"))
    assert time_told(away, NOW) == (
        f"Asha reads: Tue 24 Nov 05:12{DASH}05:42 (New York); the clinic's clock (London) shows 10:12 then."
    )
    wall = said().starts + timedelta(days=7)
    assert time_told(replace(HELD, one=wall), NOW).endswith(f"reads: Tue 1 Dec 10:12{DASH}10:42 (London).")
    assert visit_text(HELD, NOW) == "Tomorrow 10:12 · Video visit"


def test_a_cancellation_says_which_visit_it_was_and_when():
    assert visit_text(CALLED_OFF, NOW) == "Tomorrow 10:12 · Video visit"
    assert time_told(CALLED_OFF, NOW).endswith(f"reads: Tue 24 Nov 10:12{DASH}10:42 (London).")
    unknown = replace(CALLED_OFF, knew=None)  # kept by an older version
    assert (visit_text(unknown, NOW), time_told(unknown, NOW)) == (DASH, "")


def test_a_time_of_a_series_is_cancelled_where_it_was_moved_to():
    wall, at = said().starts + timedelta(days=7), said().first + timedelta(days=8, hours=1)
    moved = ChangedOccurrence(wall, at, timedelta(minutes=30), "Europe/London")
    weekly = replace(said(), recurrence=Recurrence(Frequency.WEEKLY, weekdays=(1,), count=4))
    gone = replace(
        CALLED_OFF, says=replace(weekly, left_out=(wall,)), knew=replace(weekly, changed=(moved,)), one=wall
    )
    assert visit_text(gone, NOW) == "Wed 2 Dec 11:12 · Video visit"


def test_of_a_whole_series_the_first_time_is_said_while_it_is_to_come():
    weekly = replace(said(), recurrence=Recurrence(Frequency.WEEKLY, weekdays=(1,), count=4))
    invited, called_off = replace(HELD, says=weekly), replace(CALLED_OFF, knew=weekly)
    assert visit_text(invited, NOW) == visit_text(called_off, NOW) == "Tomorrow 10:12 and later · Video visit"
    assert time_told(called_off, NOW) != ""
    assert time_told(called_off, NOW + timedelta(days=3)) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"occasion": Occasion.CHANGE}, "Changes the entry that is in their calendar already."),
        ({"occasion": Occasion.CHANGE, "one": said().starts}, "Changes one time of the series in their calendar."),
        ({"occasion": Occasion.CANCELLATION}, "Takes the entry out of their calendar."),
        (
            {"occasion": Occasion.CANCELLATION, "one": said().starts},
            "Takes one time of the series out of their calendar.",
        ),
    ],
)
def test_what_the_calendar_part_does_is_said(changes, words):
    assert calendar_text(replace(HELD, **changes), attached=True) == words
    assert calendar_text(HELD, attached=False) == "Without a calendar entry."
