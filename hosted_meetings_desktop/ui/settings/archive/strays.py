"""The settings' group about sealed files that belong to no recording: looking for them, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.strays import Strays
from hosted_meetings_desktop.ui.archive_state.services import StrayKeeping
from hosted_meetings_desktop.ui.archive_state.stray_bar import TOPIC, StrayBar
from hosted_meetings_desktop.ui.archive_state.words import standing_sentences
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.text.format import ago_text

__all__ = ["TOPIC", "StraysGroup"]


class StraysGroup(AskedGroup):
    """One row, and under it the files that were found."""

    def __init__(
        self,
        keeping: StrayKeeping,
        calls: Calls,
        who: Callable[[], str],
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("Check of the archive"),
            parent,
            found_by=self.tr("lost orphan unknown sealed files recover verify adopt"),
        )
        self._keeping = keeping
        self._calls = calls
        self._clock = clock
        self._call: Call | None = None
        self.look_button = plain_button(self.tr("Look now"), "magnify")
        self.look_button.setAccessibleName(self.tr("Look for files without a recording now"))
        self.look_button.clicked.connect(self.look)
        self._note = self.add_row(
            self.tr("Files without a recording"), self.look_button, note=self.tr("Looking…"),
            found_by=self.tr("backup put back restore"),
        )  # fmt: skip
        self.bar = StrayBar(keeping, calls, who)
        self.bar.adopted.connect(self.reload)
        self.add_message(self.bar)
        self.add_result()
        self.retry_requested.connect(self.reload)

    @property
    def said(self) -> str:
        """What is said about the last look."""
        return self._note.text()

    def reload(self) -> None:
        """Ask again what is known."""
        self._calls.run(self, self._keeping.standing, self._show, self._miss)

    def _show(self, strays: Strays) -> None:
        self.note_shown()
        self.bar.show_strays(strays)
        if self._call is None:
            self._note.setText(self._looked(strays))
            self.look_button.setText(self.tr("Look now"))

    def _looked(self, strays: Strays) -> str:
        if strays.looking:
            return self.tr("The archive is being looked through…")
        last: datetime | None = strays.last_look
        if last is None:
            said = self.tr("The archive was not looked through yet. That happens by itself once a week.")
        else:
            said = self.tr("The archive was looked through %1. That happens by itself once a week.")
            said = said.replace("%1", ago_text(last, self._clock()))
            if not strays.count:
                said = f"{self.tr('All sealed files belong to recordings.')} {said}"
        said = f"{said} {standing_sentences(strays)}".strip()
        if strays.away:
            said = f"{said} {self.tr('A part of it could not be reached; it is tried again by itself.')}"
        return said

    def look(self) -> None:
        """Look through the archive, or stop doing that."""
        if self._call is not None:
            self._call.cancel()
            self._call = None
            self.reload()
            return
        self.result.dismiss()
        # Not disabled meanwhile: that would send the focus elsewhere.
        self.look_button.setText(self.tr("Stop"))
        self._note.setText(self.tr("The archive is being looked through…"))
        answered: list[bool] = []

        def done(strays: Strays) -> None:
            answered.append(True)
            self._call = None
            self._show(strays)
            if not strays.count:
                said = self.tr("All sealed files of the archive belong to recordings.")
                self.result.show_message(said, kind="success", timeout_ms=TOLD_MS)

        def failed(error: AppError) -> None:
            answered.append(True)
            self._call = None
            self.reload()
            self.result.show_error(error)

        call = self._calls.run(self, self._keeping.look, done, failed)
        self._call = None if answered else call

    def _miss(self, error: AppError) -> None:
        self.tell_missed(self.tr("The state of the archive cannot be shown now."), error)
