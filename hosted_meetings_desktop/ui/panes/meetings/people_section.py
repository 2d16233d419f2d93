"""Who is invited: each person with their role, their link, and a menu with what is done more seldom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.stage import Place, Stage
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
        place_wanted(InviteeId, Stage, Place): This person shall present at this webinar, or watch.
    """

    link_wanted = Signal(str, str)
    join_wanted = Signal(str)
    place_wanted = Signal(str, object, object)

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self.link_buttons: dict[InviteeId, QPushButton] = {}
        self.menus: dict[InviteeId, QMenu] = {}
        self._people = meeting.invitees
        self._facts: dict[InviteeId, ElidedLabel] = {}
        self._stage: Stage | None = None
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
        more = self._facts[person.id] = ElidedLabel(_facts(person), muted=True)
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

    # ---- a webinar
    def show_stage(self, stage: Stage) -> None:
        """Say who presents and who watches, and let it be changed."""
        if stage == self._stage:
            return
        self._stage = stage
        for person in self._people:
            place = stage.place(person.preset)
            self._facts[person.id].set_text(_facts(person, self._place_word(place, person.preset)))
            menu = self.menus.get(person.id)
            if menu is None or person.role is Role.HOST:
                continue  # a host who only watched would leave nobody to present
            for other in Place:
                if other is not place:
                    action = menu.addAction(icon(_SIGNS[other]), self._change_word(other))
                    action.triggered.connect(partial(self._want_place, person, other))

    def _want_place(self, person: Invitee, place: Place) -> None:
        self.place_wanted.emit(person.id, self._stage, place)

    def _place_word(self, place: Place | None, preset: str) -> str:
        words = {Place.PRESENTER: self.tr("Presenter"), Place.VIEWER: self.tr("Viewer")}
        # Somebody was given rights of their own: they are named as the account names them.
        return words[place] if place is not None else preset

    def _change_word(self, place: Place) -> str:
        return self.tr("Make a &presenter") if place is Place.PRESENTER else self.tr("Make a &viewer")


_SIGNS = {Place.PRESENTER: "account-voice", Place.VIEWER: "eye-outline"}


def _facts(person: Invitee, place: str = "") -> str:
    return " · ".join(fact for fact in (place, role_word(person.role), person.email) if fact)
