"""The columns of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings
from hosted_meetings_desktop.ui.parts import message_words as words
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.icons import icon


def _tr(text: str) -> str:
    return QCoreApplication.translate("OutboxRow", text)


def outbox_columns(
    settings: Callable[[], OutboxSettings], now: Callable[[], datetime], is_sending: Callable[[Message], bool]
) -> list[Column[Message]]:
    """Return the columns; what they say depends on the settings and the time as they are when it is painted."""

    def seen(message: Message) -> Message:
        return _sending(message) if is_sending(message) else message

    def state(message: Message) -> str:
        return words.state_text(seen(message), settings(), now())

    def why(message: Message) -> str:
        advice = words.advice_text(message, settings(), now())
        return f"{state(message)}. {advice}" if advice else state(message)

    def to(message: Message) -> str:
        return f"{isolated(message.reader.name)} · {isolated(message.reader.address)}"

    return [
        Column(
            _tr("State"),
            state,
            tooltip=why,
            icon=lambda message: icon(*words.state_sign(seen(message), settings(), now())),
            width=width_for("Waits for you to send it", icon=True),
        ),
        Column(
            _tr("To"),
            lambda message: isolated(message.reader.name),
            tooltip=to,
            stretch=True,
            least=width_for("Priya Chandrasekhar Rao"),
        ),
        Column(
            _tr("What"),
            lambda message: words.occasion_word(message.occasion),
            width=width_for("Cancellation!"),
        ),
        Column(
            _tr("Visit"),
            lambda message: words.visit_text(message, now()),
            width=width_for("Wed 27 Nov 14:00 · Video visit"),
            optional=1,
        ),
        Column(
            _tr("Sent / goes out"),
            lambda message: words.clock_text(_when(message), now()),
            width=width_for("Yesterday 00:00", _tr("Sent / goes out")),
            optional=2,
        ),
    ]


def _when(message: Message) -> datetime:
    """Return when a message went out, or goes."""
    return message.sent_at or message.due_at


def _sending(message: Message) -> Message:
    return replace(message, state=MessageState.SENDING)
