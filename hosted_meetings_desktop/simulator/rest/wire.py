"""Envelopes, errors and time stamps as the service writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import web

_ENCODER = msgspec.json.Encoder()


class Refusal(Exception):
    """A request the service refuses, in the envelope ``{success: false, error: {code, message}}``.

    Source: the schema GenericErrorResponse of both specs; ``message`` follows the forms seen from the service.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def response(self) -> web.Response:
        """Return the answer that tells it."""
        return reply({"success": False, "error": {"code": self.status, "message": self.message}}, status=self.status)


def bad_request(message: str) -> Refusal:
    """Return a refusal such as ``BAD_REQUEST: "name" is required``."""
    return Refusal(400, f"BAD_REQUEST: {message}")


def not_found(message: str) -> Refusal:
    """Return a refusal such as ``ResourceNotFound: No preset found with name group-call-host``."""
    return Refusal(404, f"ResourceNotFound: {message}")


def conflict(message: str) -> Refusal:
    """Return a refusal because something of the kind is already going on."""
    return Refusal(409, f"CONFLICT: {message}")


def reply(body: Any, *, status: int = 200) -> web.Response:
    """Return a JSON answer."""
    return web.Response(body=_ENCODER.encode(body), status=status, content_type="application/json")


def done(data: Any, *, status: int = 200, paging: dict[str, int] | None = None) -> web.Response:
    """Return ``{success: true, data, paging?}`` with paging at the top level if given."""
    body: dict[str, Any] = {"success": True, "data": data}
    if paging is not None:
        body["paging"] = paging
    return reply(body, status=status)


def stamp(moment: datetime) -> str:
    """Return a time as the service writes it: ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def stamp_or_none(moment: datetime | None) -> str | None:
    """Return a time as the service writes it, or null."""
    return None if moment is None else stamp(moment)


def without_unset(body: Any) -> dict[str, Any]:
    """Return a decoded body as plain values, only with the fields that were sent."""
    found = msgspec.to_builtins(body)
    if not isinstance(found, dict):
        raise TypeError("a body is an object")
    return found
