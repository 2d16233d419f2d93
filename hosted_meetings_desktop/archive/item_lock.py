"""Keeps two copies of the app from writing one file of the archive."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

from hosted_meetings_desktop.domain.vault import BeingWritten

_NO_LOCKS = frozenset(
    {errno.ENOLCK, errno.ENOSYS, getattr(errno, "ENOTSUP", errno.ENOSYS), getattr(errno, "EOPNOTSUPP", errno.ENOSYS)}
)
_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""What a lock that somebody else has answers: EACCES and EDEADLK on Windows. Anything else is the share's trouble."""
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""A link that somebody put on a share must not make us open, or begin, a file somewhere else."""
_LEASE = 3600.0
"""Seconds after which a claim on a share without locks counts as left behind by a copy that was ended."""


class ItemLock:
    """A lock that goes with the process, by the operating system; on shares without locks a claim that grows old.

    Of two that ask for it at the same time one gets it, whichever folder, PC or process they are in.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            BeingWritten: somebody else has it.
            OSError: the folder cannot be written.
        """
        self._path = path
        self._claim = path.with_name(path.name + ".claim")
        self._claimed = False
        self._descriptor = -1
        while self._descriptor < 0:
            self._descriptor = self._take()

    def touch(self) -> None:
        """Say that it is still needed; only where there is no lock but a claim does that mean anything."""
        if self._claimed:
            os.utime(self._claim)

    def release(self, *, done: bool = False) -> None:
        """Give it back; ``done`` says that nobody will need it again."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        if done and os.name == "posix":  # elsewhere an open file cannot be removed, and stays
            self._path.unlink(missing_ok=True)
        os.close(descriptor)
        self._drop_claim()
        if done and os.name != "posix":
            self._path.unlink(missing_ok=True)

    def _take(self) -> int:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600)
        try:
            try:
                _lock(descriptor)
            except OSError as error:
                if error.errno in _TAKEN:
                    raise BeingWritten from error
                if error.errno not in _NO_LOCKS:
                    raise
                self._stake_claim()
            if _is_same(descriptor, self._path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            self._drop_claim()
            raise
        # Whoever had it removed the file while we waited for it: that was the lock of another time.
        os.close(descriptor)
        self._drop_claim()
        return -1

    def _stake_claim(self) -> None:
        for _attempt in range(2):
            try:
                claim = os.open(self._claim, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                self._drop_if_old()
                continue
            self._claimed = True
            try:
                os.write(claim, f"{socket.gethostname()} {os.getpid()}".encode())
            finally:
                os.close(claim)
            return
        raise BeingWritten

    def _drop_claim(self) -> None:
        if self._claimed:
            self._claimed = False
            self._claim.unlink(missing_ok=True)

    def _drop_if_old(self) -> None:
        try:
            written = self._claim.stat().st_mtime
        except FileNotFoundError:
            return
        # The clock of the share, as another PC's may differ: the lock file was opened just now.
        os.utime(self._path)
        if self._path.stat().st_mtime - written > _LEASE:
            self._claim.unlink(missing_ok=True)


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
