"""The livestream of a room: how it stands, where it is watched, and, on demand, what is secret about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.livestream import IngestDetails, StreamSeen, StreamState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label, small_label
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.text.format import ago_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_BADGES = {
    StreamState.LIVE: "live",
    StreamState.STARTING: "waiting",
    StreamState.FAILED: "attention",
    StreamState.ENDED: "over",
    StreamState.UNKNOWN: "info",
}


class _KeyField(SecretField):
    """A key that is read and not typed."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setText(key)

    def _show_sign(self) -> None:
        super()._show_sign()
        said = self.tr("Show the stream key") if self.hidden else self.tr("Hide the stream key")
        self.eye.setText(said)
        self.eye.setToolTip(said)


class IngestCard(QWidget):
    """Where an encoder sends its picture; gone, with its key, as soon as somebody hides it or looks elsewhere.

    Signals:
        copied(str): This was put on the clipboard, in a word.
    """

    copied = Signal(str)

    def __init__(self, details: IngestDetails) -> None:
        super().__init__()
        self.server = QLineEdit(details.server)
        self.server.setReadOnly(True)
        self.server.setCursorPosition(0)
        self.server.setAccessibleName(self.tr("Server (RTMP)"))
        self.key = _KeyField(details.key)
        self.key.setAccessibleName(self.tr("Stream key"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(
            small_label(self.tr("For streaming software of your own. Whoever has the key can stream in your name."))
        )
        rows = ((self.tr("Server (RTMP)"), self.server), (self.tr("Stream key"), self.key))
        for text, field in rows:
            column.addWidget(small_label(text))
            row = QHBoxLayout()
            row.setSpacing(SPACE.hair)
            row.addWidget(field, 1)
            copy = icon_button("content-copy", self.tr("Copy %1").replace("%1", text))
            copy.clicked.connect(lambda _on=False, field=field, text=text: self._copy(field, text))
            row.addWidget(copy)
            column.addLayout(row)

    def _copy(self, field: QLineEdit, text: str) -> None:
        copy_text(field.text())
        self.copied.emit(text)

    def forget(self) -> None:
        """Empty the fields: a widget that is deleted later holds nothing until then."""
        self.key.forget()
        self.server.clear()


class StreamSection(QWidget):
    """Hidden while there is no livestream.

    Signals:
        ingest_wanted(): Somebody wants to see where an encoder sends its picture.
        told(str): Something was done here, in a sentence.
        rebuilt(): Parts came or went.
    """

    ingest_wanted = Signal()
    told = Signal(str)
    rebuilt = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.stream: StreamSeen | None = None
        self.card: IngestCard | None = None
        self.badge = Badge("live")
        self.sentence = body_label("")
        self.link = ElidedLabel("", muted=True)
        self.age = small_label("")
        self.copy_button = self._button(self.tr("Copy link to watch"), "content-copy")
        self.copy_button.clicked.connect(self._copy)
        self.player_button = self._button(self.tr("Copy address for players"), "playlist-play")
        self.player_button.setToolTip(self.tr("The playlist (HLS) that a player or a website of yours opens"))
        self.player_button.clicked.connect(self._copy_playlist)
        self.ingest_button = self._button(self.tr("Show server and key"), "eye-outline")
        self.ingest_button.clicked.connect(self._turn_ingest)
        ways = QWidget()
        flow = FlowLayout(ways, spacing=SPACE.row)
        for button in (self.copy_button, self.player_button, self.ingest_button):
            flow.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, SPACE.row, 0, 0)
        self._column.setSpacing(SPACE.hair)
        for part in (self.badge, self.sentence, self.link, ways, self.age):
            self._column.addWidget(part)
        self.hide()

    @staticmethod
    def _button(text: str, sign: str) -> QPushButton:
        button = link_button(text, sign)
        button.setAccessibleName(text)
        return button

    def show_stream(self, stream: StreamSeen | None) -> None:
        """Show how it stands."""
        if stream is None or self.stream is None or stream.id != self.stream.id or not stream.runs:
            self.forget()
        self.stream = stream
        self.setVisible(stream is not None)
        if stream is None:
            return
        badges = {
            StreamState.LIVE: self.tr("Livestream on"),
            StreamState.STARTING: self.tr("Livestream starting"),
            StreamState.FAILED: self.tr("Livestream failed"),
            StreamState.ENDED: self.tr("Livestream over"),
            StreamState.UNKNOWN: self.tr("Livestream"),
        }
        self.badge.set_state(_BADGES[stream.state], badges[stream.state])
        self.sentence.setText(self._sentence(stream))
        shown = stream.watch_url or stream.playback_url
        self.link.set_text(shown)
        self.link.setAccessibleName(self.tr("Where it is watched: %1").replace("%1", shown))
        self.link.setVisible(stream.runs and bool(shown))
        self.copy_button.setVisible(stream.runs and bool(shown))
        self.player_button.setVisible(stream.runs and bool(stream.watch_url and stream.playback_url))
        self.ingest_button.setVisible(stream.runs)
        self.pass_time()

    def _sentence(self, stream: StreamSeen) -> str:
        if stream.state is StreamState.STARTING:
            return self.tr("It can take a minute until it can be watched. The link can be handed out already.")
        if stream.state is StreamState.FAILED:
            return self.tr("The video service could not stream this call. The call itself goes on. Start it again.")
        if stream.state is StreamState.UNKNOWN:
            return self.tr("This call is streamed; the video service does not say how it stands.")
        if not (stream.watch_url or stream.playback_url):
            return self.tr("This call is streamed. The video service does not say where it can be watched.")
        return self.tr("Anybody with the link can watch. What is heard and seen on stage is public.")

    def pass_time(self) -> None:
        """Say how old what is shown is by now."""
        if self.stream is not None:
            ago = ago_text(self.stream.observed_at, self._clock())
            self.age.setText(self.tr("Livestream seen %1").replace("%1", ago))

    # ---- what is secret
    def show_ingest(self, details: IngestDetails) -> None:
        """Show where an encoder sends its picture, until it is hidden."""
        self.forget()
        card = self.card = IngestCard(details)
        card.copied.connect(lambda what: self.told.emit(self.tr("Copied: %1").replace("%1", what)))
        self._column.insertWidget(self._column.count() - 1, card)
        self._name_ingest()
        self.rebuilt.emit()

    def forget(self) -> None:
        """Hide it, and keep nothing of it."""
        card, self.card = self.card, None
        if card is not None:
            card.forget()
            card.hide()
            card.deleteLater()
            self._name_ingest()
            self.rebuilt.emit()

    def _turn_ingest(self) -> None:
        if self.card is None:
            self.ingest_wanted.emit()
        else:
            self.forget()

    def _name_ingest(self) -> None:
        said = self.tr("Show server and key") if self.card is None else self.tr("Hide server and key")
        self.ingest_button.setText(said)
        self.ingest_button.setAccessibleName(said)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep nothing secret that nobody sees."""
        self.forget()
        super().hideEvent(event)

    def _copy(self) -> None:
        if self.stream is not None:
            copy_text(self.stream.watch_url or self.stream.playback_url)
            self.told.emit(self.tr("The link to watch is copied. Anybody who has it can watch."))

    def _copy_playlist(self) -> None:
        if self.stream is not None:
            copy_text(self.stream.playback_url)
            self.told.emit(self.tr("The address for players is copied."))
