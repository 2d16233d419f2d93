"""What sentences of the check-up are made of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def say(text: str, n: int = -1) -> str:
    """Return a sentence of the check-up in the person's language."""
    return QCoreApplication.translate("Checkup", text, "", n)


@dataclass(frozen=True, slots=True)
class Words:
    """What a line says.

    Attributes:
        says: What is so.
        means: What it means for a call.
        advice: What to do.
    """

    says: str
    means: str = ""
    advice: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that there is, in this order."""
        return tuple(part for part in (self.says, self.means, self.advice) if part)
