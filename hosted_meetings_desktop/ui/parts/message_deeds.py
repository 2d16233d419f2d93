"""What a person can do with a message, wherever it is shown: send it, open it in a mail program, copy it, note it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import Message, MessageState
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.correspondence import Messages
from hosted_meetings_desktop.ui.parts.draft_files import DraftFolder, file_name, plain_text, save_draft
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.parts.message_words import is_told, occasion_word
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

T = TypeVar("T")


class MessageDeeds(QObject):
    """Does it and tells what came of it in the bar of whoever asked, or in the window's where that is gone by then.

    It lives as long as the window: a message that is being sent must not be dropped because its meeting is not shown
    any more.

    Signals:
        began(str): A message (id) is being sent.
        ended(str): Its sending ended, well or not.
    """

    began = Signal(str)
    ended = Signal(str)

    def __init__(
        self,
        messages: Messages,
        calls: Calls,
        drafts: DraftFolder,
        window_bar: Callable[[], MessageBar],
        parent: QObject,
    ) -> None:
        """Make it.

        Args:
            messages: Does the work.
            calls: Runs it.
            drafts: Where drafts lie for the mail program.
            window_bar: Returns where to tell what nobody else shows any more.
            parent: The window.
        """
        super().__init__(parent)
        self._messages = messages
        self._calls = calls
        self._drafts = drafts
        self._window_bar = window_bar
        self._sending: set[str] = set()
        self.question: SaveQuestion | None = None

    def is_sending(self, message: Message) -> bool:
        """Return whether a message is on its way because somebody here asked for it."""
        return message.id in self._sending

    @staticmethod
    def can_open(message: Message) -> bool:
        """Return whether a mail program can send it."""
        return message.reader.channel is Channel.EMAIL

    # ---- sending
    def send(self, message: Message, bar: MessageBar) -> None:
        """Send a message now, or once more where it went out already."""
        if message.id in self._sending or message.state is MessageState.SENDING:
            return
        self._sending.add(message.id)
        self.began.emit(message.id)
        name = isolated(message.reader.name)
        bar.show_message(self.tr("Sending to %1…").replace("%1", name))

        async def work() -> None:
            if is_told(message):
                await self._messages.send_again(message.id)
            else:
                await self._messages.send_now(message.id)

        def done(_nothing: None) -> None:
            self._end(message)
            self._bar(bar).tell(self.tr("Sent to %1.").replace("%1", name))

        def failed(error: AppError) -> None:
            self._end(message)
            self._bar(bar).show_error(self._about(message, error, bar))

        self._calls.run(self, work, done, failed)

    def _end(self, message: Message) -> None:
        self._sending.discard(message.id)
        self.ended.emit(message.id)

    # ---- the mail program
    def open_draft(self, message: Message, bar: MessageBar) -> None:
        """Open a message in the mail program of this PC, then ask whether it was sent from there."""

        async def work() -> Path:
            from anyio.to_thread import run_sync

            draft = await self._messages.draft(message.id)
            name = f"{occasion_word(message.occasion)} {message.reader.name}"
            try:
                return await run_sync(self._drafts.write, name, draft)
            except OSError as error:
                raise _unwritable(error) from error

        def done(path: Path) -> None:
            if open_outside(path):
                self._ask_whether_sent(message, self._bar(bar))
            else:
                self._offer_file(message, self._bar(bar))

        self._run(work, done, message, bar)

    def _ask_whether_sent(self, message: Message, bar: MessageBar) -> None:
        said = self.tr("It is open in your mail program. Did you send it to %1?")
        again = self.tr("It is open in your mail program, to be sent to %1 once more.")
        bar.show_message(
            (again if is_told(message) else said).replace("%1", isolated(message.reader.name)),
            action_text="" if is_told(message) else self.tr("Yes, it was sent"),
            action=partial(self.note_by_hand, message, bar),
            other_text=self.tr("Nothing opened"),
            other=partial(self._offer_file, message, bar),
        )

    def _offer_file(self, message: Message, bar: MessageBar) -> None:
        bar.show_message(
            self.tr(
                "No mail program opened it. Save it as a file and open that in your mail program, or copy the text."
            ),
            kind="warning",
            action_text=self.tr("Save as…"),
            action=partial(self.save_draft, message, bar),
            other_text=self.tr("Copy the text"),
            other=partial(self.copy, message, bar),
        )

    def save_draft(self, message: Message, bar: MessageBar) -> None:
        """Ask where to save a message as a file (.eml), and do."""
        owner = self._bar(bar)
        self.question = SaveQuestion(owner)
        name = f"{file_name(f'{occasion_word(message.occasion)} {message.reader.name}')}.eml"
        kinds = self.tr("E-mails (*.eml)")
        self.question.ask(self.tr("Save the message"), name, kinds, partial(self._save_to, message, bar))

    def _save_to(self, message: Message, bar: MessageBar, place: Path) -> None:
        async def work() -> None:
            from anyio.to_thread import run_sync

            draft = await self._messages.draft(message.id)
            try:
                await run_sync(save_draft, place, draft)
            except OSError as error:
                raise _unwritable(error) from error

        def done(_nothing: None) -> None:
            shown = self._bar(bar)
            name = isolated(message.reader.name)
            said = self.tr(
                "Saved. It holds the link of %1: send it to nobody else, and delete it after. Was it sent?"
            )
            shown.show_message(
                said.replace("%1", name),
                action_text=self.tr("Yes, it was sent"),
                action=partial(self.note_by_hand, message, shown),
            )

        self._run(work, done, message, bar)

    # ---- by hand
    def copy(self, message: Message, bar: MessageBar) -> None:
        """Put the text of a message with the person's own link on the clipboard."""

        async def work() -> str:
            return plain_text(await self._messages.draft(message.id))

        def done(text: str) -> None:
            shown, name = self._bar(bar), isolated(message.reader.name)
            copy_text(text)
            told = self.tr("The text for %1 is copied, with their own link. Send it to nobody else.")
            shown.show_message(
                told.replace("%1", name),
                kind="success",
                action_text="" if is_told(message) else self.tr("I sent it"),
                action=partial(self.note_by_hand, message, shown),
            )

        self._run(work, done, message, bar)

    def note_by_hand(self, message: Message, bar: MessageBar) -> None:
        """Take it that the person knows: it was sent from elsewhere, or said."""

        async def work() -> None:
            await self._messages.note_by_hand(message.id)

        def done(_nothing: None) -> None:
            told = self.tr("Noted: %1 knows. Nothing is sent.").replace("%1", isolated(message.reader.name))
            self._bar(bar).show_message(told, kind="success", timeout_ms=TOLD_MS)

        self._run(work, done, message, bar)

    # ---- telling
    def _run(
        self, work: Callable[[], Awaitable[T]], done: Callable[[T], None], message: Message, bar: MessageBar
    ) -> None:
        def failed(error: AppError) -> None:
            self._bar(bar).show_error(self._about(message, error, bar))

        self._calls.run(self, work, done, failed)

    def _bar(self, wanted: MessageBar) -> MessageBar:
        """Return the bar of whoever asked, or the window's where that is not shown any more."""
        if shiboken6.isValid(wanted):
            holder = wanted.parentWidget()
            if holder is None or holder.isVisible():
                return wanted
        return self._window_bar()

    def _about(self, message: Message, error: AppError, bar: MessageBar) -> AppError:
        """Return a failure that says whose message it is, where it is told elsewhere."""
        if self._bar(bar) is bar:
            return error
        title = f"{isolated(message.reader.name)}: {error.title}"
        return AppError(title, error.advice, retryable=error.retryable, details=error.details)


def _unwritable(error: OSError) -> AppError:
    return AppError(
        "The draft could not be written",
        "Nothing was sent. Choose another folder, or free some space on the disk.",
        details=str(error.strerror),
    )
