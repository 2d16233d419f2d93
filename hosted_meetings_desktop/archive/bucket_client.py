"""Talks S3 to a clinic's bucket: opens the client as a clinic's network needs it and tells what a failure means."""

from __future__ import annotations

import contextlib
import functools
import logging
import ssl
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hosted_meetings_desktop.domain.vault import Bucket, Missing, VaultProblem, VaultTrouble
from hosted_meetings_desktop.support.trust import distrusted, failure_words, is_this_pc

if TYPE_CHECKING:
    from botocore.httpsession import URLLib3Session

_ONE_AT_A_TIME = threading.Lock()
"""botocore makes clients in one thread at a time only."""

_AWAY = "What is in it is safe, and what was downloaded so far is kept. The app tries again by itself."
_REFUSED = frozenset(
    {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "AllAccessDisabled", "403", "401"}
)
_GONE = frozenset({"NoSuchKey", "NotFound", "404"})
_AMISS = (
    "The archive's bucket is not there",
    "Check its name, its region and the address of its service in Settings.",
)
_TOLD: tuple[tuple[frozenset[str], VaultTrouble, str, str], ...] = (
    (
        frozenset({"NoSuchBucket", "InvalidBucketName", "AuthorizationHeaderMalformed", "PermanentRedirect", "301"}),
        VaultTrouble.AWAY,
        *_AMISS,
    ),
    (
        frozenset({"PreconditionFailed", "412"}),
        VaultTrouble.AWAY,
        "This file was replaced in the bucket while it was read",
        "Nothing of it was taken over. Open it again.",
    ),
    (
        frozenset({"RequestTimeTooSkewed", "RequestExpired"}),
        VaultTrouble.REFUSED,
        "The bucket does not accept the time of this PC",
        "Set this PC's clock; it may be a few minutes off at most. Nothing was changed.",
    ),
    (
        frozenset({"InvalidObjectState"}),
        VaultTrouble.AWAY,
        "The bucket has put this file into cold storage",
        "It is safe there. Ask who looks after the bucket to bring it back, then try again.",
    ),
    (
        frozenset({"QuotaExceeded", "XMinioStorageFull", "EntityTooLarge", "InsufficientStorage", "507"}),
        VaultTrouble.FULL,
        "There is no room left in the archive's bucket",
        f"Give it more room, or choose another place for the archive. {_AWAY}",
    ),
)
"""What a code or a status means, before what all others of its status mean."""


def open_client(bucket: Bucket) -> Any:
    """Return botocore's S3 client; nothing is sent yet. Slow at first use (its import).

    It trusts whom this PC trusts (the clinic's own authorities included), and reads no settings of other programs.

    Raises:
        VaultProblem: there cannot be such a service, or it is not asked over TLS; only this PC itself may be.
    """
    from botocore.exceptions import BotoCoreError

    try:
        return _client_of(bucket)
    except (BotoCoreError, ValueError) as error:
        raise _no_address(failure_words(error)) from error


def _client_of(bucket: Bucket) -> Any:
    from botocore.config import Config

    # At DEBUG botocore logs headers with signatures, urllib3 at WARNING the paths of what it tries again.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    address = urlsplit(bucket.endpoint)
    host = address.hostname or ""
    if bucket.endpoint and address.scheme.lower() != "https" and not is_this_pc(host):
        raise _no_address("not over TLS")
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if bucket.path_style else "virtual"},
        retries={"mode": "standard", "max_attempts": 4},
        connect_timeout=10,
        read_timeout=60,
        proxies={} if is_this_pc(host) else None,
        # Checksums of AWS's own that other services refuse; what arrived is compared by us.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        ignore_configured_endpoint_urls=True,
    )
    with _ONE_AT_A_TIME:
        client = _session().create_client(
            "s3",
            region_name=bucket.region or "us-east-1",
            endpoint_url=bucket.endpoint or None,
            aws_access_key_id=bucket.access_key,
            aws_secret_access_key=bucket.secret,
            config=config,
        )
    if client.meta.endpoint_url.lower().startswith("https:"):
        client.meta.events.register("before-send.s3", _Sender(_trusting_session(config, client.meta.endpoint_url)))
    return client


