"""Secrets come back from a keyring, are gone after signing out, and are never kept in the clear."""

from __future__ import annotations

from collections.abc import Callable

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from hosted_meetings_desktop.domain.account import Credentials, DyteCredentials, RealtimeKitCredentials
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.identity.secrets import (
    KeyringSecrets,
    MemorySecrets,
    _KeptDyte,
    _KeptRealtimeKit,
    open_secrets,
)

ACCOUNT = AccountId("a1")
DYTE = DyteCredentials("org", "key-12345678", "http://127.0.0.1/v2")
KIT = RealtimeKitCredentials("acc", "app", "token-12345678")


class Ring(KeyringBackend):
    """A keyring with Windows' limit."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.broken: Exception | None = None

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked
        if self.broken is not None:
            raise self.broken

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        assert len(password) <= 1280
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class Plaintext(Ring):
    __module__ = "keyrings.alt.file"


@pytest.mark.parametrize("credentials", [DYTE, KIT])
def test_credentials_come_back(credentials: Credentials) -> None:
    secrets = KeyringSecrets(Ring())
    assert secrets.credentials(ACCOUNT) is None
    secrets.keep_credentials(ACCOUNT, credentials)
    assert secrets.credentials(ACCOUNT) == credentials
    assert secrets.lasting


def test_each_entry_has_a_service_name_of_its_own() -> None:
    ring = Ring()
    secrets = KeyringSecrets(ring)
    for account in (ACCOUNT, AccountId("a2")):
        secrets.keep_credentials(account, DYTE)
        secrets.keep_store_key(account, bytes(32))
    assert len({service for service, _user in ring.kept}) == 4


def test_signing_out_removes_the_credentials_and_keeps_the_stores_key() -> None:
    secrets = KeyringSecrets(Ring())
    secrets.keep_credentials(ACCOUNT, DYTE)
    secrets.keep_store_key(ACCOUNT, bytes(range(32)))
    secrets.forget(ACCOUNT)
    secrets.forget(ACCOUNT)
    assert secrets.credentials(ACCOUNT) is None
    assert secrets.store_key(ACCOUNT) == bytes(range(32))


def test_a_locked_keyring_is_explained() -> None:
    ring = Ring()
    ring.locked = True
    with pytest.raises(AppError, match="did not open") as told:
        KeyringSecrets(ring).credentials(ACCOUNT)
    assert told.value.retryable


class ForeignError(Exception):
    """As Windows' and D-Bus' own: not keyring's."""


@pytest.mark.parametrize(
    "ask",
    [
        lambda secrets: secrets.credentials(ACCOUNT),
        lambda secrets: secrets.keep_credentials(ACCOUNT, DYTE),
        lambda secrets: secrets.store_key(ACCOUNT),
        lambda secrets: secrets.keep_store_key(ACCOUNT, bytes(32)),
        lambda secrets: secrets.forget(ACCOUNT),
    ],
)
def test_what_a_backend_says_in_its_own_way_is_explained(ask: Callable[[KeyringSecrets], object]) -> None:
    ring = Ring()
    ring.broken = ForeignError(1312, "CredWrite", "key-12345678")
    with pytest.raises(AppError, match="did not open") as told:
        ask(KeyringSecrets(ring))
    assert "ForeignError" in told.value.details
    assert "12345678" not in told.value.details


@pytest.mark.parametrize("kept", ["", "00", "00" * 31, "00" * 33, "zz" * 32])
def test_a_truncated_key_is_explained(kept: str) -> None:
    ring = Ring()
    secrets = KeyringSecrets(ring)
    secrets.keep_store_key(ACCOUNT, bytes(32))
    ring.kept = dict.fromkeys(ring.kept, kept)
    with pytest.raises(AppError, match="cannot be read from the keyring") as told:
        secrets.store_key(ACCOUNT)
    assert "Nothing was changed" in told.value.advice


def test_damaged_entries_are_explained() -> None:
    ring = Ring()
    secrets = KeyringSecrets(ring)
    secrets.keep_credentials(ACCOUNT, DYTE)
    secrets.keep_store_key(ACCOUNT, bytes(32))
    ring.kept = dict.fromkeys(ring.kept, "{")
    with pytest.raises(AppError, match="sign-in cannot be read"):
        secrets.credentials(ACCOUNT)
    with pytest.raises(AppError, match="cannot be read from the keyring"):
        secrets.store_key(ACCOUNT)


def test_a_pasted_page_is_not_a_key() -> None:
    with pytest.raises(AppError, match="too long"):
        KeyringSecrets(Ring()).keep_credentials(ACCOUNT, DyteCredentials("org", "x" * 2000))


def test_plaintext_and_missing_keyrings_mean_this_run_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", Plaintext)
    assert isinstance(open_secrets(), MemorySecrets)
    monkeypatch.setattr(keyring, "get_keyring", Ring)
    assert isinstance(open_secrets(), KeyringSecrets)


class Unhappy(Ring):
    @property
    def priority(self) -> float:  # type: ignore[override]
        raise RuntimeError("no session bus")


def test_a_backend_that_cannot_even_say_so_means_this_run_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", Unhappy)
    assert isinstance(open_secrets(), MemorySecrets)

    def broken() -> KeyringBackend:
        raise ForeignError

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert isinstance(open_secrets(), MemorySecrets)


def test_memory_forgets_at_the_end() -> None:
    secrets = MemorySecrets()
    secrets.keep_credentials(ACCOUNT, KIT)
    secrets.keep_store_key(ACCOUNT, bytes(32))
    assert (secrets.credentials(ACCOUNT), secrets.store_key(ACCOUNT), secrets.lasting) == (KIT, bytes(32), False)
    secrets.forget(ACCOUNT)
    assert secrets.credentials(ACCOUNT) is None


def test_no_secret_shows_in_a_repr() -> None:
    kept = (_KeptDyte("org", "key-12345678", ""), _KeptRealtimeKit("acc", "app", "token-12345678", ""))
    for one in (DYTE, KIT, *kept):
        assert "12345678" not in repr(one)
    assert [one.__rich_repr__() for one in kept] == [[], []]
