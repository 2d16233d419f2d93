"""Turns an HTTP answer that is no success into the error a person can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from hosted_meetings_desktop.domain.errors import (
    AppError,
    Busy,
    CredentialsRefused,
    Intercepted,
    NotFound,
    Refused,
    ServiceFault,
    StrangeAnswer,
)
from hosted_meetings_desktop.dyte.connections import FILTER_ADVICE, PORTAL_ADVICE, PROXY_ADVICE
from hosted_meetings_desktop.support.redaction import redact

RETRY_AFTER = 4.0
"""Seconds Dyte asks for when it limits (FACTS section 2); used where the answer names none."""
_LONGEST_MESSAGE = 300
_NO_REASON = "It gave no reason."
_WRONG_ADDRESS_ADVICE = (
    "A web page answered instead of the video service. Check the service's address in Settings, Account, "
    "and whether the network wants you to sign in first."
)
_REDIRECT_ADVICE = (
    "The network sent the request somewhere else, as sign-in pages do. "
    "Open a web browser, sign in to the network, and try again."
)
# Cloudflare's own front door says 400 to a token it cannot even parse, under these codes.
_SIGN_IN_CODES = frozenset({6003, 6111, 9106, 9109, 10000, 10001})

_PREFIX = re.compile(r"^[A-Za-z_]+:\s+")  # BAD_REQUEST: …, ResourceNotFound: …
_FIELD = re.compile(r'"([\w.\[\]-]+)" (?:is|must|fails|contains|length|with|should)\b')
_THING = re.compile(r"\bNo (\w+) found\b")


def is_web_page(headers: Mapping[str, str], body: bytes) -> bool:
    """Tell whether an answer is a page for people."""
    return "html" in headers.get("content-type", "").lower() or body.lstrip()[:1] == b"<"


def failure(status: int, headers: Mapping[str, str], body: bytes, *, place: str) -> AppError | None:
    """Return the error for an answer, None when it is a success that looks like JSON (or is empty).

    Args:
        status: HTTP status.
        headers: Looked up by lower-case names.
        body: The whole body.
        place: ``METHOD /path`` for the details; no query.
    """
    details = f"{place}: {status}"
    if 200 <= status < 300:
        return _not_json(headers, body, details)
    if status == 429:
        return Busy(retry_after(headers), details=details)
    strange = _somebody_else(status, headers, body)
    if strange is not None:
        return Intercepted(strange, details=details)
    code, message = said(body)
    if message:
        details = f"{details} {message}"
    return _by_status(status, code, message, details)


def _not_json(headers: Mapping[str, str], body: bytes, details: str) -> AppError | None:
    start = body.lstrip()[:1]
    if not start or start in b"{[":
        return None
    if is_web_page(headers, body):
        return Intercepted(PORTAL_ADVICE, details=f"{details} with a web page")
    return StrangeAnswer(details=f"{details} with something that is not JSON")


def _somebody_else(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return the advice when the answer is not the provider's, but something's on the way."""
    if status == 407:
        return PROXY_ADVICE
    if status == 511:
        return PORTAL_ADVICE
    if status < 400:
        return _REDIRECT_ADVICE
    if status >= 500 or status == 401 or not is_web_page(headers, body):
        return None
    return FILTER_ADVICE if status in {403, 451} else _WRONG_ADDRESS_ADVICE


def _by_status(status: int, code: int | None, message: str, details: str) -> AppError:
    if status in {401, 403} or (status == 400 and code in _SIGN_IN_CODES):
        return CredentialsRefused(details=details)
    if status == 404:
        thing = _THING.search(message)
        return NotFound(f"The {thing[1].lower()}" if thing else "This", details=details)
    if status >= 500 or status == 408:
        return ServiceFault(details=details)
    return refused(message, details)


def not_a_success(body: bytes, *, place: str) -> AppError:
    """Return the error for ``{success: false}`` that came with a status of success."""
    code, message = said(body)
    status = code if code is not None and 400 <= code < 600 else 400
    return _by_status(status, code, message, f"{place}: success false {message}".rstrip())


def refused(message: str, details: str) -> Refused:
    """Return a refusal from the provider's own words, such as ``BAD_REQUEST: "name" is required``."""
    field = _FIELD.search(message)
    return Refused(_PREFIX.sub("", message) or _NO_REASON, field=field[1] if field else None, details=details)


def retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds an answer asks to wait, given as a number or as a date (RFC 9110 section 10.2.3)."""
    given = headers.get("retry-after", "").strip()
    if given.isdecimal():
        return float(given[:9])
    try:
        when = parsedate_to_datetime(given)
    except ValueError:
        return RETRY_AFTER
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def said(body: bytes) -> tuple[int | None, str]:
    """Return code and message of an error body, in whichever envelope; None and empty when it says nothing.

    Envelopes: Dyte's ``{success, error: {code, message}}`` and bare ``{message}``, Cloudflare's
    ``{errors: [{code, message}]}`` (FACTS sections 1 and 2).
    """
    try:
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None, ""
    for candidate in _candidates(found):
        code, message = candidate.get("code"), candidate.get("message")
        if isinstance(message, str) and message.strip():
            return code if type(code) is int else None, redact(message.strip()[:_LONGEST_MESSAGE])
    return None, ""


def _candidates(found: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(found, dict):
        return
    error, errors = found.get("error"), found.get("errors")
    if isinstance(error, dict):
        yield error
    if isinstance(error, str):
        yield {"message": error}
    if isinstance(errors, list):
        yield from (each for each in errors if isinstance(each, dict))
    yield found
