"""What somebody has to do before a meeting can go online, as a deed with a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.meeting import Meeting, SharedField, SyncState
from hosted_meetings_desktop.ui.panes.meetings.regions import region_word
from hosted_meetings_desktop.ui.parts.meeting_state import short_name
from hosted_meetings_desktop.ui.text.format import isolated

_LONGEST_NAME = 24


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("Mending", text, comment, n)


class Deed(Enum):
    """Which way leads to the mend."""

    EDIT = auto()
    NEW_ROOM = auto()


@dataclass(frozen=True, slots=True)
class Mend:
    """What mends a meeting.

    Attributes:
        text: The name of the button.
        field: The field of the plan dialog to go to, empty for none.
        invitee: Whose line of the dialog it is.
        problem: What is wrong, to be said at the field.
    """

    text: str
    deed: Deed = Deed.EDIT
    field: str = ""
    invitee: InviteeId | None = None
    problem: str = ""


def mend_of(meeting: Meeting) -> Mend | None:
    """Return what mends the meeting; None where nothing has to be mended, or no field is to blame."""
    if meeting.sync is not SyncState.ATTENTION:
        return None
    for person in meeting.invitees:
        if person.problem:
            names = tuple(one.name for one in meeting.invitees)
            text = _tr("Choose what %1 may do").replace("%1", isolated(_cut(short_name(person.name, among=names))))
            return Mend(text, field="invitees", invitee=person.id, problem=person.problem)
    if meeting.problem_field == "room":
        return Mend(_tr("Make a new room"), Deed.NEW_ROOM)
    ways = {
        "title": (_tr("Mend the title"), "public_title"),
        "preferred_region": (_tr("Choose another region"), "region"),
        "record_on_start": (_tr("Mend the recording setting"), "record_on_start"),
        "preset_name": (_tr("Choose what they may do"), "invitees"),
        "name": (_tr("Mend the names"), "invitees"),
    }
    way = ways.get(meeting.problem_field)
    return None if way is None else Mend(way[0], field=way[1], problem=meeting.problem)


def field_word(field: SharedField) -> str:
    """Return what a field that both sides have is called."""
    words = {
        SharedField.TITLE: _tr("title for guests"),
        SharedField.RECORD_ON_START: _tr("recording at the start"),
        SharedField.REGION: _tr("region"),
        SharedField.ACTIVE: _tr("open or cancelled"),
    }
    return words[field]


def value_word(field: SharedField, value: str) -> str:
    """Return a value of such a field, given as text, as people read it."""
    match field:
        case SharedField.TITLE:
            return _tr("“%1”").replace("%1", isolated(value)) if value else _tr("none", "a title")
        case SharedField.RECORD_ON_START:
            return _tr("by itself", "a recording starts") if value == "true" else _tr("when somebody starts it")
        case SharedField.REGION:
            return region_word(value)
        case SharedField.ACTIVE:
            return _tr("open", "a meeting") if value == "true" else _tr("cancelled", "a meeting")


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
