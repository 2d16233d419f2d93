"""What the driver of the store says, as a person needs to hear it."""

from __future__ import annotations

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble


def explain(error: BaseException) -> StoreProblem:
    """Turn the driver's error into a sentence; its text holds no values, since all are bound parameters."""
    name = str(getattr(error, "sqlite_errorname", ""))
    told = next((told for begins, told in _SENTENCES.items() if name.startswith(begins)), None)
    title, advice, trouble = told or (
        "Your saved meetings could not be read or written",
        "Nothing was changed. Start the app again.",
        StoreTrouble.OTHER,
    )
    return StoreProblem(title, advice, details=f"{name} {error}".strip(), trouble=trouble)


_SENTENCES = {
    "SQLITE_NOTADB": (
        "Your saved meetings cannot be opened with the key on this PC",
        "Nothing was changed. The file may come from another PC, or its key was removed from the keyring.",
        StoreTrouble.KEY,
    ),
    "SQLITE_CORRUPT": (
        "The file with your meetings is damaged",
        "Nothing was changed. Put a backup back: what the video service knows is read again by itself.",
        StoreTrouble.DAMAGED,
    ),
    "SQLITE_FULL": (
        "The disk is full",
        "The last change was not saved; everything before it is kept. Free some space, then do it again.",
        StoreTrouble.FULL,
    ),
    "SQLITE_READONLY": (
        "Your meetings cannot be saved",
        "The folder is read-only. What was saved before is kept.",
        StoreTrouble.READ_ONLY,
    ),
    "SQLITE_CANTOPEN": (
        "Your meetings cannot be saved",
        "The folder is read-only or was moved. What was saved before is kept.",
        StoreTrouble.READ_ONLY,
    ),
    "SQLITE_IOERR": (
        "The disk did not do what it was asked",
        "The last change was not saved; what was saved before is kept. Check the disk and its space, then try again.",
        StoreTrouble.FULL,
    ),
    "SQLITE_BUSY": (
        "Your meetings are in use by another program",
        "The last change was not saved. Close other copies of the app, then do it again.",
        StoreTrouble.BUSY,
    ),
}
"""By how the driver's name for the failure begins: what happened, what to do."""
