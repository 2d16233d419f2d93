"""Asks about a link that was opened: a card over the pane, for a link alone lets nobody in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import IconLabel, set_look, small_label, strong_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.deep_link_words import LinkNews


class LinkCard(QFrame):
    """One link at a time, the newest. It takes no focus by itself: what somebody types must not answer it.

    Signals:
        join_wanted(): Join the meeting.
        show_wanted(): Show the meeting.
        again_wanted(): Look for the meeting again.
        put_off(): Not now.
    """

    join_wanted = Signal()
    show_wanted = Signal()
    again_wanted = Signal()
    put_off = Signal()

    def __init__(self, comes_after: QWidget | None = None) -> None:
        """Make it.

        Args:
            comes_after: What the Tab key comes to right before it; else it comes to it last.
        """
        super().__init__()
        self.news: LinkNews | None = None
        self._sign = IconLabel("link-variant", "accent_text")
        self.lead = small_label("")
        self.heading = strong_label("")
        self.note = small_label("")
        self.join_button = plain_button(self.tr("Join as host"), "video-outline")
        self.join_button.clicked.connect(self.join_wanted)
        self.show_button = plain_button(self.tr("Show it"))
        self.show_button.clicked.connect(self.show_wanted)
        self.again_button = plain_button(self.tr("Look again"), "refresh")
        self.again_button.clicked.connect(self.again_wanted)
        self.leave_button = link_button("")
        self.leave_button.clicked.connect(self.put_off)
        self.buttons = (self.join_button, self.show_button, self.again_button, self.leave_button)
        self._comes_after = comes_after
        self._arrange()
        self.hide()

    def _arrange(self) -> None:
        self._frame = QFrame()
        self._frame.setProperty("bar", "info")
        words = QVBoxLayout()
        words.setSpacing(0)
        for label in (self.lead, self.heading, self.note):
            words.addWidget(label)
        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(SPACE.tight, SPACE.row, SPACE.row, SPACE.row)
        inside.setSpacing(SPACE.row)
        inside.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        for button in self.buttons:
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(SPACE.page, SPACE.tight, SPACE.page, 0)
        outside.addWidget(self._frame)

    def show_news(self, news: LinkNews) -> None:
        """Show what became of a link, in the place of the one before."""
        self.news = news
        self.lead.setText(news.lead)
        self.lead.setVisible(bool(news.lead))
        self.heading.setText(news.heading)
        self.note.setText(news.note)
        self.note.setVisible(bool(news.note))
        self.join_button.setVisible(news.joins)
        self.join_button.setAccessibleName(f"{self.join_button.text()}: {news.heading}")
        self.show_button.setVisible(news.shows)
        self.show_button.setAccessibleName(f"{self.show_button.text()}: {news.heading}")
        self.again_button.setVisible(news.again)
        self.leave_button.setText(self.tr("Not now") if news.joins else self.tr("Close"))
        self.leave_button.setAccessibleName(self.leave_button.text())
        self.set_looking(looking=False)
        set_look(self._frame, "bar", "info" if news.shows else "warning")
        said = ". ".join(part for part in (news.lead, news.heading, news.note) if part)
        self.setAccessibleName(said)
        self._take_place_in_tab_order()
        self.show()
        announce(self, said)

    def _take_place_in_tab_order(self) -> None:
        """Come after what it was told to, once both are in one window."""
        before, self._comes_after = self._comes_after, None
        if before is None:
            return
        for button in self.buttons:
            self.setTabOrder(before, button)
            before = button

    def set_looking(self, *, looking: bool) -> None:
        """Say that it is looked for again, which may take seconds."""
        self.again_button.setEnabled(not looking)
        self.again_button.setText(self.tr("Looking…") if looking else self.tr("Look again"))
        self.again_button.setAccessibleName(self.again_button.text())
        if looking:
            announce(self, self.again_button.text())
