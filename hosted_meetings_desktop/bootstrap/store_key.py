"""The keys of stores: where each is kept, and what is said when one cannot be had."""

from __future__ import annotations

import os
import secrets as randomness
from collections.abc import Callable
from pathlib import Path

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.ports import Secrets

_KEY_BYTES = 32


class StoreKey:
    """Asks for a key; once a keyring did not open, only when a person wants it.

    Whatever needs the store asks for its key anew, the sync engine for hours. A keyring that is locked may ask the
    person for a password each time.
    """

    def __init__(self, ask: Callable[[], bytes]) -> None:
        self._ask = ask
        self._locked: StoreProblem | None = None

    def __call__(self) -> bytes:
        """Return the key.

        Raises:
            StoreProblem: there is none to be had.
        """
        if self._locked is not None:
            raise self._locked.with_advice(self._locked.advice)
        try:
            return self._ask()
        except StoreProblem as problem:
            if problem.trouble is StoreTrouble.LOCKED:
                self._locked = problem
            raise

    def ask_again(self) -> None:
        """Ask the keyring with the next piece of work; may be called in any thread."""
        self._locked = None


def key_file(path: Path, store: Path) -> bytes:
    """Return the key of practice mode's store, made now if there is none, or half of one and no store yet.

    Raises:
        StoreProblem: it is damaged, or cannot be read or written.
    """
    try:
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            key = b""
        if len(key) != _KEY_BYTES and not store.exists():
            key = _new_key_file(path)
    except OSError as error:
        raise StoreProblem(
            "The practice meetings cannot be opened",
            "The folder for them cannot be read or written. Check the disk and its permissions, then try again.",
            details=str(error.strerror),
            trouble=StoreTrouble.READ_ONLY,
        ) from error
    if len(key) != _KEY_BYTES:
        raise StoreProblem(
            "The key of the practice meetings is damaged",
            "Nothing was changed. They hold no real data: begin anew.",
            trouble=StoreTrouble.KEY,
        )
    return key


def _new_key_file(path: Path) -> bytes:
    """Write a new key: whoever ends the app in the middle of it leaves none, never half of one."""
    key = randomness.token_bytes(_KEY_BYTES)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 (its mode)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return key


def keyring_key(secrets: Secrets, account: AccountId, path: Path, *, lasting: bool) -> bytes:
    """Return the key of an account's store from the keyring, made now where there is neither key nor store.

    Raises:
        StoreProblem: the keyring did not open or is not there, or it has no key for the store that is there.
    """
    try:
        key = secrets.store_key(account)
        if key is not None:
            return key
        problem = _no_new_key(path, gone=lasting and not secrets.lasting)
        if problem is None:
            key = randomness.token_bytes(_KEY_BYTES)
            secrets.keep_store_key(account, key)
            return key
    except AppError as error:
        raise StoreProblem(error.title, error.advice, details=error.details, trouble=StoreTrouble.LOCKED) from error
    raise problem


def _no_new_key(path: Path, *, gone: bool) -> StoreProblem | None:
    """Return why no key may be made: there is no keyring to keep it, or a store that is locked with another one."""
    if gone:
        return StoreProblem(
            "The keyring of this PC is not there",
            "It holds the key of your saved meetings. Nothing was changed. Sign in to the PC again or ask your IT, "
            "then start the app again.",
            trouble=StoreTrouble.LOCKED,
        )
    if path.exists():
        return StoreProblem(
            "The key of your saved meetings is not in this PC's keyring",
            "Nothing was changed. Sign in to the PC as the person who used the app before, or ask your IT to restore "
            "the keyring.",
            trouble=StoreTrouble.KEY,
        )
    return None
