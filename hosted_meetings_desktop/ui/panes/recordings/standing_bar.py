"""Over the list: what the video service is about to delete, why downloads rest, and how much room is used."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.archive import QuotaLevel, RescueStanding
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording_list import Keeping, LibraryState, ListOrder
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, set_look, small_label
from hosted_meetings_desktop.ui.text.format import moment_text, one_or_many, size_text
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_STEPS = 1000


_SIGNS = {"error": ("alert-circle-outline", "stop"), "warning": ("clock-outline", "wait")}


class Alarm(QFrame):
    """One sentence in one line, with what can be done about it at its end."""

    def __init__(self, sentence: str, kind: str) -> None:
        super().__init__()
        self.setProperty("bar", kind)
        self.setAccessibleName(sentence)
        self.text = sentence
        self.ways: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE.tight, SPACE.hair, SPACE.row, SPACE.hair)
        self._row.setSpacing(SPACE.row)
        self._row.addWidget(IconLabel(*_SIGNS[kind]))
        self._row.addWidget(body_label(sentence), 1)

    def add_way(self, words: str) -> QPushButton:
        """Offer something to do about it."""
        way = link_button(words)
        self.ways.append(way)
        self._row.addWidget(way)
        return way


class StandingBar(QWidget):
    """Notices, as long as what they say holds, and the room that is used.

    Signals:
        show_wanted(Keeping, ListOrder): List what a notice speaks of.
        keep_wanted(): Keep now what leaves soon.
    """

    show_wanted = Signal(object, object)
    keep_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told: tuple[str, ...] = ()
        self.notices: list[Alarm] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE.page, 0, SPACE.page, 0)
        self._column.setSpacing(SPACE.row)

    def show_state(self, state: LibraryState) -> None:
        """Say what has to be known; what is said already stays as it is."""
        said = self._sentences(state)
        told = tuple(sentence for sentence, _kind, _ways in said)
        if told == self._told:
            return
        fresh = [sentence for sentence in told if sentence not in self._told]
        self._told = told
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.notices = [self._notice(*each) for each in said]
        for notice in self.notices:
            self._column.addWidget(notice)
        self._column.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight if said else 0)
        for sentence in fresh:
            announce(self, sentence)

    def _notice(self, sentence: str, kind: str, about: tuple[Keeping, ...]) -> Alarm:
        notice = Alarm(sentence, kind)
        if Keeping.NOT_KEPT in about:
            notice.add_way(self.tr("Keep them now")).clicked.connect(self.keep_wanted)
        words = {Keeping.NOT_KEPT: self.tr("Show what leaves"), Keeping.TROUBLE: self.tr("Show what failed")}
        for keeping in about:
            order = ListOrder.LEAVING if keeping is Keeping.NOT_KEPT else ListOrder.NEWEST
            show = notice.add_way(words[keeping] if len(about) > 1 else self.tr("Show them"))
            show.clicked.connect(partial(self.show_wanted.emit, keeping, order))
        return notice

    def _sentences(self, state: LibraryState) -> list[tuple[str, str, tuple[Keeping, ...]]]:
        said: list[tuple[str, str, tuple[Keeping, ...]]] = []
        troubled = state.lost + state.refused
        alarms: dict[Keeping, str] = {}
        if state.leaving:
            one = self.tr("1 recording will be deleted by the video service within 24 hours and is not kept yet.")
            many = self.tr(
                "%n recordings will be deleted by the video service within 24 hours and are not kept yet.",
                "",
                state.leaving,
            )
            if troubled:  # both in one line
                one = self.tr("1 recording will be deleted within 24 hours.")
                many = self.tr("%n recordings will be deleted within 24 hours.", "", state.leaving)
            alarms[Keeping.NOT_KEPT] = one_or_many(state.leaving, one, many)
        if troubled:
            one = self.tr("1 recording could not be kept.")
            many = self.tr("%n recordings could not be kept.", "", troubled)
            alarms[Keeping.TROUBLE] = one_or_many(troubled, one, many)
        if alarms:
            said.append((" ".join(alarms.values()), "error", tuple(alarms)))
        if state.rescue.pause:
            said.append((state.rescue.pause, "warning", ()))
        if state.quota.level is QuotaLevel.OVER:
            full = self.tr("The archive is larger than you allowed it to be. Recordings are kept all the same.")
            said.append((full, "warning", ()))
        return said


class RoomUsed(QWidget):
    """How much room the archive takes, of what the clinic allowed it."""

    def __init__(self, clock: Clock = utc_now) -> None:
        super().__init__()
        self._clock = clock
        self.words = small_label("")
        self.words.setWordWrap(False)
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(SIZE.details_width // 4)
        self.bar.setAccessibleName(self.tr("Room used by the archive"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.bar)
        row.addWidget(self.words)
        self.hide()

    def show_state(self, state: LibraryState) -> None:
        """Show it, once there is something."""
        quota, rescue = state.quota, state.rescue
        self.setVisible(bool(quota.used or quota.allowed or rescue.waiting))
        used = size_text(quota.used)
        text = self.tr("Archive: %1").replace("%1", used)
        if quota.allowed:
            text = self.tr("Archive: %1 of %2").replace("%1", used).replace("%2", size_text(quota.allowed))
            self.bar.setValue(min(_STEPS, quota.used * _STEPS // quota.allowed))
        self.bar.setVisible(bool(quota.allowed))
        if rescue.waiting:
            text = f"{text} · {self._coming(rescue)}"
        self.words.setText(text)
        self.bar.setAccessibleDescription(text)
        near = quota.level in {QuotaLevel.NEARLY, QuotaLevel.OVER}
        tips = [self.tr("The archive is nearly full.")] if near else []
        tips += self._meaning(rescue) if rescue.waiting else []
        self.setToolTip("\n".join(tips) or text)
        set_look(self.bar, "tone", "wait" if near else "")

    def _coming(self, rescue: RescueStanding) -> str:
        """Return what is not here yet: recordings where there are any, else only what was said and written."""
        films = rescue.recordings_waiting
        if films:
            return one_or_many(
                films,
                self.tr("1 recording is not downloaded yet"),
                self.tr("%n recordings are not downloaded yet", "", films),
            )
        texts = rescue.waiting
        return one_or_many(
            texts,
            self.tr("1 transcript or chat may still come"),
            self.tr("%n transcripts and chats may still come", "", texts),
        )

    def _meaning(self, rescue: RescueStanding) -> list[str]:
        """Return what that means, and until when there is time."""
        films = rescue.recordings_waiting
        if not films:
            return [
                self.tr("The video service makes them after a meeting, where it makes any. They come by themselves.")
            ]
        said = one_or_many(
            films,
            self.tr("1 recording is only with the video service so far. It is downloaded by itself."),
            self.tr(
                "%n recordings are only with the video service so far. They are downloaded by themselves.", "", films
            ),
        )
        if rescue.first_gone_at is None:
            return [said]
        one = self.tr("Its link ends: %1")
        when = one_or_many(films, one, self.tr("The first link ends: %1"))
        return [said, when.replace("%1", moment_text(rescue.first_gone_at, self._clock()))]
