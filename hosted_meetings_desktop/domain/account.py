"""The clinic's account at the provider, and what signs us in to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hosted_meetings_desktop.domain.ids import AccountId

DYTE_URL = "https://api.dyte.io/v2"
REALTIMEKIT_URL = "https://api.cloudflare.com/client/v4"


class Provider(StrEnum):
    """Whose service runs the calls."""

    DYTE = "dyte"
    REALTIMEKIT = "realtimekit"


@dataclass(frozen=True, slots=True)
class DyteCredentials:
    """Dyte v2: HTTP Basic ``organization_id:api_key``."""

    organization_id: str
    api_key: str = field(repr=False)
    base_url: str = DYTE_URL


@dataclass(frozen=True, slots=True)
class RealtimeKitCredentials:
    """Cloudflare RealtimeKit: a Bearer API token, an account and one of its apps."""

    account_id: str
    app_id: str
    api_token: str = field(repr=False)
    base_url: str = REALTIMEKIT_URL


Credentials = DyteCredentials | RealtimeKitCredentials


@dataclass(frozen=True, slots=True)
class Embedded:
    """Where the embedded service runs the calls.

    Attributes:
        edge_url: Where the call page sends the SDK's traffic.
        media: Whether it can carry audio and video; it cannot without the extra ``practice``.
    """

    base_uri: str
    edge_url: str
    control_url: str
    media: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """A connected account.

    Attributes:
        practice: Whether this is the embedded service, with no real data.
    """

    id: AccountId
    provider: Provider
    label: str
    practice: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """What a successful "test connection" found out."""

    presets: tuple[str, ...]
    meetings: int | None
    milliseconds: int
