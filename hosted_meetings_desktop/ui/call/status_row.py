"""The strip at the foot of the call window: how the call stands, the time, and what the kit has no button for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from hosted_meetings_desktop.ui.call.look import call_icon, draw_dark
from hosted_meetings_desktop.ui.call.voices_button import VoicesButton
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, set_look
from hosted_meetings_desktop.ui.theme.fonts import small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

CAPTIONS_KEY = "Ctrl+Shift+C"
HOLD_KEY = "Ctrl+Shift+H"
MINI_KEY = "Ctrl+Shift+P"
_ROOM_FOR_WORDS = SIZE.text_width + SPACE.page * 4


class StatusRow(QWidget):
    """State on the left, time on the right, and between them what can be done here.

    Signals:
        captions_wanted(bool): Show captions, or no longer.
        hold_wanted(): Put the call on hold, or resume it.
        mini_wanted(): Make the window small.
    """

    captions_wanted = Signal(bool)
    hold_wanted = Signal()
    mini_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "rail")
        self.setFixedHeight(SIZE.status_strip)
        self._dot = QLabel("●", self)
        self._dot.setAccessibleName("")
        self._state = ElidedLabel(parent=self)
        self._state.setFont(small_font())
        draw_dark(self._state)
        self._time = QLabel(self)
        self._time.setFont(tabular(small_font()))
        self._time.setProperty("tone", "muted")
        self.voices = VoicesButton(self)
        self.voices.told.connect(self._fit_words)
        self.captions = self._button("captions", say("Captions"), "closed-caption-outline")
        self.captions.setCheckable(True)
        self.captions.clicked.connect(self.captions_wanted)
        self.hold = self._button("hold", say("Hold"), "pause-circle-outline")
        self.hold.clicked.connect(self.hold_wanted)
        self.mini = self._button("mini", say("Small window"), "picture-in-picture-bottom-right")
        self.mini.clicked.connect(self.mini_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, 0, SPACE.gap, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self._dot)
        row.addWidget(self._state, 1)
        for button in (self.voices, self.captions, self.hold, self.mini):
            row.addWidget(button)
        row.addWidget(self._time)
        self._name(self.captions, say("Show what is said as text (%1)"), CAPTIONS_KEY)
        self._name(self.mini, say("A small window that stays in front of the others (%1)"), MINI_KEY)
        self.show_hold(held=False)
        self.offer_captions(offered=False)
        self.offer_call(offered=False)

    @property
    def text(self) -> str:
        """What the strip says about the call."""
        return self._state.text

    def show_state(self, text: str, tone: str) -> None:
        """Say how the call stands; ``tone`` is live, wait, stop or muted."""
        self._state.set_text(text)
        set_look(self._dot, "tone", tone)

    def show_time(self, text: str) -> None:
        """Say how long the person has been in the call."""
        self._time.setText(text)

    @property
    def offers_call(self) -> bool:
        """Whether there is a call to do something with."""
        return not self.hold.isHidden()

    def offer_call(self, *, offered: bool) -> None:
        """Offer what can be done with a call while there is one."""
        self.hold.setVisible(offered)
        self.mini.setVisible(offered)

    def show_hold(self, *, held: bool) -> None:
        """Offer to hold the call, or to resume it."""
        self.hold.setText(say("Resume") if held else say("Hold"))
        self.hold.setIcon(call_icon("play-circle-outline" if held else "pause-circle-outline"))
        text = say("Go on with the call (%1)") if held else say("Nobody hears or sees you meanwhile (%1)")
        self._name(self.hold, text, HOLD_KEY)

    def offer_captions(self, *, offered: bool, on: bool = False) -> None:
        """Offer captions where the meeting delivers them."""
        self.captions.setVisible(offered)
        self.captions.setChecked(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the buttons away where the state needs the room."""
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self, *_told: object) -> None:
        """Give the words room: first those of a recording, which nothing else says, then those of the buttons."""
        style = Qt.ToolButtonStyle
        more = 0 if self.voices.isHidden() else self.voices.fontMetrics().horizontalAdvance(self.voices.text())
        for button, room in ((self.voices, 0), (self.captions, more), (self.hold, more), (self.mini, more)):
            words = self.width() >= _ROOM_FOR_WORDS + room
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)

    def _button(self, name: str, text: str, icon_name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("kind", "strip")
        button.setFont(small_font())
        button.setText(text)
        button.setIcon(call_icon(icon_name))
        button.setIconSize(QSize(SIZE.icon, SIZE.icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @staticmethod
    def _name(button: QToolButton, sentence: str, key: str) -> None:
        button.setToolTip(filled(sentence, key))
        button.setAccessibleName(button.text())
        button.setAccessibleDescription(filled(sentence, key))
