"""A check-up as text for IT."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One topic in the words of the screen.

    Attributes:
        verdict: The verdict's word.
        sentences: What was found, what it means, what to do.
        facts: Lines for IT.
    """

    verdict: str
    title: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...] = ()


def ticket_text(title: str, head: Iterable[str], lines: Iterable[TicketLine], tail: Iterable[str] = ()) -> str:
    """Return a check-up as plain text: title, facts about the PC, every topic, and what has to be let through."""
    parts = ["\n".join((title, "=" * len(title))), "\n".join(head)]
    for line in lines:
        words = [
            f"[{line.verdict}] {line.title}",
            *(f"    {each}" for sentence in line.sentences for each in sentence.splitlines()),
        ]
        words += [f"    - {fact}" for fact in line.facts]
        parts.append("\n".join(words))
    if last := "\n".join(tail):
        parts.append(last)
    return "\n\n".join(part for part in parts if part) + "\n"
