"""The account: test credentials, connect, sign out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

import anyio

from hosted_meetings_desktop.domain.account import (
    Account,
    ConnectionCheck,
    Credentials,
    DyteCredentials,
    Provider,
    RealtimeKitCredentials,
)
from hosted_meetings_desktop.domain.errors import CredentialsRefused, InputProblem
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.ports import Connector, Secrets, VideoService


@dataclass(frozen=True, slots=True)
class AccountService:
    """Connects the clinic's account. The keyring may take its time, so it is asked in threads of its own.

    Attributes:
        remember: Keeps which account this PC uses (None: none); no secret in it. Called in a thread of its own.
        service: The client of the account in use.
    """

    connector: Connector
    secrets: Secrets
    remember: Callable[[Account | None], None]
    current: Account | None = None
    service: VideoService | None = None

    async def keeps_secrets(self) -> bool:
        """Return whether the credentials outlive this run; without a keyring they do not."""
        return await anyio.to_thread.run_sync(lambda: self.secrets.lasting, abandon_on_cancel=True)

    async def check(self, credentials: Credentials) -> ConnectionCheck:
        """Prove that credentials work.

        Raises:
            AppError: what stands in the way.
        """
        _complete(credentials)
        client = self.connector(credentials)
        try:
            return await client.check()
        finally:
            await client.aclose()

    async def check_current(self) -> ConnectionCheck:
        """Prove that the credentials in use still work.

        Raises:
            AppError: what stands in the way.
        """
        if self.service is None:
            raise CredentialsRefused(details="no account is connected")
        return await self.service.check()

    async def connect(self, credentials: Credentials, label: str) -> Account:
        """Keep credentials that work, and make the account this PC's if they outlive this run.

        Raises:
            AppError: they do not work, or the keyring refused them.
        """
        await self.check(credentials)
        account = account_for(credentials, label)
        await anyio.to_thread.run_sync(self._keep, account, credentials)
        return account

    def _keep(self, account: Account, credentials: Credentials) -> None:
        self.secrets.keep_credentials(account.id, credentials)
        if self.secrets.lasting:  # else the next start would open an account that it has no credentials for
            self.remember(account)

    async def sign_out(self) -> None:
        """Remove the credentials from this PC; the account's store stays, locked with its own key.

        Raises:
            AppError: the keyring did not open; nothing was changed.
        """
        await anyio.to_thread.run_sync(self._forget)

    def _forget(self) -> None:
        if self.current is not None:
            self.secrets.forget(self.current.id)
        self.remember(None)


def account_for(credentials: Credentials, label: str) -> Account:
    """Return the account that credentials belong to; the same tenancy always gets the same id."""
    match credentials:
        case DyteCredentials(organization_id=organization):
            provider, tenancy = Provider.DYTE, organization
        case RealtimeKitCredentials(account_id=cloudflare, app_id=app):
            provider, tenancy = Provider.REALTIMEKIT, f"{cloudflare}/{app}"
    account_id = AccountId(str(uuid5(NAMESPACE_URL, f"{provider}:{tenancy}")))
    return Account(account_id, provider, label.strip() or provider.title())


def _complete(credentials: Credentials) -> None:
    wanted = {
        DyteCredentials: (("organization_id", "organization id"), ("api_key", "API key")),
        RealtimeKitCredentials: (("account_id", "account id"), ("app_id", "app id"), ("api_token", "API token")),
    }[type(credentials)]
    for field, name in wanted:
        if not str(getattr(credentials, field)).strip():
            raise InputProblem(field, f"Enter the {name}")
