"""Secrets in the OS keyring; where there is none, in memory for this run, never in a plaintext file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec

from hosted_meetings_desktop.domain.account import Credentials, DyteCredentials, RealtimeKitCredentials
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import AccountId

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

_USER = "Hosted Meetings"
_LONGEST = 1280
"""Windows keeps 2,560 bytes of UTF-16 per entry."""
_KEY_BYTES = 32


class _Silent(msgspec.Struct, frozen=True):
    """Keeps what it holds out of logs and tracebacks."""

    def __repr__(self) -> str:
        """Return the kind alone."""
        return f"{type(self).__name__}(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Return nothing, to those who would rather read the fields."""
        return []


class _KeptDyte(_Silent, tag="dyte", frozen=True):
    organization_id: str
    api_key: str
    base_url: str


class _KeptRealtimeKit(_Silent, tag="realtimekit", frozen=True):
    account_id: str
    app_id: str
    api_token: str
    base_url: str


class MemorySecrets:
    """Implements ``domain.ports.Secrets`` for this run only."""

    def __init__(self) -> None:
        self._credentials: dict[AccountId, Credentials] = {}
        self._keys: dict[AccountId, bytes] = {}
        self._ends: dict[AccountId, str] = {}

    @property
    def lasting(self) -> bool:
        """Nothing outlives this run."""
        return False

    def credentials(self, account: AccountId) -> Credentials | None:
        """Return the credentials kept in this run."""
        return self._credentials.get(account)

    def keep_credentials(self, account: AccountId, credentials: Credentials) -> None:
        """Keep credentials until the app closes."""
        self._credentials[account] = credentials

    def store_key(self, account: AccountId) -> bytes | None:
        """Return the store's key kept in this run."""
        return self._keys.get(account)

    def keep_store_key(self, account: AccountId, key: bytes) -> None:
        """Keep the store's key until the app closes."""
        self._keys[account] = key

    def ledger_end(self, account: AccountId) -> str | None:
        """Return where the account's ledger ends, as kept in this run."""
        return self._ends.get(account)

    def keep_ledger_end(self, account: AccountId, text: str) -> None:
        """Keep where the account's ledger ends until the app closes."""
        self._ends[account] = text

    def forget(self, account: AccountId) -> None:
        """Forget the credentials."""
        self._credentials.pop(account, None)


