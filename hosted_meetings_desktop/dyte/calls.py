"""The few forms that every call of the API has: read one, read a page, do something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote

import msgspec

from hosted_meetings_desktop.domain.errors import AnswerLost, NotFound, StrangeAnswer
from hosted_meetings_desktop.domain.room import RemotePage
from hosted_meetings_desktop.dyte import answers, wire
from hosted_meetings_desktop.dyte.dialects import Dialect
from hosted_meetings_desktop.dyte.transport import Transport
from hosted_meetings_desktop.dyte.wire_bodies import Body, encoded

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")

_SHAPE_ADVICE = "The service may have changed. If this stays, tell IT; an update of this app may be needed."


def at(*parts: str) -> str:
    """Return the path of a resource, such as ``/meetings/<id>/participants``.

    Raises:
        NotFound: A part is empty or would lead somewhere else.
    """
    if any(part in {"", ".", ".."} for part in parts):
        raise NotFound(details="an id is empty")
    return "".join(f"/{quote(part, safe='', errors='replace')}" for part in parts)


class Calls:
    """What the subjects' calls are made with.

    Args:
        transport: Sends requests to the account.
        dialect: What the account speaks.
    """

    def __init__(self, transport: Transport, dialect: Dialect) -> None:
        self._transport = transport
        self._dialect = dialect

    async def _read(self, path: str, kind: type[S], convert: Callable[[S], T], *keys: str) -> T:
        """Read one object, looked for in ``data`` below ``keys`` and in ``data`` itself."""
        place = f"GET {path}"
        body = await self._transport.read(path)
        try:
            return convert(wire.record(data_of(body, place), kind, *keys))
        except wire.Unreadable as error:
            raise StrangeAnswer(_SHAPE_ADVICE, details=f"{place}: {error}") from error

    async def _read_if_any(self, path: str, kind: type[S], convert: Callable[[S], T]) -> T | None:
        """Read one object that need not exist: 404 and an empty ``data`` both say that it does not."""
        place = f"GET {path}"
        try:
            body = await self._transport.read(path)
            data = data_of(body, place)
            return convert(wire.record(data, kind)) if data else None
        except NotFound:
            return None
        except wire.Unreadable as error:
            raise StrangeAnswer(_SHAPE_ADVICE, details=f"{place}: {error}") from error

    async def _read_page(
        self, path: str, reader: wire.Reader[T], *, page: int, per_page: int, query: dict[str, str] | None = None
    ) -> RemotePage[T]:
        """Read one page of a list. ``paging`` is found wherever it sits (FACTS section 2)."""
        wanted = {"page_no": str(page), "per_page": str(per_page)}
        for name, given in (query or {}).items():
            wanted[name] = given.encode(errors="replace").decode()
        body = await self._transport.read(path, wanted)
        rows, received, total = self._listed(f"GET {path}", reader, body)
        return RemotePage(rows, total, page, received)

    async def _read_all(self, path: str, reader: wire.Reader[T]) -> tuple[T, ...]:
        """Read a list that has no pages."""
        body = await self._transport.read(path)
        return self._listed(f"GET {path}", reader, body)[0]

    @staticmethod
    def _listed(place: str, reader: wire.Reader[T], body: bytes) -> tuple[tuple[T, ...], int, int | None]:
        try:
            found = reader.rows(body)
        except wire.Unreadable as error:
            _raise_if_refused(body, place)
            raise StrangeAnswer(_SHAPE_ADVICE, details=f"{place}: {error}") from error
        if not found[0]:
            _raise_if_refused(body, place)
        return found

    async def _do(
        self, method: str, path: str, body: Body | None, kind: type[S], convert: Callable[[S], T], *keys: str
    ) -> T:
        """Do something whose answer matters. An answer that cannot be read is as good as a lost one."""
        place = f"{method} {path}"
        answer = await self._transport.deed(method, path, None if body is None else encoded(body))
        try:
            return convert(wire.record(data_of(answer, place), kind, *keys))
        except wire.Unreadable as error:
            raise AnswerLost(details=f"{place}: answered, but {error}") from error

    async def _command(self, method: str, path: str, body: Body | None = None) -> None:
        """Do something whose success is all that its answer says."""
        answer = await self._transport.deed(method, path, None if body is None else encoded(body))
        _raise_if_refused(answer, f"{method} {path}")


def written(when: datetime) -> str:
    """Return an aware time as queries want it: ISO 8601 in UTC with milliseconds."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def data_of(body: bytes, place: str) -> wire.Json:
    """Return ``data`` of an answer as plain values.

    Raises:
        Unreadable: There is none.
        AppError: The answer says ``success: false`` under a status of success.
    """
    outer = wire.envelope(body)
    if outer.success is False:
        raise answers.not_a_success(body, place=place)
    return wire.value(outer.data)


def _raise_if_refused(body: bytes, place: str) -> None:
    try:
        refused = wire.envelope(body).success is False
    except wire.Unreadable:
        return
    if refused:
        raise answers.not_a_success(body, place=place)
