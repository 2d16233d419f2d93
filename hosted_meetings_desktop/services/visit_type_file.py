"""Visit types as a file that IT can keep, read and hand to other clinics; see ``docs/visit-types-file.md``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from unicodedata import category

from hosted_meetings_desktop.domain.clinic import FileNote, IncomingType, VisitTypesPreview
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId, new_id
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import VisitType

FORMAT = "hosted-meetings.visit-types"
VERSION = 1
MAX_BYTES = 1_000_000
MAX_TYPES = 200
MAX_NOTES = 100

_MINUTE = timedelta(minutes=1)
_MOST_MINUTES = 1_000_000
_MAX_ID = 64
_SHOWN = 40
_PRESETS = "presets"

E = TypeVar("E", bound=StrEnum)


class _Unusable(Exception):
    """One entry cannot be imported; the text says why."""


# ---- writing
def write(types: Iterable[VisitType]) -> bytes:
    """Return visit types as a file: JSON, UTF-8, for people to read too.

    Raises:
        InputProblem: one of them could not be read back.
    """
    entries = []
    for each in types:
        each.check()
        entries.append(_entry_of(each))
    if len(entries) > MAX_TYPES:
        raise InputProblem("visit_types", f"A file can hold up to {MAX_TYPES} visit types")
    whole = {"format": FORMAT, "version": VERSION, "visit_types": entries}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


def _entry_of(kind: VisitType) -> dict[str, Any]:
    return {
        "id": kind.id,
        "name": kind.name,
        "public_title": kind.public_title,
        "minutes": _minutes(kind.duration),
        "minutes_before": _minutes(kind.before),
        "minutes_after": _minutes(kind.after),
        "colour": kind.colour.value,
        "format": kind.format.value,
        "one_at_a_time": kind.one_at_a_time,
        "rooms": kind.rooms.value,
        "recording": kind.recording.value,
        "consent": kind.consent.value,
        _PRESETS: {role.value: kind.presets[role] for role in Role if kind.presets.get(role)},
        "reminders_minutes": [_minutes(ahead) for ahead in kind.reminders],
        "retired": kind.retired,
    }


def _minutes(length: timedelta) -> int:
    return length // _MINUTE


# ---- reading
def read(data: bytes, known: Sequence[VisitType], preset_names: Iterable[str]) -> VisitTypesPreview:
    """Return what importing a file would do.

    Strictly what can be used is taken, and all else is told with its place: fields that are not known are passed
    over, an entry that cannot be used is left out, a preset that the account does not have is only warned about. What
    an entry does not say stays as it is, or as usual where the visit type is new.

    Args:
        data: The file.
        known: The clinic's visit types.
        preset_names: The account's presets; none where they are not known yet.

    Raises:
        AppError: it is no such file at all.
    """
    return _Reader(known, frozenset(preset_names)).read(_entries(data))


def _entries(data: bytes) -> list[Any]:
    if len(data) > MAX_BYTES:
        raise _unreadable("It is larger than a file of visit types can be.")
    try:
        whole = json.loads(data)
    except UnicodeDecodeError:
        raise _unreadable("It is not a text file in UTF-8.") from None
    except json.JSONDecodeError as error:
        # The text around the place stays out: nobody knows what was dropped here.
        raise _unreadable(f"Line {error.lineno} is not JSON (column {error.colno}).") from None
    except (ValueError, RecursionError):
        raise _unreadable("It is not JSON.") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _unreadable("It was not exported from visit types.")
    version = whole.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _unreadable("It does not say which version of the format it has.")
    if version > VERSION:
        raise AppError(
            "This file comes from a newer version of the app",
            "Nothing was changed. Update the app on this PC, or export the file from an older one.",
        )
    entries = whole.get("visit_types")
    if not isinstance(entries, list) or not entries:
        raise _unreadable("It holds no visit types.")
    if len(entries) > MAX_TYPES:
        raise _unreadable(f"It holds more than {MAX_TYPES} visit types.")
    return entries


def _unreadable(why: str) -> AppError:
    return AppError("This file holds no visit types that can be read", f"{why} Nothing was changed.")


@dataclass(slots=True)
class _Entry:
    """One entry while it is read."""

    place: str
    values: dict[str, Any]


class _Reader:
    def __init__(self, known: Sequence[VisitType], preset_names: frozenset[str]) -> None:
        self._known = {each.id: each for each in known}
        self._by_name = {_key(each.name): each for each in sorted(known, key=lambda each: not each.retired)}
        self._preset_names = preset_names
        self._notes: list[FileNote] = []
        self._read: dict[VisitTypeId, tuple[str, VisitType]] = {}

    def read(self, entries: list[Any]) -> VisitTypesPreview:
        for number, raw in enumerate(entries, 1):
            place = f"Visit type {number}"
            if not isinstance(raw, dict):
                self._note(place, "This is not a visit type. It is left out.", left_out=True)
                continue
            name = raw.get("name")
            if isinstance(name, str) and name.strip():
                place = f"{place} ({_shown(name)})"
            self._take(_Entry(place, raw))
        self._leave_out_namesakes()
        incoming = tuple(_incoming(kind, self._known.get(kind.id)) for _place, kind in self._read.values())
        if len(self._notes) > MAX_NOTES:
            more = len(self._notes) - MAX_NOTES
            self._notes[MAX_NOTES:] = [FileNote("", f"There are {more} more notes about this file.")]
        return VisitTypesPreview(incoming, tuple(self._notes))

    def _take(self, entry: _Entry) -> None:
        try:
            kind = self._kind(entry)
            kind.check()
        except (_Unusable, InputProblem) as problem:
            said = problem.title if isinstance(problem, InputProblem) else str(problem)
            self._note(entry.place, f"{said}. It is left out.", left_out=True)
            return
        if kind.id in self._read:
            first = self._read[kind.id][0]
            self._note(entry.place, f"It stands in the file twice, first as {first}. It is left out.", left_out=True)
            return
        self._read[kind.id] = (entry.place, kind)
        self._warn(entry, kind)

    def _kind(self, entry: _Entry) -> VisitType:
        given = _text(entry, "id", "", longest=_MAX_ID)
        name = _text(entry, "name", "")
        same = self._known.get(VisitTypeId(given)) or (self._by_name.get(_key(name)) if name else None)
        if same is None:
            if not name:
                raise _Unusable("It has no name")
            if "minutes" not in entry.values:
                raise _Unusable("It does not say how many minutes it lasts")
            same = VisitType(VisitTypeId(given or new_id()), name, _MINUTE)
        return replace(
            same,
            name=name or same.name,
            public_title=_text(entry, "public_title", same.public_title),
            duration=_length(entry, "minutes", same.duration),
            before=_length(entry, "minutes_before", same.before),
            after=_length(entry, "minutes_after", same.after),
            colour=_one_of(entry, "colour", same.colour),
            format=_one_of(entry, "format", same.format),
            one_at_a_time=_flag(entry, "one_at_a_time", on=same.one_at_a_time),
            rooms=_one_of(entry, "rooms", same.rooms),
            recording=_one_of(entry, "recording", same.recording),
            consent=_one_of(entry, "consent", same.consent),
            presets=_presets(entry, same.presets),
            reminders=_reminders(entry, same.reminders),
            retired=_flag(entry, "retired", on=same.retired),
        )

    def _warn(self, entry: _Entry, kind: VisitType) -> None:
        """Tell what is passed over in an entry that can be used."""
        for name in entry.values:
            if name not in _FIELDS:
                self._note(entry.place, f"“{_shown(name)}” is not known and is passed over.")
        roles = entry.values.get(_PRESETS)
        for role in roles if isinstance(roles, Mapping) else ():
            if role not in set(Role):
                self._note(entry.place, f"The role “{_shown(role)}” is not known and is passed over.")
        if self._preset_names:
            for missing in sorted(set(kind.presets.values()) - self._preset_names):
                self._note(
                    entry.place,
                    f"The account has no preset “{_shown(missing)}”: nobody can be invited with it until it has.",
                )

    def _leave_out_namesakes(self) -> None:
        """Leave out what would have the name of another visit type after the import."""
        after = self._known | {kind.id: kind for _place, kind in self._read.values()}
        first: dict[str, VisitTypeId] = {}
        for each in sorted(after.values(), key=lambda kind: kind.id in self._read):
            if each.retired:
                continue
            if first.setdefault(_key(each.name), each.id) != each.id and each.id in self._read:
                place, _kind = self._read.pop(each.id)
                self._note(place, "Another visit type has this name. It is left out.", left_out=True)

    def _note(self, place: str, text: str, *, left_out: bool = False) -> None:
        self._notes.append(FileNote(place, text, left_out))


_FIELDS = frozenset(_entry_of(VisitType(VisitTypeId(""), "", _MINUTE)))


def _incoming(kind: VisitType, before: VisitType | None) -> IncomingType:
    if before is None:
        return IncomingType(kind)
    names = [each.name for each in fields(VisitType)]
    return IncomingType(kind, before, tuple(name for name in names if getattr(kind, name) != getattr(before, name)))


# ---- the values of an entry
def _text(entry: _Entry, name: str, usual: str, *, longest: int | None = None) -> str:
    value = entry.values.get(name, usual)
    if not isinstance(value, str):
        raise _Unusable(f"“{name}” has to be text")
    value = value.strip()
    if longest is not None and (len(value) > longest or value != _shown(value, longest)):
        raise _Unusable(f"“{name}” can have up to {longest} characters, and no line breaks")
    return value


def _length(entry: _Entry, name: str, usual: timedelta) -> timedelta:
    return timedelta(minutes=_whole(name, entry.values[name])) if name in entry.values else usual


def _whole(name: str, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _MOST_MINUTES:
        raise _Unusable(f"“{name}” has to be a whole number of minutes")
    return value


def _flag(entry: _Entry, name: str, *, on: bool) -> bool:
    value = entry.values.get(name, on)
    if not isinstance(value, bool):
        raise _Unusable(f"“{name}” has to be true or false")
    return value


def _one_of(entry: _Entry, name: str, usual: E) -> E:
    value = entry.values.get(name, usual)
    known = {each.value: each for each in type(usual)}
    if not isinstance(value, str) or value not in known:
        raise _Unusable(f"“{name}” has to be one of {', '.join(known)}")
    return known[value]


def _presets(entry: _Entry, usual: dict[Role, str]) -> dict[Role, str]:
    value = entry.values.get(_PRESETS)
    if value is None:
        return usual
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise _Unusable(f"“{_PRESETS}” has to name a preset for each role")
    return {role: value[role].strip() for role in Role if value.get(role, "").strip()}


def _reminders(entry: _Entry, usual: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    name = "reminders_minutes"
    if name not in entry.values:
        return usual
    value = entry.values[name]
    if not isinstance(value, list):
        raise _Unusable(f"“{name}” has to be a list of minutes")
    return tuple(sorted((timedelta(minutes=_whole(name, each)) for each in value), reverse=True))


def _key(name: str) -> str:
    return name.strip().casefold()


def _shown(text: str, longest: int = _SHOWN) -> str:
    """Return foreign text so that it can stand in a sentence: short, on one line, whole characters."""
    cut = text[: longest + 1]
    plain = "".join(each if each in _JOINERS or category(each) not in _ODD else "\ufffd" for each in cut)
    return plain if len(plain) <= longest else f"{plain[:longest]}…"


_ODD = frozenset({"Cc", "Cs", "Cf", "Zl", "Zp"})
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
