"""Several entries of one person side by side: what differs is chosen field by field, and who comes of it is shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
)

from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.people.merge_choice import FIELDS, MergeChoice
from hosted_meetings_desktop.ui.panes.people.rows import language_word, zone_word
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label, strong_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import DASH, isolated, plain_tip
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_COLUMN = SIZE.details_width // 2 + SPACE.gap
_BESIDE = SIZE.icon + SPACE.row + SPACE.hair  # the ring of a radio button
_LABEL, _RESULT, _FIRST = range(3)
"""Who comes of it stands before the entries, which may go on beyond the edge."""


class ValueRadio(QRadioButton):
    """A value that can be chosen; one that is too long ends in "…", with the whole as its tooltip."""

    def __init__(self, value: str, name: str) -> None:
        super().__init__()
        self._value = value
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(value))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return what it likes: a column's width."""
        return QSize(_COLUMN, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without."""
        return QSize(_COLUMN // 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        room = self.width() - _BESIDE
        self.setText(self.fontMetrics().elidedText(self._value, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))


class SidewaysScroll(QScrollArea):
    """Scrolls what is in it to the side, and is as tall as that."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the focus, and is scrolled to

    def sizeHint(self) -> QSize:
        """Return what is in it, with room for the bar where that is needed."""
        inside = self.widget()
        if inside is None:
            return super().sizeHint()
        narrow = inside.minimumSizeHint().width() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if narrow else 0
        return QSize(inside.sizeHint().width(), inside.sizeHint().height() + bar)

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without: its height, in any width."""
        return QSize(_COLUMN, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is in it."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask anew whether the bar is needed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class CompareGrid(QFrame):
    """The grid.

    Signals:
        edited(): Something else was chosen.
    """

    edited = Signal()

    def __init__(self, people: tuple[Person, ...]) -> None:
        super().__init__()
        self.choice = MergeChoice.of(people)
        self.radios: dict[tuple[str, int], ValueRadio] = {}
        self.parts: list[QCheckBox] = []
        self.results: dict[str, ElidedLabel] = {}
        self._groups: dict[str, QButtonGroup] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.tight)
        self._grid.setVerticalSpacing(SPACE.hair)
        self._same: dict[tuple[str, int], ElidedLabel] = {}
        for column in range(_RESULT, _FIRST + len(people)):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, _COLUMN)
        self._add_heads()
        for row, field in enumerate(FIELDS, start=1):
            self._add_row(row, field)
        self._grid.setRowStretch(len(FIELDS) + 1, 1)
        self._refresh()

    # ---- building
    def _add_heads(self) -> None:
        many = len(self.choice.people) > 2
        for place in range(len(self.choice.people)):
            said = self.tr("Entry %1").replace("%1", str(place + 1))
            if not many:
                self._grid.addWidget(_on_one_line(small_label(said)), 0, _FIRST + place)
                continue
            part = QCheckBox(said)
            part.setChecked(True)
            part.setToolTip(self.tr("Whether this entry is the same person"))
            part.toggled.connect(partial(self._include, place))
            self.parts.append(part)
            self._grid.addWidget(part, 0, _FIRST + place)
        self._grid.addWidget(_on_one_line(strong_label(self.tr("What stays"))), 0, _RESULT)

    def _add_row(self, row: int, field: str) -> None:
        said = _on_one_line(small_label(field_word(field)))
        said.setMinimumHeight(SIZE.table_row)
        self._grid.addWidget(said, row, _LABEL)
        group = QButtonGroup(self)
        self._groups[field] = group
        for place, person in enumerate(self.choice.people):
            shown = value_word(person, field)
            name = self.tr("%1 of entry %2: %3").replace("%1", field_word(field)).replace("%2", str(place + 1))
            radio = ValueRadio(shown, name.replace("%3", shown))
            radio.toggled.connect(partial(self._take, field, place))
            group.addButton(radio, place)
            self.radios[field, place] = radio
            self._grid.addWidget(radio, row, _FIRST + place)
            same = ElidedLabel(shown, muted=True)
            self._same[field, place] = same
            self._grid.addWidget(same, row, _FIRST + place)
        result = ElidedLabel()
        result.setFont(font(strong=True))
        self.results[field] = result
        self._grid.addWidget(result, row, _RESULT)

    # ---- choosing
    def _take(self, field: str, place: int, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on and self.choice.taken[FIELDS.index(field)] != place:
            self.choice = self.choice.take(field, place)
            self._refresh()
            self.edited.emit()

    def _include(self, place: int, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self.choice = self.choice.leave_out(place, out=not on)
        self._refresh()
        self.edited.emit()

    def set_keeps_rest(self, *, keeps: bool) -> None:
        """Keep what is not chosen in the notes, or not."""
        self.choice = MergeChoice(self.choice.people, self.choice.taken, self.choice.left_out, keeps)
        self._refresh()

    def _refresh(self) -> None:
        """Mark what is taken, and show who comes of it; what is the same everywhere needs no choice."""
        person = self.choice.person
        for field, taken in zip(FIELDS, self.choice.taken, strict=True):
            differs = self.choice.differs(field)
            self._groups[field].button(taken).setChecked(True)
            for place in range(len(self.choice.people)):
                radio = self.radios[field, place]
                radio.setEnabled(place in self.choice.places)
                radio.setVisible(differs)
                # Tab comes to what is chosen; from there the arrows go on to the others.
                chosen = place == taken
                radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)
                self._same[field, place].setVisible(not differs)
                self._same[field, place].setEnabled(radio.isEnabled())
            shown = value_word(person, field)
            self.results[field].set_text(shown)
            self.results[field].setAccessibleName(f"{field_word(field)}: {shown}")


def _on_one_line(label: QLabel) -> QLabel:
    label.setWordWrap(False)  # a grid gives one that may wrap the height of its narrowest
    return label


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareGrid", text)


def field_word(field: str) -> str:
    """Return what a field is called."""
    words = {
        "name": _tr("Name"),
        "role": _tr("Role"),
        "email": _tr("E-mail"),
        "phone": _tr("Phone"),
        "language": _tr("Language"),
        "zone": _tr("Time zone"),
        "notes": _tr("Notes"),
    }
    return words[field]


def value_word(person: Person, field: str) -> str:
    """Return a value as it is read, a dash for none; notes on one line."""
    value = getattr(person, field)
    if isinstance(value, Role):
        return role_word(value)
    match field:
        case "language":
            text = language_word(value)
        case "zone":
            text = zone_word(value)
        case _:
            text = isolated(" · ".join(str(value).split("\n")))
    return text or DASH