class KeyringSecrets:
    """Implements ``domain.ports.Secrets`` over the OS keyring.

    One service name per entry: keyring's Windows backend moves an older entry when a second one uses the same
    service, and that is not atomic.
    """

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    @property
    def lasting(self) -> bool:
        """The keyring outlives this run."""
        return True

    def credentials(self, account: AccountId) -> Credentials | None:
        """Return an account's credentials, or None when there are none.

        Raises:
            AppError: the keyring is locked, or what it holds cannot be read.
        """
        kept = self._get(f"credentials {account}")
        if kept is None:
            return None
        try:
            found = msgspec.json.decode(kept, type=_KeptDyte | _KeptRealtimeKit)
        except msgspec.MsgspecError as error:
            raise AppError(
                "The saved sign-in cannot be read", "Connect the account again. Your meetings are kept."
            ) from error
        if isinstance(found, _KeptDyte):
            return DyteCredentials(found.organization_id, found.api_key, found.base_url)
        return RealtimeKitCredentials(found.account_id, found.app_id, found.api_token, found.base_url)

    def keep_credentials(self, account: AccountId, credentials: Credentials) -> None:
        """Keep an account's credentials.

        Raises:
            AppError: the keyring is locked, or they are longer than it can hold.
        """
        match credentials:
            case DyteCredentials(organization, key, url):
                kept: _KeptDyte | _KeptRealtimeKit = _KeptDyte(organization, key, url)
            case RealtimeKitCredentials(cloudflare, app, token, url):
                kept = _KeptRealtimeKit(cloudflare, app, token, url)
        text = msgspec.json.encode(kept).decode()
        if len(text) > _LONGEST:
            raise AppError("These credentials are too long to be kept", "Check that only the key itself was pasted.")
        self._set(f"credentials {account}", text)

    def store_key(self, account: AccountId) -> bytes | None:
        """Return the key of an account's store, or None when it was never made.

        Raises:
            AppError: the keyring is locked, or what it holds is not a key.
        """
        kept = self._get(f"store key {account}")
        if kept is None:
            return None
        try:
            key = bytes.fromhex(kept)
        except ValueError:
            key = b""
        if len(key) != _KEY_BYTES:
            raise AppError(
                "The key of your saved meetings cannot be read from the keyring",
                "Nothing was changed. Ask your IT to restore the keyring of this PC.",
                details=f"{len(kept)} characters instead of {2 * _KEY_BYTES}",
            )
        return key

    def keep_store_key(self, account: AccountId, key: bytes) -> None:
        """Keep the key of an account's store."""
        self._set(f"store key {account}", key.hex())

    def ledger_end(self, account: AccountId) -> str | None:
        """Return where an account's ledger ends, or None when that was never kept.

        Raises:
            AppError: the keyring is locked.
        """
        return self._get(f"ledger end {account}")

    def keep_ledger_end(self, account: AccountId, text: str) -> None:
        """Keep where an account's ledger ends: no secret, but nothing that changes the store reaches it here.

        Raises:
            AppError: the keyring is locked.
        """
        self._set(f"ledger end {account}", text)

    def forget(self, account: AccountId) -> None:
        """Remove the credentials; the store's key stays, or the saved meetings would be lost for good."""
        from keyring.errors import PasswordDeleteError

        try:
            self._backend.delete_password(f"{_USER} credentials {account}", _USER)
        except PasswordDeleteError:
            log.debug("no credentials were kept")
        except Exception as error:
            raise _refused(error) from error

    # Backends are other people's programs: besides keyring's own errors, those of Windows (pywintypes.error) and of
    # D-Bus come through as they are.
    def _get(self, what: str) -> str | None:
        try:
            return self._backend.get_password(f"{_USER} {what}", _USER)
        except Exception as error:
            raise _refused(error) from error

    def _set(self, what: str, secret: str) -> None:
        try:
            self._backend.set_password(f"{_USER} {what}", _USER, secret)
        except Exception as error:
            raise _refused(error) from error


def open_secrets() -> KeyringSecrets | MemorySecrets:
    """Return the best place for secrets on this PC.

    Backends without protection of their own (``keyrings.alt`` writes plaintext and is chosen silently) are refused.
    """
    for candidate in _candidates():
        if _usable(candidate):
            return KeyringSecrets(candidate)
    log.info("no keyring on this PC: secrets last for this run only")
    return MemorySecrets()


def _candidates() -> list[KeyringBackend]:
    import keyring
    from keyring.backends import chainer

    try:
        backend = keyring.get_keyring()
        return list(backend.backends) if isinstance(backend, chainer.ChainerBackend) else [backend]
    except Exception as error:  # noqa: BLE001 - a broken backend must not keep anybody from working without one
        log.info("the keyring cannot be asked: %s", type(error).__name__)
        return []


def _usable(candidate: KeyringBackend) -> bool:
    try:
        return candidate.priority >= 1 and not type(candidate).__module__.startswith("keyrings.alt")
    except Exception as error:  # noqa: BLE001 - backends say so in their own ways when they cannot work here
        log.info("a keyring cannot be used: %s", type(error).__name__)
        return False


def _refused(error: Exception) -> AppError:
    return AppError(
        "The keyring of this PC did not open",
        "Unlock it (usually by signing in to the PC again), then try again. Nothing was changed.",
        retryable=True,
        details=f"{type(error).__module__}.{type(error).__qualname__}",
    )
