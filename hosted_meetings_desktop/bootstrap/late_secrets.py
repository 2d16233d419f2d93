"""The keyring, opened when it is first asked: its import and its first answer take their time."""

from __future__ import annotations

import threading

from hosted_meetings_desktop.domain.account import Credentials
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.ports import Secrets


class LateSecrets:
    """Implements ``domain.ports.Secrets``; may be asked from any thread."""

    def __init__(self) -> None:
        self._opened: Secrets | None = None
        self._lock = threading.Lock()

    @property
    def lasting(self) -> bool:
        """Whether secrets outlive this run."""
        return self._keyring().lasting

    def credentials(self, account: AccountId) -> Credentials | None:
        """Return an account's credentials."""
        return self._keyring().credentials(account)

    def keep_credentials(self, account: AccountId, credentials: Credentials) -> None:
        """Keep an account's credentials."""
        self._keyring().keep_credentials(account, credentials)

    def store_key(self, account: AccountId) -> bytes | None:
        """Return the key of an account's store."""
        return self._keyring().store_key(account)

    def keep_store_key(self, account: AccountId, key: bytes) -> None:
        """Keep the key of an account's store."""
        self._keyring().keep_store_key(account, key)

    def ledger_end(self, account: AccountId) -> str | None:
        """Return where an account's ledger ends."""
        return self._keyring().ledger_end(account)

    def keep_ledger_end(self, account: AccountId, text: str) -> None:
        """Keep where an account's ledger ends."""
        self._keyring().keep_ledger_end(account, text)

    def forget(self, account: AccountId) -> None:
        """Remove an account's credentials."""
        self._keyring().forget(account)

    def _keyring(self) -> Secrets:
        with self._lock:
            if self._opened is None:
                from hosted_meetings_desktop.identity.secrets import open_secrets

                self._opened = open_secrets()
            return self._opened
