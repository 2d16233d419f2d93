"""What is told where recordings and texts are about to be lost, or are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.archive import Alarm, RescueStanding
from hosted_meetings_desktop.ui.text.format import one_or_many


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("RescueAlarms", text, "", n)


def alarm_title(standing: RescueStanding) -> str:
    """Return the worst of it in one sentence; empty where nothing needs anybody."""
    worst = standing.worst
    count = standing.alarms.get(worst, 0)
    words = {
        Alarm.SOON: (_tr("1 recording is not kept yet"), _tr("%n recordings are not kept yet", count)),
        Alarm.URGENT: (_tr("1 recording is about to be lost"), _tr("%n recordings are about to be lost", count)),
        Alarm.NEEDS_PERSON: (_tr("1 recording needs somebody"), _tr("%n recordings need somebody", count)),
        Alarm.LOST: (_tr("1 recording was lost"), _tr("%n recordings were lost", count)),
    }
    return one_or_many(count, *words[worst]) if worst in words else ""


def alarm_note(standing: RescueStanding) -> str:
    """Return what that means, or what stands in the way."""
    notes = {
        Alarm.SOON: _tr("The video service deletes within two days what could not be kept so far."),
        Alarm.URGENT: _tr("The video service deletes within 12 hours what is not kept yet."),
        Alarm.NEEDS_PERSON: _tr("What came was not whole each time. Look at it and decide."),
        Alarm.LOST: _tr("The video service deleted it before it could be kept."),
    }
    note = notes.get(standing.worst, "")
    in_the_way = standing.worst in {Alarm.SOON, Alarm.URGENT} and standing.pause
    return f"{note} {standing.pause}" if in_the_way else note
