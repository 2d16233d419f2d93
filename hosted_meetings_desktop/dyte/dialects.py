"""How the two dialects of the provider's API differ, as data: the calls ask here and know nothing else of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import quote

from hosted_meetings_desktop.domain.account import Credentials, DyteCredentials, Provider


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect; FACTS sections 1 and 2 say where each difference is documented.

    Where only the *place* of something in an answer differs (``paging`` at the top or in ``data``, the session in
    ``data.session`` or in ``data``) every place is tried whatever the dialect: the documents contradict each other.

    Attributes:
        prefix: Below the base URL, with ``{account_id}`` and ``{app_id}`` where the dialect has them.
        bearer: ``Authorization: Bearer <token>``; otherwise Basic ``organization:key``.
        regions: Meetings have ``preferred_region``.
        tracks: The voices of some people can be recorded alone.
        permissions_required: A new preset must have ``permissions``, if only an empty object.
        newest_first: The word for descending order, livestreams aside.
        oldest_first: The word for ascending order.
        newest_livestreams_first: The word for descending order of livestreams.
    """

    provider: Provider
    prefix: str
    bearer: bool
    regions: bool
    permissions_required: bool
    tracks: bool
    newest_first: str = "DESC"
    oldest_first: str = "ASC"
    newest_livestreams_first: str = "DSC"


DYTE = Dialect(
    provider=Provider.DYTE, prefix="", bearer=False, regions=True, permissions_required=False, tracks=False
)

REALTIMEKIT = Dialect(
    provider=Provider.REALTIMEKIT,
    prefix="/accounts/{account_id}/realtime/kit/{app_id}",
    bearer=True,
    regions=False,
    permissions_required=True,
    tracks=True,
)


@dataclass(frozen=True, slots=True, repr=False)
class Access:
    """What the transport needs of an account; never shown, as it holds secrets."""

    dialect: Dialect
    root: str
    authorization: str
    secrets: tuple[str, ...]


def access(credentials: Credentials) -> Access:
    """Return how to reach an account: the URL that all paths start at, and the header that opens it."""
    base_url = credentials.base_url.strip().rstrip("/")
    if isinstance(credentials, DyteCredentials):
        key = credentials.api_key.strip()
        pair = f"{credentials.organization_id.strip()}:{key}".encode()
        return Access(DYTE, base_url, f"Basic {base64.b64encode(pair).decode()}", (key,))
    prefix = REALTIMEKIT.prefix.format(
        account_id=quote(credentials.account_id.strip(), safe=""), app_id=quote(credentials.app_id.strip(), safe="")
    )
    token = credentials.api_token.strip()
    return Access(REALTIMEKIT, base_url + prefix, f"Bearer {token}", (token,))
