"""What the operating system says of an archive's folder, as a person needs to hear it."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from hosted_meetings_desktop.domain.vault import VaultProblem, VaultTrouble

# Windows has no quota error, and its own of shares that went away arrive as EINVAL or ENOENT with a winerror.
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FULL_ON_WINDOWS = frozenset({39, 112, 1295})  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED
_IN_USE_ON_WINDOWS = frozenset({32, 33})  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, which come as EACCES


def vault_problem(error: OSError) -> VaultProblem:
    """Return what an error of the archive's folder means."""
    details = f"archive: {errno.errorcode.get(error.errno or 0, type(error).__name__)}"
    windows = getattr(error, "winerror", None)
    if windows in _IN_USE_ON_WINDOWS:
        return VaultProblem(
            VaultTrouble.AWAY,
            "Another program has a file of the archive open",
            "Nothing was lost. It may be a virus scanner or a backup; the app tries again by itself.",
            details=f"{details} {windows}",
        )
    if error.errno in _FULL or windows in _FULL_ON_WINDOWS:
        return VaultProblem(
            VaultTrouble.FULL,
            "There is no room left for the archive",
            "What was downloaded so far is kept. Free some room, or choose another folder for the archive.",
            details=details,
        )
    if error.errno in _REFUSED:
        return VaultProblem(
            VaultTrouble.REFUSED,
            "The archive's folder may not be written to",
            "Nothing was changed. Check the folder's permissions, or choose another one.",
            details=details,
        )
    return VaultProblem(
        VaultTrouble.AWAY,
        "The archive's folder cannot be reached",
        "What is in it is safe. Connect the disk or the network share again; the app goes on by itself.",
        details=details,
    )


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn what the operating system says into a ``VaultProblem``."""
    try:
        yield
    except OSError as error:
        raise vault_problem(error) from error
