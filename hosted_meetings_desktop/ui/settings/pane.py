"""Settings: sections with an index, of which one is shown, and a search over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QStackedWidget, QWidget

from hosted_meetings_desktop.domain.account import Account
from hosted_meetings_desktop.domain.person import folded
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.about import AboutGroup
from hosted_meetings_desktop.ui.settings.account import AccountGroup, TestingService
from hosted_meetings_desktop.ui.settings.appearance import AppearanceGroup
from hosted_meetings_desktop.ui.settings.backups import BackupService, BackupsGroup
from hosted_meetings_desktop.ui.settings.call import CallGroup
from hosted_meetings_desktop.ui.settings.data_folder import DataFolderGroup
from hosted_meetings_desktop.ui.settings.guests import GuestsGroup
from hosted_meetings_desktop.ui.settings.index import SectionIndex
from hosted_meetings_desktop.ui.settings.page import Make, SettingsPage
from hosted_meetings_desktop.ui.settings.planning.groups import PlanningGroups
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.settings.sections import Groups, SectionKey, SettingsSection
from hosted_meetings_desktop.ui.settings.writing.groups import WritingGroups
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class SettingsPane(Pane):
    """Every setting takes effect at once; there is nothing to save.

    A section is built and read when it is first shown, and read again then when something changed meanwhile.

    Signals:
        sign_out_requested(): The person wants to sign out; the window asks first.
        restore_requested(): The person wants to put a backup back; the window asks which.
        guest_page_changed(str): Guests' links open another page now.
    """

    topics = frozenset({"store"}) | PlanningGroups.topics
    sign_out_requested = Signal()
    restore_requested = Signal()
    guest_page_changed = Signal(str)

    def __init__(
        self,
        account: Account,
        account_service: TestingService,
        calls: Calls,
        preferences: Preferences,
        backups: BackupService,
        planning: PlanningGroups,
        writing: WritingGroups,
        *,
        extra: Iterable[SettingsSection] = (),
        clock: Clock = utc_now,
        data_folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane; it shows nothing before :meth:`reload`.

        Args:
            account: Whose settings they are.
            account_service: Tests the connection.
            calls: Runs what takes time.
            preferences: What was chosen on this PC.
            backups: Makes and lists backups.
            planning: The groups about planning.
            writing: The groups about messages.
            extra: More settings, each after those that stand in its section already.
            clock: Tells the time.
            data_folder: Where the app's files lie.
            parent: The owner.
        """
        title = QCoreApplication.translate("SettingsPane", "Settings")
        hint = QCoreApplication.translate("SettingsPane", "Find a setting")
        super().__init__(title, search_hint=hint, parent=parent)
        self._account = account
        self._service = account_service
        self._calls = calls
        self._preferences = preferences
        self._backups = backups
        self._clock = clock
        self._data_folder = data_folder
        self.planning = planning
        self.writing = writing
        self._undoable: list[tuple[SectionKey, Groups]] = []
        self._words: tuple[str, ...] = ()
        self._came_from: SectionKey | None = None
        self._shown = SectionKey.GENERAL
        makers = self._makers()
        for more in extra:
            makers[more.key].append(more.make)
        self.pages = {key: SettingsPage(key, made) for key, made in makers.items() if made}
        self.index = SectionIndex(tuple(self.pages))
        self.index.chosen.connect(self._follow_index)
        self._arrange()

    def _makers(self) -> dict[SectionKey, list[Make]]:
        return {
            SectionKey.GENERAL: [lambda: self.appearance],
            SectionKey.CALLS: [lambda: self.call],
            SectionKey.DESK: [],
            SectionKey.PLANNING: [lambda: self.planning],
            SectionKey.CALENDARS: [],
            SectionKey.MESSAGES: [lambda: self.writing],
            SectionKey.GUESTS: [lambda: self.guests],
            SectionKey.ACCOUNT: [lambda: self.account],
            SectionKey.DATA: [lambda: self.backups, lambda: self.data_folder],
            SectionKey.ABOUT: [lambda: self.about],
        }

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        for page in self.pages.values():
            page.built.connect(partial(self._adopt, page))
            self._stack.addWidget(page)
        self._states = StateStack(self._stack)
        content = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._sides.setContentsMargins(0, SPACE.hair, 0, 0)
        self._sides.setSpacing(0)
        self._sides.addWidget(self.index)
        self._sides.addWidget(self._states, 1)
        self.set_content(content)
        if self.search is not None:
            self.search.searched.connect(self.search_for)
            self.search.returnPressed.connect(self._go_to_found)
            leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.search)
            leave.setContext(Qt.ShortcutContext.WidgetShortcut)
            leave.activated.connect(self.clear_search)

    # ---- the groups of this PC and of the account, made when their section is
    @cached_property
    def appearance(self) -> AppearanceGroup:
        """How the app looks."""
        return AppearanceGroup(self._preferences)

    @cached_property
    def call(self) -> CallGroup:
        """How calls start."""
        return CallGroup(self._preferences)

    @cached_property
    def guests(self) -> GuestsGroup:
        """The page on which guests join."""
        group = GuestsGroup(self._preferences)
        group.page_changed.connect(self.guest_page_changed)
        return group

    @cached_property
    def account(self) -> AccountGroup:
        """Whose account it is."""
        group = AccountGroup(self._account, self._service, self._calls)
        group.sign_out_requested.connect(self.sign_out_requested)
        return group

    @cached_property
    def backups(self) -> BackupsGroup:
        """The backups."""
        group = BackupsGroup(self._backups, self._calls, self._clock)
        group.restore_requested.connect(self.restore_requested)
        return group

    @cached_property
    def data_folder(self) -> DataFolderGroup:
        """Where the app's files lie."""
        return DataFolderGroup(self._data_folder)

    @cached_property
    def about(self) -> AboutGroup:
        """What this app is."""
        group = AboutGroup(self._account)
        group.details_copied.connect(self._tell_copied)
        return group

    def _tell_copied(self) -> None:
        said = self.tr("Copied. It holds no names and no keys.")
        self.message_bar.show_message(said, kind="success", timeout_ms=TOLD_MS)

    def _adopt(self, page: SettingsPage) -> None:
        """Take what a section is made of into the pane."""
        for part in page.parts:
            if isinstance(part, QObject):
                part.setParent(self)
            self.topics |= part.topics
            part.undo_changed.connect(partial(self._note_undo, page.key, part))
            part.failed.connect(self.message_bar.show_error)

    # ---- the sections
    @property
    def shown(self) -> SectionKey:
        """The section that is shown."""
        return self._shown

    @property
    def scroll_area(self) -> QScrollArea:
        """Where the section that is shown is scrolled."""
        return self.pages[self._shown]

    def show_section(self, key: SectionKey) -> None:
        """Go to a section, out of any search."""
        self.clear_search()
        self._show(key)

    def _show(self, key: SectionKey) -> None:
        self._shown = key
        self._refresh()
        self._states.show_content()
        self._show_index()

    def _refresh(self) -> None:
        page = self.pages[self._shown]
        page.refresh()
        self._stack.setCurrentWidget(page)

    def _show_index(self) -> None:
        found = [key for key, page in self.pages.items() if page.fitting] if self._words else []
        self.index.show_sections(found or tuple(self.pages), self._shown if found or not self._words else None)

    def _follow_index(self, key: SectionKey) -> None:
        self._came_from = None
        if self._words and not self.pages[key].fitting:
            self.clear_search()
        self._show(key)

    # ---- finding
    def search_for(self, text: str) -> None:
        """Show only the settings in which all words of ``text`` are found; all of them without any word."""
        self._words = tuple(folded(text).split())
        if not self._words:
            self._leave_search()
            return
        self._came_from = self._came_from or self._shown
        for page in self.pages.values():
            page.build()
            page.show_fitting(self._words)
        found = [key for key, page in self.pages.items() if page.fitting]
        if found:
            self._show(self._shown if self._shown in found else found[0])
            count = sum(len(self.pages[key].fitting) for key in found)
            announce(self, one_or_many(count, self.tr("1 setting found"), self.tr("%n settings found", "", count)))
            return
        said = self.tr("No setting has “%1” in it.").replace("%1", isolated(text))
        self._states.show_empty(said, self.tr("Clear the search"), self.clear_search)
        self._show_index()
        announce(self, said)

    def _leave_search(self) -> None:
        for page in self.pages.values():
            page.show_fitting(())
        before, self._came_from = self._came_from, None
        self._show(before or self._shown)

    def clear_search(self) -> None:
        """Show all settings again."""
        if self.search is not None and (self.search.text() or self._words):
            self.search.forget()
            self.search_for("")

    def _go_to_found(self) -> None:
        if self._words and self.pages[self._shown].go_to_found(self._words):
            self._came_from = None

    # ---- the window's wishes
    def reload(self) -> None:
        """Read again what is shown, and the rest when it is shown; a call or the day may have changed it."""
        for page in self.pages.values():
            page.stale = True
        self._refresh()
        self._show_index()

    def show_mail(self) -> None:
        """Go to where e-mail is set up."""
        self.show_section(SectionKey.MESSAGES)
        self.pages[SectionKey.MESSAGES].bring(self.writing.mail.setup_button)

    def show_account(self) -> None:
        """Go to the account: the focus on what tests the connection, or on the way out."""
        self.show_section(SectionKey.ACCOUNT)
        self.pages[SectionKey.ACCOUNT].bring(self.account.main_control)

    def focus_content(self) -> None:
        """Put the focus on the index, from which arrows and Tab lead to every setting."""
        self.index.setFocus()

    def _note_undo(self, key: SectionKey, part: Groups) -> None:
        """Note that the last change was made there."""
        last = (key, part)
        self._undoable = [*(each for each in self._undoable if each != last), last]
        self.undo_changed.emit()

    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here."""
        return next((text for _key, part in reversed(self._undoable) if (text := part.undo_text())), "")

    def undo(self) -> None:
        """Take the last change back, and go to where that is seen."""
        for key, part in reversed(self._undoable):
            if part.undo_text():
                if key is not self._shown:
                    self.show_section(key)
                part.undo()
                return

    # ---- what is remembered
    def state(self) -> dict[str, Any]:
        """Return the section that is shown."""
        return {"section": (self._came_from or self._shown).value}

    def restore(self, state: dict[str, Any]) -> None:
        """Go to the section from last time; it may not be there any more."""
        known = {key.value: key for key in self.pages}
        self._shown = known.get(str(state.get("section")), SectionKey.GENERAL)

    # ---- room
    def showEvent(self, event: QShowEvent) -> None:
        """Show the section even where nobody asked to reload."""
        self._refresh()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the index over the section where beside it there is too little room."""
        super().resizeEvent(event)
        self.index.fit(self._sides, self.width())
