"""The account: test credentials, connect, sign out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

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
    """Connects the clinic's account.

    Attributes:
        remember: Keeps which account this PC uses (None: none); no secret in it.
        service: The client of the account in use.
    """

    connector: Connector
    secrets: Secrets
    remember: Callable[[Account | None], None]
    current: Account | None = None
    service: VideoService | None = None

    @property
    def secrets_lasting(self) -> bool:
        """Whether the credentials outlive this run."""
        return self.secrets.lasting

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
        """Keep credentials that work, and make the account this PC's.

        Raises:
            AppError: they do not work, or the keyring refused them.
        """
        await self.check(credentials)
        account = account_for(credentials, label)
        self.secrets.keep_credentials(account.id, credentials)
        self.remember(account)
        return account

    async def sign_out(self) -> None:
        """Remove the credentials from this PC; the account's store stays, locked with its own key."""
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
