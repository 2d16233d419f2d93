"""Beside the picture: what is said, and who came and left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button, segment_button
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.pane import SearchField
from hosted_meetings_desktop.ui.player.moments import MomentList
from hosted_meetings_desktop.ui.player.save_transcript import SaveTranscriptMenu
from hosted_meetings_desktop.ui.player.story import Story, chapter_moments, spoken_moments
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class SidePanel(QFrame):
    """The transcript and the chapters, one of them shown.

    Signals:
        sought(int): The person wants to go there, in milliseconds.
        save_wanted(str): Save what was said, as a file of that kind; see ``TranscriptForm``.
    """

    sought = Signal(int)
    save_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "surface")
        self.setMinimumWidth(SIZE.details_width * 3 // 4)
        self.transcript = MomentList(self.tr("Transcript"))
        self.chapters = MomentList(self.tr("Chapters"))
        self.search = SearchField(self.tr("Search what is said"))
        self.search.setMaximumWidth(SIZE.text_width)
        self.search.installEventFilter(self)
        self.nothing = body_label("", tone="muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        self.follow_button = link_button(self.tr("Back to what is said now"), "target")
        self.follow_button.hide()
        self.transcript_button = segment_button(self.tr("Transcript"))
        self.chapters_button = segment_button(self.tr("Chapters"))
        self.save_button = icon_button("content-save-outline", self.tr("Save transcript…"))
        self.save_menu = SaveTranscriptMenu(self.save_button)
        self._stack = QStackedWidget()
        self._told = False
        self.can_save = True
        self._arrange()
        for moments in (self.transcript, self.chapters):
            moments.sought.connect(self.sought)
        self.search.searched.connect(self._search)
        self.search.textChanged.connect(self._search)
        self.follow_button.clicked.connect(self._follow)
        self.transcript.following_changed.connect(self._note_following)
        self.save_menu.chosen.connect(self.save_wanted)
        self.transcript_button.clicked.connect(self.show_transcript)
        self.chapters_button.clicked.connect(self.show_chapters)
        self.transcript_button.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # after a click on a button the keys mean the player again
        for button in (self.transcript_button, self.chapters_button, self.follow_button, self.save_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(SPACE.row)
        for button in (self.transcript_button, self.chapters_button):
            group.addButton(button)
            tabs.addWidget(button)
        tabs.addStretch(1)
        tabs.addWidget(self.save_button)
        spoken = QWidget()
        column = QVBoxLayout(spoken)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.transcript, 1)
        column.addWidget(self.follow_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._stack.addWidget(spoken)
        self._stack.addWidget(self.chapters)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE.row, SPACE.row, SPACE.row, SPACE.row)
        whole.setSpacing(SPACE.row)
        whole.addLayout(tabs)
        whole.addWidget(self._stack, 1)

    # ---- what is shown
    def show_story(self, story: Story) -> bool:
        """Show what is known; returns whether there is anything."""
        self.transcript.show_moments(spoken_moments(story))
        self.chapters.show_moments(chapter_moments(story))
        self.transcript_button.setVisible(bool(story.lines))
        self.chapters_button.setVisible(bool(story.chapters))
        self.save_button.setVisible(bool(story.lines) and self.can_save)
        shown = self.transcript_button if self.transcript_button.isChecked() else self.chapters_button
        if not self._told or shown.isHidden():  # what comes later does not take away what somebody looks at
            (self.show_transcript if story.lines else self.show_chapters)()
        self._told = bool(story.lines or story.chapters)
        return self._told

    def show_position(self, position: int) -> None:
        """Follow the player."""
        self.transcript.show_position(position)
        self.chapters.show_position(position)

    @Slot()
    def show_transcript(self) -> None:
        """Show what is said."""
        self.transcript_button.setChecked(True)
        self._stack.setCurrentIndex(0)
        if self.transcript.following:
            self.transcript.follow()

    @Slot()
    def show_chapters(self) -> None:
        """Show who came and left."""
        self.chapters_button.setChecked(True)
        self._stack.setCurrentIndex(1)
        self.chapters.follow()

    # ---- searching and following
    @Slot()
    def _search(self) -> None:
        text = self.search.text().strip()
        self.transcript.filter(text)
        found = bool(self.transcript.shown)
        self.nothing.setText(self.tr("Nobody said “%1”.").replace("%1", text))
        self.nothing.setVisible(not found and bool(text))
        if not text:
            self._follow()

    @Slot()
    def _follow(self) -> None:
        self.search.forget()
        self.nothing.hide()
        self.transcript.filter("")
        self.transcript.follow()

    @Slot(bool)
    def _note_following(self, following: bool) -> None:  # noqa: FBT001 (a signal's argument)
        self.follow_button.setVisible(not following)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Esc leave the search, not the player, and the arrows go into what was found."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._follow()
                self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Down:
                self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False
