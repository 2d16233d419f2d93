"""Brings together what call windows see of a webinar's stage and who decides about it elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.stage import NoPresenterInside, StageDecision

if TYPE_CHECKING:
    from hosted_meetings_desktop.services.stages import Stages
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.call.stage_bar import StageTold


class CallStageDoor(QObject):
    """Implements ``domain.stage.StageDoor``: asked in the services' thread, done by the window in Qt's."""

    _wanted = Signal(str, str, object, object)

    def __init__(self, desk: Callable[[], CallDesk], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted.connect(self._decide, Qt.ConnectionType.QueuedConnection)

    async def decide(self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision) -> None:
        """Carry a decision out; see ``StageDoor``."""
        done: Future[None] = Future()
        self._wanted.emit(meeting_id, participant_id, decision, done)
        await asyncio.wrap_future(done)

    @Slot(str, str, object, object)
    def _decide(self, meeting_id: str, participant_id: str, decision: StageDecision, done: Future[None]) -> None:
        if not done.set_running_or_notify_cancel():
            return  # whoever asked does not wait any more
        try:
            self._desk().decide_on_stage(MeetingId(meeting_id), participant_id, decision)
        except AppError:
            done.set_exception(NoPresenterInside())
        except ValueError as error:
            done.set_exception(AppError("This person does not ask any more", details=str(error)))
        else:
            done.set_result(None)


def serve_stages(desk: CallDesk, stages: Stages, find: Callable[[], CallDesk], parent: QObject) -> None:
    """Note what the call windows see of stages, and let decisions be carried out by them."""
    stages.set_door(CallStageDoor(find, parent))

    def note(meeting_id: MeetingId, told: StageTold | None) -> None:
        from hosted_meetings_desktop.ui.parts.clock import utc_now

        if told is None:
            stages.gone(meeting_id)
            return
        people = [[(one.id, one.name) for one in row] for row in (told.asking, told.standing)]
        stages.note(meeting_id, *people, at=utc_now(), decides=told.decides)

    desk.stage_changed.connect(note)
