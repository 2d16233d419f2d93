"""The outbox as a whole, in words: what waits, what stands in the way, what an answer says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.invitation import Attending
from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import Answered, Message, MessageState, OutboxSettings
from hosted_meetings_desktop.ui.parts.message_words import is_by_hand, needs_person
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("OutboxWords", text, comment, n)


@dataclass(frozen=True, slots=True)
class OutboxCount:
    """How the outbox stands.

    Attributes:
        unsent: Messages that did not arrive, as far as is known.
        needing: Those of them that go nowhere unless a person decides something.
        by_hand: Those that wait for a person's own mail program.
        problem: What the next of the others waits for; empty while nothing stands in the way.
    """

    unsent: int = 0
    needing: int = 0
    by_hand: int = 0
    problem: str = ""


def count_of(total: int, first: Sequence[Message], settings: OutboxSettings) -> OutboxCount:
    """Return how the outbox stands.

    Args:
        total: How many messages did not arrive.
        first: The first of them.
        settings: How the clinic writes.
    """
    by_hand = sum(is_by_hand(each, settings) for each in first)
    needing = sum(needs_person(each) for each in first)
    if by_hand and total > len(first):
        by_hand = total - needing  # what comes after them is as they are: nothing goes out by itself
    waits = [each for each in first if each.state is MessageState.WAITING and not is_by_hand(each, settings)]
    return OutboxCount(
        total,
        needing,
        by_hand,
        next((each.problem for each in waits if each.problem), ""),
    )


def strip_text(count: OutboxCount) -> str:
    """Return what the status strip says: "2 messages need you", "3 messages wait"; empty for nothing."""
    if count.needing:
        n = count.needing
        return one_or_many(n, _tr("1 message needs you"), _tr("%n messages need you", n=n))
    if count.by_hand:
        n = count.by_hand
        return one_or_many(n, _tr("1 message to send yourself"), _tr("%n messages to send yourself", n=n))
    n = count.unsent
    return one_or_many(n, _tr("1 message waits"), _tr("%n messages wait", n=n)) if n else ""


def strip_sign(count: OutboxCount) -> tuple[str, str]:
    """Return the icon beside it."""
    if count.needing:
        return "email-alert-outline", "stop"
    return "email-outline", "wait" if count.by_hand or count.problem else "muted"


def headline(count: OutboxCount | None) -> str:
    """Return how the outbox stands, in one sentence; None while nobody knows."""
    return _tr("Outbox") if count is None else strip_text(count) or _tr("No message waits")


def explanation(count: OutboxCount | None, settings: OutboxSettings) -> str:
    """Return what that means and what can be done about it."""
    if count is None:
        return ""
    if not settings.can_send(Channel.EMAIL):
        return _tr(
            "E-mail is not set up, so nothing goes out by itself. Open each message in your mail program and send it "
            "from there, or set e-mail up in Settings."
        )
    if count.problem:
        return _tr("%1 Nothing is lost: it is tried again by itself.").replace("%1", _sentence(count.problem))
    if count.needing:
        return _tr("Choose a message to see what happened and what you can do.")
    return _tr("Messages go out by themselves, three minutes after the last change.")


# ---- answers
def answered_text(answer: Answered) -> str:
    """Return "Asha accepted", without what."""
    words = {
        Attending.ACCEPTED: _tr("%1 accepted", "name"),
        Attending.DECLINED: _tr("%1 declined", "name"),
        Attending.TENTATIVE: _tr("%1 may come", "name: answered tentatively"),
        Attending.UNANSWERED: _tr("%1 has not decided yet", "name"),
    }
    return words[answer.attending].replace("%1", isolated(answer.name))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "…")) else f"{text}."
