"""Who is invited: each person with their role, their link, and a menu with what is done more seldom."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class PeopleSection(QWidget):
    """The invited people of one meeting.

    Signals:
        link_wanted(InviteeId, str): Somebody wants this person's link; the second argument is the name.
        join_wanted(InviteeId): Somebody wants to join in this person's place.
    """

    link_wanted = Signal(str, str)
    join_wanted = Signal(str)

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self.link_buttons: dict[InviteeId, QPushButton] = {}
        self.menus: dict[InviteeId, QMenu] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        for person in meeting.invitees:
            column.addWidget(self._row(person, cancelled=meeting.cancelled))
        if not meeting.invitees:
            column.addWidget(body_label(self.tr("Nobody is invited yet."), tone="muted"))

    def _row(self, person: Invitee, *, cancelled: bool) -> QWidget:
        row = QWidget()
        name = ElidedLabel(person.name)
        facts = [role_word(person.role), person.email]
        more = ElidedLabel(" · ".join(fact for fact in facts if fact), muted=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(more)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE.row)
        line.addLayout(words, 1)
        if not cancelled:
            line.addWidget(self._link_button(person))
            line.addWidget(self._menu_button(person))
        return row

    def _link_button(self, person: Invitee) -> QPushButton:
        button = link_button(self.tr("Copy link"), "link-variant")
        button.setAccessibleName(self.tr("Copy link for %1").replace("%1", isolated(person.name)))
        button.clicked.connect(lambda: self.link_wanted.emit(person.id, person.name))
        self.link_buttons[person.id] = button
        return button

    def _menu_button(self, person: Invitee) -> QToolButton:
        button = icon_button("dots-vertical", self.tr("More for %1").replace("%1", isolated(person.name)))
        menu = QMenu(button)
        menu.setAccessibleName(button.toolTip())
        word = self.tr("&Join as %1").replace("%1", isolated(person.name).replace("&", "&&"))
        join = menu.addAction(icon("account-arrow-right-outline"), word)
        join.triggered.connect(lambda: self.join_wanted.emit(person.id))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menus[person.id] = menu
        return button
