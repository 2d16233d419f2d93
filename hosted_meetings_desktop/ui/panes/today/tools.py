"""What surrounds the board: how many are in which state, whose meetings are shown, how old it is, sound and wall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.front_desk import DeskRoom, DeskState
from hosted_meetings_desktop.ui.panes.today.words import group_sign, group_word
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.text.format import ago_text, isolated
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_OLD = timedelta(minutes=2)
"""What was seen longer ago is shown as what it is: old."""


class StateCounts(QWidget):
    """How many meetings are in each state; a click goes to the first of them.

    Signals:
        chosen(DeskState): Go there.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[DeskState, QPushButton] = {}
        holder = QWidget()
        flow = FlowLayout(holder, spacing=SPACE.hair)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page - SPACE.row, 0, SPACE.page, SPACE.hair)
        row.addWidget(holder)
        for state in DeskState:
            name, role = group_sign(state)
            button = link_button("", name)
            button.setIcon(icon(name, role))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, state=state: self.chosen.emit(state))
            button.hide()
            self.buttons[state] = button
            flow.addWidget(button)

    def show_rooms(self, rooms: Sequence[DeskRoom]) -> None:
        """Count."""
        counts = Counter(room.state for room in rooms)
        for state, button in self.buttons.items():
            count = counts[state]
            text = f"{group_word(state)} {count}"
            if button.text() != text:
                button.setText(text)
                button.setAccessibleName(text)
            button.setVisible(count > 0)


class HostFilter(QPushButton):
    """Whose meetings are shown.

    Signals:
        changed(): Others are chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        made = plain_button("", "account-tie-outline")
        self.setProperty("kind", "plain")
        self.setIcon(made.icon())
        self.setIconSize(made.iconSize())
        self.setAutoDefault(False)
        self.menu_ = QMenu(self)
        self.setMenu(self.menu_)
        self._hosts: tuple[str, ...] = ()
        self.chosen: frozenset[str] = frozenset()
        self._show()

    def show_hosts(self, hosts: Sequence[str]) -> None:
        """Offer hosts; one who is chosen stays so, also on a day without them."""
        if tuple(hosts) != self._hosts:
            self._hosts = tuple(hosts)
            self._show()

    def choose(self, hosts: frozenset[str]) -> None:
        """Show these alone (as :func:`host_key` has them); none: all."""
        if hosts != self.chosen:
            self.chosen = hosts
            self._show()
            self.changed.emit()

    def fits(self, room: DeskRoom) -> bool:
        """Return whether a meeting is one of those that are wanted."""
        return not self.chosen or host_key(room.meeting.host) in self.chosen

    def _show(self) -> None:
        self.menu_.clear()
        every = self.menu_.addAction(self.tr("All hosts"))
        every.setCheckable(True)
        every.setChecked(not self.chosen)
        every.triggered.connect(lambda *_on: self.choose(frozenset()))
        self.menu_.addSeparator()
        for host in self._hosts:
            action = self.menu_.addAction(isolated(host).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(host_key(host) in self.chosen)
            action.triggered.connect(lambda _on=False, host=host: self.choose(self.chosen ^ {host_key(host)}))
        named = [host for host in self._hosts if host_key(host) in self.chosen]
        if not self.chosen:
            text = self.tr("All hosts")
        elif len(named) == 1 and len(self.chosen) == 1:
            text = isolated(named[0])
        else:
            text = self.tr("%n hosts", "", len(self.chosen))
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(self.tr("Shown: %1").replace("%1", text))


class HeaderTools(QWidget):
    """What stands beside the title: the age of what is shown, whose meetings, sound, wall.

    Signals:
        wall_wanted(): Show the board on the wall.
        sound_switched(bool): Whether a sound is made when somebody comes.
    """

    wall_wanted = Signal()
    sound_switched = Signal(bool)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.hosts = HostFilter()
        self.known = small_label("")
        self.known.setWordWrap(False)
        self.sound_button = self._switch()
        self.wall_button = icon_button("monitor-dashboard", self.tr("Show on a wall screen (W)"))
        self.wall_button.clicked.connect(self.wall_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        for part in (self.known, self.hosts, self.sound_button, self.wall_button):
            row.addWidget(part)

    def _switch(self) -> QToolButton:
        button = icon_button("volume-high", "")
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self._name_sound)
        button.toggled.connect(self.sound_switched)
        self._name(button, on=True)
        return button

    def _name_sound(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self._name(self.sound_button, on=on)

    def _name(self, button: QToolButton, *, on: bool) -> None:
        button.setIcon(icon("volume-high" if on else "volume-off"))
        text = self.tr("Sound when somebody comes: on") if on else self.tr("Sound when somebody comes: off")
        button.setToolTip(text)
        button.setAccessibleName(text)

    def show_known(self, known_at: datetime | None) -> None:
        """Say how old the provider's word is."""
        text = self.tr("Calls not seen yet")
        if known_at is not None:
            text = self.tr("Calls seen %1").replace("%1", ago_text(known_at, self._clock()))
        self.known.setText(text)
        old = known_at is None or self._clock() - known_at > _OLD
        set_look(self.known, "tone", "wait" if old else "muted")
