"""Connecting keeps credentials that work, and only those."""

from __future__ import annotations

import threading

import pytest

from hosted_meetings_desktop.domain.account import (
    Account,
    ConnectionCheck,
    Credentials,
    DyteCredentials,
    RealtimeKitCredentials,
)
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused, InputProblem
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.identity.secrets import MemorySecrets
from hosted_meetings_desktop.services.accounts import AccountService, account_for

pytestmark = pytest.mark.anyio

DYTE = DyteCredentials("org", "key")


class Client:
    def __init__(self, error: AppError | None) -> None:
        self.error = error
        self.closed = False

    async def check(self) -> ConnectionCheck:
        if self.error is not None:
            raise self.error
        return ConnectionCheck(("group_call_host",), 3, 40)

    async def aclose(self) -> None:
        self.closed = True


class Secrets(MemorySecrets):
    """A keyring that remembers in which threads it was asked."""

    def __init__(self, *, lasting: bool) -> None:
        super().__init__()
        self._lasting = lasting
        self.threads: list[str] = []

    @property
    def lasting(self) -> bool:
        self.threads.append(threading.current_thread().name)
        return self._lasting

    def keep_credentials(self, account: AccountId, credentials: Credentials) -> None:
        self.threads.append(threading.current_thread().name)
        super().keep_credentials(account, credentials)

    def forget(self, account: AccountId) -> None:
        self.threads.append(threading.current_thread().name)
        super().forget(account)


class Desk:
    """An account service whose client is at hand."""

    def __init__(self, error: AppError | None = None, *, lasting: bool = True) -> None:
        self.client = Client(error)
        self.secrets = Secrets(lasting=lasting)
        self.remembered: list[Account | None] = []
        self.service = AccountService(self._connect, self.secrets, self.remembered.append)  # type: ignore[arg-type]

    def _connect(self, _credentials: Credentials) -> Client:
        return self.client


async def test_connecting_keeps_and_remembers() -> None:
    desk = Desk()
    account = await desk.service.connect(DYTE, " Riverside clinic ")
    assert account.label == "Riverside clinic"
    assert desk.secrets.credentials(account.id) == DYTE
    assert desk.remembered == [account]
    assert desk.client.closed


async def test_what_does_not_outlive_this_run_is_not_remembered() -> None:
    desk = Desk(lasting=False)
    account = await desk.service.connect(DYTE, "Clinic")
    assert desk.secrets.credentials(account.id) == DYTE
    assert desk.remembered == []
    assert not await desk.service.keeps_secrets()
    assert await Desk().service.keeps_secrets()


async def test_the_keyring_is_never_asked_on_the_loop() -> None:
    desk = Desk()
    account = await desk.service.connect(DYTE, "Clinic")
    await desk.service.keeps_secrets()
    service = AccountService(desk._connect, desk.secrets, desk.remembered.append, account)  # type: ignore[arg-type]
    await service.sign_out()
    assert len(desk.secrets.threads) == 4
    assert threading.current_thread().name not in desk.secrets.threads


async def test_what_does_not_work_is_not_kept() -> None:
    desk = Desk(CredentialsRefused())
    with pytest.raises(CredentialsRefused):
        await desk.service.connect(DYTE, "")
    assert desk.remembered == []
    assert desk.secrets.credentials(account_for(DYTE, "").id) is None
    assert desk.client.closed


@pytest.mark.parametrize(
    ("credentials", "field"),
    [
        (DyteCredentials("", "key"), "organization_id"),
        (DyteCredentials("org", " "), "api_key"),
        (RealtimeKitCredentials("a", "", "t"), "app_id"),
    ],
)
async def test_what_is_missing_is_named(credentials: Credentials, field: str) -> None:
    with pytest.raises(InputProblem) as told:
        await Desk().service.check(credentials)
    assert told.value.field == field


async def test_signing_out() -> None:
    desk = Desk()
    account = await desk.service.connect(DYTE, "Clinic")
    service = AccountService(desk._connect, desk.secrets, desk.remembered.append, account, desk.client)  # type: ignore[arg-type]
    assert (await service.check_current()).meetings == 3
    await service.sign_out()
    assert desk.secrets.credentials(account.id) is None
    assert desk.remembered[-1] is None


async def test_the_same_tenancy_is_the_same_account() -> None:
    assert account_for(DYTE, "A").id == account_for(DyteCredentials("org", "another key"), "B").id
    assert account_for(DYTE, "A").id != account_for(RealtimeKitCredentials("org", "app", "t"), "A").id
