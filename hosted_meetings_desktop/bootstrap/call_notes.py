"""What the plan tells the call windows, and what they leave behind."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.call.people import has_patients_preset

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.call import CallPerson
    from hosted_meetings_desktop.domain.call_diary import CallDiary
    from hosted_meetings_desktop.domain.ids import MeetingId
    from hosted_meetings_desktop.services.joining import JoinService
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast

log = logging.getLogger(__name__)


class RolesInCalls(QObject):
    """Knows who of a room is a patient, by the plan: a window has to say so without asking anybody."""

    def __init__(self, parent: QObject, joining: JoinService, calls: Calls, changes: ChangeBroadcast) -> None:
        super().__init__(parent)
        self._joining = joining
        self._calls = calls
        self._changes = changes
        self._roles: dict[MeetingId, Mapping[str, Role]] = {}
        self._desk: CallDesk | None = None

    def follow(self, desk: CallDesk) -> None:
        """Look into the plan when a call is opened or joined, and when the plan changes while one is open."""
        self._desk = desk
        desk.opened.connect(lambda _window: self._look())
        desk.changed.connect(self._look)
        self._changes.changed.connect(lambda topics: self._look() if "meetings" in topics else None)

    def is_patient(self, meeting_id: MeetingId, person: CallPerson) -> bool:
        """Return whether somebody is a patient: by the plan, or by their preset where the plan has not got them."""
        role = self._roles.get(meeting_id, {}).get(person.id)
        return has_patients_preset(person) if role is None else role is Role.PATIENT

    def _look(self) -> None:
        open_now = self._desk.open_meetings() if self._desk is not None else frozenset()
        self._roles = {key: roles for key, roles in self._roles.items() if key in open_now}
        for meeting_id in open_now:
            self._calls.run(
                self, partial(self._joining.roles, meeting_id), partial(self._roles.__setitem__, meeting_id)
            )


def keep_diaries(desk: CallDesk) -> None:
    """Write what happened on the way into each call, and in it, into the log for IT: without names and secrets."""

    def write(meeting_id: MeetingId, diary: CallDiary) -> None:
        log.info("call in meeting %s:\n%s", meeting_id, diary.text())

    desk.diary_written.connect(write)
