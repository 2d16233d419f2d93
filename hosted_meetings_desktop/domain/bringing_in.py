"""Somebody was invited into a call, and their link did not go out: said so that nobody is invited twice."""

from __future__ import annotations

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.live import UndoStep


class NoLinkYet(AppError):
    """Somebody is invited, but their link could not be had or sent: send that again, and invite nobody anew.

    Attributes:
        name: Who is invited.
        invitee: Whose link is to be sent.
        undo: How to take the invitation back.
    """

    def __init__(self, name: str, invitee: InviteeId, undo: UndoStep, cause: AppError) -> None:
        advice = f"{name} is invited, but has no link yet. {cause.advice}".strip()
        super().__init__(cause.title, advice, retryable=cause.retryable, details=cause.details)
        self.name = name
        self.invitee = invitee
        self.undo = undo
