"""Answers of invited people that come as files: dropped on the window, or chosen. Calendars are handed on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.outbox import Answered
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.correspondence import AnswerReader
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, moment_text, one_or_many
from hosted_meetings_desktop.ui.window.outbox.words import answered_text

MAX_BYTES = 10_000_000
MAX_FILES = 50
_ENDINGS = frozenset({".ics", ".eml"})
_NAMED = 3
_HEAD = 100_000
_CALENDAR = re.compile(rb"^(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_METHOD = re.compile(rb"^METHOD\s*:\s*([A-Z]+)", re.IGNORECASE | re.MULTILINE)
_TO_PLAN = frozenset({b"", b"PUBLISH", b"REQUEST"})
"""Methods of calendars whose times can be planned; what has another one belongs to a meeting that is."""


class MeetingFinder(Protocol):
    """Finds a meeting (``MeetingService``)."""

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Return one meeting."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of some files.

    Attributes:
        answers: With the time of their visit, None where the meeting is not there any more.
        reports: How many were a mail server's report.
        failures: By the file's name.
        calendars: Those that are no answers, but have times that can be planned.
    """

    answers: tuple[tuple[Answered, datetime | None], ...]
    reports: int
    failures: tuple[tuple[str, AppError], ...]
    calendars: tuple[Path, ...] = ()


