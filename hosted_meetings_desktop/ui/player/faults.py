"""What is said of a recording that cannot be played, or only in part."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtMultimedia import QMediaPlayer

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.text.format import clock_text

_SHORT_MS = 5_000
_SHORT_SHARE = 0.05


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("PlayerFaults", text, comment, n)


def fault(problem: QMediaPlayer.Error, *, local: bool, ours: AppError | None) -> AppError:
    """Return what to say; Qt's own words may hold the address and are not shown.

    Args:
        problem: What Qt met.
        local: Whether it comes from this PC.
        ours: What we met while we read the archive, which is why Qt met anything.
    """
    if ours is not None:
        return ours
    kinds = QMediaPlayer.Error
    if problem in {kinds.NetworkError, kinds.AccessDeniedError} and not local:
        advice = _tr("Check the connection and play it again, or download it first.")
    elif problem is kinds.ResourceError:
        advice = _tr("The file may have been moved or deleted. Download it again.")
    else:
        said = _tr("The file is broken, or of a kind that this player does not know.")
        advice = f"{said} {_tr('Save a copy and open it in another player.')}"
    return AppError(_tr("This recording cannot be played"), advice, details=f"QMediaPlayer {problem.name}")


def cut_short(length: int, seconds: int | None) -> str:
    """Return what to say of a file that is shorter than what was recorded; empty where it is not.

    Args:
        length: Of the file, in milliseconds; 0 where it does not say.
        seconds: How long the video service said it is.
    """
    if seconds is None or length <= 0 or seconds * 1000 - length < max(_SHORT_MS, seconds * 1000 * _SHORT_SHARE):
        return ""
    said = _tr("This file ends at %1, though %2 were recorded. The rest did not reach it.")
    return said.replace("%1", clock_text(length / 1000)).replace("%2", clock_text(seconds))


def breaks_off() -> str:
    """Return what to say of a file that says it is longer than what can be read of it."""
    return _tr("From here on this file cannot be read. It is damaged, or was broken off while it was written.")


def without_an_end() -> str:
    """Return what to say of a file that was never finished: one cannot go anywhere in it."""
    return _tr("This recording was broken off while it was written. It plays from its beginning only.")


def sound_only() -> str:
    """Return what stands where the picture would be."""
    return _tr("This recording has sound and no picture.")


def voice_breaks_off(at: int, ours: AppError | None) -> AppError:
    """Return what to say of one voice of several that cannot be read on.

    Args:
        at: From where on, in milliseconds.
        ours: What we met while we read the archive.
    """
    title = _tr("Not heard from %1 on").replace("%1", clock_text(at / 1000))
    return AppError(title, ours.title if ours is not None else _tr("Its file is damaged, or was broken off."))


def too_many(most: int) -> AppError:
    """Return what to say of voices beyond those that can be played at a time."""
    said = _tr("No more than %n voices are played together.", "", most)
    return AppError(said, _tr("Export the recording to hear it."))
