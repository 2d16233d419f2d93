"""What is said of sealed files that belong to no recording."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.strays import Adoption, Left, Stray, Strays
from hosted_meetings_desktop.ui.text.format import one_or_many


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Strays", text, "", n)


def found_sentence(count: int) -> str:
    """Return that there are such files, and that nothing happened to them."""
    one = _tr("1 sealed file belongs to no recording of this store. It was kept.")
    return one_or_many(
        count, one, _tr("%n sealed files belong to no recording of this store. They were kept.", count)
    )


def left_sentences(left: dict[Left, int]) -> str:
    """Return why some of them are not adopted."""
    return " ".join(_left_sentence(why, left[why]) for why in Left if left.get(why))


def standing_sentences(strays: Strays) -> str:
    """Return why some of those that were found cannot be adopted."""
    left: dict[Left, int] = {}
    for each in strays.files:
        why = _why(each)
        if why is not None:
            left[why] = left.get(why, 0) + 1
    return left_sentences(left)


def adopted_sentences(adoption: Adoption) -> str:
    """Return what came of adopting them."""
    count = adoption.adopted
    if count:
        one = _tr("1 recording is in the library now.")
        said = one_or_many(count, one, _tr("%n recordings are in the library now.", count))
    elif adoption.texts:
        said = ""
    else:
        said = _tr("None could be adopted; all of them stay where they are.")
    if adoption.texts:
        one = _tr("1 transcript or chat is known again.")
        said += " " + one_or_many(
            adoption.texts, one, _tr("%n transcripts and chats are known again.", adoption.texts)
        )
    return f"{said} {left_sentences(adoption.left)}".strip()


def _why(stray: Stray) -> Left | None:
    if stray.why_left in set(Left):
        return Left(stray.why_left)
    return None if stray.opens else Left.DAMAGED


def _left_sentence(why: Left, count: int) -> str:
    one, many = {
        Left.DAMAGED: (
            _tr("1 is damaged, or cannot be opened with this account's key."),
            _tr("%n are damaged, or cannot be opened with this account's key.", count),
        ),
        Left.TEXT: (
            _tr("1 holds a text, and nothing tells of which meeting."),
            _tr("%n hold texts, and nothing tells of which meetings.", count),
        ),
        Left.TWICE: (
            _tr("1 is a second copy of a recording that is in the library."),
            _tr("%n are second copies of recordings that are in the library.", count),
        ),
        Left.DELETED: (
            _tr("1 is a copy of a recording that was deleted here."),
            _tr("%n are copies of recordings that were deleted here.", count),
        ),
    }[why]
    return one_or_many(count, one, many)