@functools.cache
def _session() -> Any:
    """Return what clients are made of: it reads the description of S3 once, which takes longer than all the rest."""
    import botocore.session

    nothing = (None, None, None, None)
    return botocore.session.Session(session_vars={"profile": nothing, "config_file": nothing})


def _trusting_session(config: Any, url: str) -> URLLib3Session:
    """Return what sends requests with the PC's own trust; botocore by itself knows only files of certificates."""
    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    class TrustingSession(URLLib3Session):  # type: ignore[misc] # botocore has no types
        """Sends what botocore signed."""

        def _get_ssl_context(self) -> ssl.SSLContext:
            import truststore

            return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

        def _setup_ssl_cert(self, conn: Any, _url: str, _verify: Any) -> None:
            conn.cert_reqs, conn.ca_certs = "CERT_REQUIRED", None

    return TrustingSession(
        proxies=get_environ_proxies(url) if config.proxies is None else config.proxies,
        timeout=(config.connect_timeout, config.read_timeout),
        max_pool_connections=4,
    )


class _Sender:
    """Answers botocore's question whether somebody else sends a request; it takes over failures as its own."""

    def __init__(self, session: URLLib3Session) -> None:
        self._session = session

    def __call__(self, request: Any, **_rest: Any) -> Any:
        return self._session.send(request)


@contextlib.contextmanager
def bucket_told() -> Iterator[None]:
    """Turn what the service or the network says into ``VaultProblem`` or ``Missing``."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError, SSLError
    from botocore.parsers import ResponseParserError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        raise _explained(error) from error
    except ParamValidationError as error:
        raise VaultProblem(VaultTrouble.AWAY, *_AMISS, details="bucket: a name that cannot be") from error
    except (ResponseParserError, KeyError) as error:  # a sign-in page of the network, or none that speaks S3
        raise VaultProblem(
            VaultTrouble.AWAY,
            "What answers for the archive's bucket is none",
            f"Check the address of the service, and whether this network asks to sign in first. {_AWAY}",
            details=f"bucket: {type(error).__name__}",
        ) from error
    # urllib3's own: botocore takes over only some of what can break a body off.
    except (BotoCoreError, HTTPError) as error:
        unsafe = distrusted(error) or isinstance(error, SSLError)
        title = "The bucket's service cannot be trusted" if unsafe else "The archive's bucket cannot be reached"
        advice = (
            "The certificate that answered is not trusted by this PC. If the clinic's network inspects encrypted "
            f"traffic, ask IT to install its certificate on this PC. {_AWAY}"
            if unsafe
            else f"Check the connection. {_AWAY}"
        )
        details = f"bucket: {failure_words(error)}"
        raise VaultProblem(VaultTrouble.AWAY, title, advice, details=details) from error


def _explained(error: Any) -> VaultProblem | Missing:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    # Whoever answers chose the code: it goes into logs, and not whatever it may be.
    details = f"bucket: {status} {''.join(filter(str.isalnum, code))[:40]}"
    for codes, trouble, title, advice in _TOLD:
        if {code, status} & codes:
            return VaultProblem(trouble, title, advice, details=details)
    if {code, status} & _GONE:
        return Missing()
    if {code, status} & _REFUSED:
        return VaultProblem(
            VaultTrouble.REFUSED,
            "The bucket refused the access key",
            "Check the access key and what it may do: list, read, write and delete. Nothing was changed.",
            details=details,
        )
    return VaultProblem(
        VaultTrouble.AWAY, "The archive's bucket does not do what it is asked", _AWAY, details=details
    )


def _no_address(details: str) -> VaultProblem:
    return VaultProblem(
        VaultTrouble.AWAY,
        "The address of the bucket's service cannot be used",
        "It begins with https://. Check it and the region in Settings. Nothing was sent.",
        details=f"bucket: {details}",
    )
