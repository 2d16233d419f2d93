"""Opens HTTP clients the way a clinic's network needs them, and tells what a failed connection means."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused, Intercepted, Unreachable
from hosted_meetings_desktop.support.trust import distrusted, failure_words, is_this_pc, trusted_context

if TYPE_CHECKING:
    import httpx

PROXY_ADVICE = "A proxy of this network asks for a sign-in of its own. Ask IT to let this app through."
PORTAL_ADVICE = (
    "A sign-in page of the network answered instead of the video service. "
    "Open a web browser, sign in to the network, and try again."
)
FILTER_ADVICE = "A web filter or proxy of this network seems to block the video service. Ask IT to let it through."
ADDRESS_ADVICE = "The service's address in Settings, Account cannot be used. Check it."
_TLS_ADVICE = (
    "The connection is not safe: the certificate that answered is not trusted by this PC. "
    "If the clinic's network inspects encrypted traffic, ask IT to install its certificate on this PC."
)
_PROXY_SETTING_ADVICE = "The proxy set up on this PC cannot be used. Ask IT to check the proxy settings."


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this PC itself."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return is_this_pc(host)


def open_client(
    url: str, *, headers: Mapping[str, str | bytes], timeout: httpx.Timeout | float, follow_redirects: bool = False
) -> httpx.AsyncClient:
    """Return a keep-alive HTTP/1.1 client for the host of ``url``. Slow at first use: call it in a thread.

    Raises:
        Unreachable: The PC's proxy settings cannot be used.
    """
    import httpx

    # httpx logs every URL at INFO, and a presigned link is a secret; httpcore logs headers at DEBUG.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    plain = url.lower().startswith("http:")
    try:
        return httpx.AsyncClient(
            headers=[(name.encode(), _encoded(value)) for name, value in headers.items()],
            timeout=timeout,
            follow_redirects=follow_redirects,
            # A plain address needs no authorities; an empty context trusts nobody should it be redirected to TLS.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else trusted_context(),
            # The embedded service on this PC is never behind the clinic's proxy.
            trust_env=not is_loopback(url),
            # Below what front doors keep idle connections for, so that a deed rarely meets a closing one.
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=10, keepalive_expiry=20),
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        # A SOCKS proxy needs a package of its own, and a proxy's address can be anything.
        raise Unreachable(_PROXY_SETTING_ADVICE, details=type(error).__name__) from error


def _encoded(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def never_sent(error: Exception) -> AppError | None:
    """Return what to tell when a request surely never left this PC, None when it may have."""
    import httpx

    details = failure_words(error)
    match error:
        case httpx.ConnectError() if distrusted(error):
            return Unreachable(_TLS_ADVICE, details=details)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Unreachable(details=details)
        case httpx.ProxyError():
            return Intercepted(PROXY_ADVICE, details=details) if "407" in str(error) else Unreachable(details=details)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return Unreachable(ADDRESS_ADVICE, details=details)
        case httpx.LocalProtocolError():
            # The one thing in a request that a person typed and HTTP may be unable to carry is the key.
            return CredentialsRefused(details="the key holds characters that cannot be sent")
        case _:
            return None


def may_pass_soon(error: Exception) -> bool:
    """Tell whether sending the same again in a moment may work, for a request that never left."""
    import httpx

    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout) and not distrusted(error)
