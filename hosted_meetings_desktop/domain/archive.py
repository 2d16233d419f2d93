"""The clinic's archive of recordings, transcripts and chats: what can go wrong with what is kept."""

from __future__ import annotations

from hosted_meetings_desktop.domain.errors import AppError


class Damaged(AppError):
    """A file of the archive is not what was put there: changed, cut off, or none of ours."""

    def __init__(self, why: str = "") -> None:
        super().__init__(
            "This file of the archive is damaged",
            "Nothing of it was taken over. Put it back from a backup, or download it again while the video service "
            "still has it.",
            details=why,
        )
