"""A list pane that is filtered by its search field alone, with files that go out of it."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.list_pane import Emptiness, ListPane
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.runtime.calls import Calls

R = TypeVar("R")


class SearchedPane(ListPane[R, str]):
    """Base of the panes that list what the video service reported about meetings.

    Attributes:
        save_question: Asks where a file should go.

    Signals:
        meeting_requested(str): Show a meeting.
    """

    meeting_requested = Signal(str)

    def __init__(
        self,
        title: str,
        *,
        search_hint: str,
        nothing_fits: str,
        nothing_yet: str,
        calls: Calls,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane.

        Args:
            title: Its name.
            search_hint: What the search field finds.
            nothing_fits: Said when a search was in vain; "%1" stands for what was searched.
            nothing_yet: Said when there are no rows at all.
            calls: Runs the services.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(title, search_hint=search_hint, calls=calls, clock=clock, parent=parent)
        self._nothing_fits = nothing_fits
        self._nothing_yet = nothing_yet
        self.save_question = SaveQuestion(self)

    def query(self) -> str:
        """Return what is searched for."""
        return self.searched_text

    def emptiness(self) -> Emptiness:
        """Return what an empty list says: searched in vain, or nothing there yet."""
        if self.searched_text:
            sentence = self._nothing_fits.replace("%1", self.searched_text)
            return Emptiness(sentence, self.tr("Clear the search"), self.clear_search)
        return Emptiness(self._nothing_yet)