class AnswerDrop(QObject):
    """Takes files that are dropped on the window and reads them as answers.

    Attributes:
        dialog: The question which files to open, while it is open.

    Signals:
        meeting_wanted(str): Show that meeting.
        outbox_wanted(): Show the outbox: a message was reported back.
    """

    meeting_wanted = Signal(str)
    outbox_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        reader: AnswerReader,
        meetings: MeetingFinder,
        calls: Calls,
        window_bar: Callable[[], MessageBar],
        clock: Clock = utc_now,
        *,
        importer: Callable[[Path], object] | None = None,
    ) -> None:
        """Install it on a window.

        Args:
            window: Where files are dropped.
            reader: Takes the answers.
            meetings: Tells when their visits are.
            calls: Runs the reading.
            window_bar: Returns the bar that says what came of it.
            clock: Tells the time.
            importer: Takes a calendar file that is no answer; without it, it is refused as one.
        """
        super().__init__(window)
        self._window = window
        self._reader = reader
        self._meetings = meetings
        self._calls = calls
        self._window_bar = window_bar
        self._clock = clock
        self._importer = importer
        self.dialog: QFileDialog | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    # ---- how files come
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files that can be answers; leave everything else to the window."""
        takes = event.type() in {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop}
        if watched is self._window and takes and isinstance(event, QDropEvent):
            files = _answer_files(event.mimeData())
            if not files:
                return False
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if event.type() == QEvent.Type.Drop:
                self.read(files)
            return True
        return super().eventFilter(watched, event)

    def choose(self) -> None:
        """Ask which files to open, and read them."""
        if self.dialog is not None:
            return
        dialog = QFileDialog(self._window, self.tr("Open an answer"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(self.tr("Answers to invitations (*.ics *.eml)"))
        dialog.filesSelected.connect(lambda places: self.read([Path(place) for place in places]))
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self, _result: int = 0) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    # ---- reading
    def read(self, files: Sequence[Path]) -> None:
        """Read files, one after the other, and say what came of them."""
        self._calls.run(self, partial(self._read_all, tuple(files)), self._tell)

    async def _read_all(self, files: tuple[Path, ...]) -> _Read:
        answers: list[tuple[Answered, datetime | None]] = []
        failures: list[tuple[str, AppError]] = []
        calendars: list[Path] = []
        reports = 0
        for path in files[:MAX_FILES]:
            try:
                data = await _content(path)
                if self._importer is not None and _is_calendar(data):
                    calendars.append(path)
                    continue
                found = await self._reader.read_answers(data)
            except AppError as error:
                failures.append((path.name, error))
                continue
            reports += not found
            answers += [(answer, await self._time_of(answer)) for answer in found]
        if len(files) > MAX_FILES:
            left = AppError(f"Up to {MAX_FILES} files are read at once", "Drop the others after that.")
            failures.append((files[MAX_FILES].name, left))
        return _Read(tuple(answers), reports, tuple(failures), tuple(calendars))

    async def _time_of(self, answer: Answered) -> datetime | None:
        try:
            return (await self._meetings.get(answer.meeting_id)).schedule.starts_at
        except AppError:
            return None

    # ---- telling
    def _tell(self, read: _Read) -> None:
        bar = self._window_bar()
        look: Callable[[], object] | None = None
        if read.calendars and self._importer is not None:
            look = partial(self._importer, read.calendars[0])
            if len(read.calendars) == 1 and not (read.answers or read.reports or read.failures):
                look()
                return
        elif not read.answers and not read.reports and len(read.failures) == 1:
            self._tell_failure(bar, *read.failures[0])
            return
        parts = [
            self._answers_text(read),
            self._reports_text(read.reports),
            self._calendars_text(read.calendars),
            self._failures_text(read),
        ]
        meetings = {answer.meeting_id for answer, _at in read.answers}
        show: Callable[[], object] | None = None
        if len(meetings) == 1:
            show = partial(self.meeting_wanted.emit, read.answers[0][0].meeting_id)
        elif read.reports and not read.answers:
            show = self.outbox_wanted.emit
        bar.show_message(
            " ".join(part for part in parts if part),
            kind="warning" if read.failures else "success" if read.answers or read.reports else "info",
            action_text=self.tr("Show") if show is not None else "",
            action=show,
            other_text=self.tr("Look into it") if look is not None else "",
            other=look,
        )

    @staticmethod
    def _tell_failure(bar: MessageBar, name: str, error: AppError) -> None:
        bar.show_error(AppError(f"{isolated(name)}: {error.title}", error.advice, details=error.details))

    def _answers_text(self, read: _Read) -> str:
        if not read.answers:
            return ""
        if len(read.answers) == 1:
            answer, at = read.answers[0]
            what = isolated(answer.title)
            if at is not None:
                what = f"{what}, {moment_text(at, self._clock())}"
            return f"{answered_text(answer)}: {what}."
        n = len(read.answers)
        named = ", ".join(answered_text(answer) for answer, _at in read.answers[:_NAMED])
        said = self.tr("%n answers were read: %1", "", n).replace("%1", named)
        return f"{said}{'…' if n > _NAMED else '.'}"

    def _reports_text(self, reports: int) -> str:
        if not reports:
            return ""
        one = self.tr("The mail server's report was read: its message is marked in the outbox.")
        many = self.tr("%n reports of mail servers were read: their messages are marked in the outbox.", "", reports)
        return one_or_many(reports, one, many)

    def _calendars_text(self, calendars: tuple[Path, ...]) -> str:
        if not calendars:
            return ""
        many = self.tr("%n files are calendars, the first of them %1; open them one at a time.", "", len(calendars))
        said = one_or_many(len(calendars), self.tr("1 file is a calendar, not an answer: %1."), many)
        return said.replace("%1", isolated(calendars[0].name))

    def _failures_text(self, read: _Read) -> str:
        if not read.failures:
            return ""
        name, error = read.failures[0]
        said = one_or_many(
            len(read.failures),
            self.tr("1 file could not be used: %1"),
            self.tr("%n files could not be used, the first of them %1", "", len(read.failures)),
        )
        title = error.title if error.title.endswith((".", "?")) else f"{error.title}."
        return f"{said.replace('%1', isolated(name))}: {title}"


def _answer_files(data: QMimeData) -> list[Path]:
    """Return the files of this PC that may be answers, in what is dragged."""
    places = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    return [place for place in places if place.suffix.lower() in _ENDINGS]


def _is_calendar(data: bytes) -> bool:
    """Tell whether a file is a calendar whose times can be planned, and no answer."""
    head = data[:_HEAD]
    if not _CALENDAR.match(head):
        return False
    method = _METHOD.search(head)
    return (method[1].upper() if method else b"") in _TO_PLAN


async def _content(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        AppError: it cannot be read, or is far too large.
    """
    from anyio.to_thread import run_sync

    try:
        data = await run_sync(_start_of, path)
    except OSError as error:
        raise AppError(
            "The file cannot be read",
            "Nothing was changed. Check that it is still there and that you may open it.",
            details=str(error.strerror),
        ) from error
    if len(data) > MAX_BYTES:
        raise InputProblem("file", "The file is too large for an answer", "Nothing was changed. Choose another file.")
    return data


def _start_of(path: Path) -> bytes:
    """Read no more of a file than is needed to know that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
