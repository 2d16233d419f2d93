"""What a person on this PC wants to be told of on the desktop, and of which starts they were told already."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from PySide6.QtCore import QSettings

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.upcoming import LEADS, USUAL_LEAD, Start, Wishes, remembered

_ON = "notifications/on"
_LEAD = "notifications/minutes_before"
_HOSTS = "notifications/hosts"
_NAMES = "notifications/names"
_TOLD = "notifications/told"
_MINUTE = timedelta(minutes=1)


class NotificationPreferences:
    """Typed access to the settings file; a value that cannot be read counts as not chosen."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def on(self) -> bool:
        """Whether anything is told at all."""
        return self._flag(_ON, usual=True)

    @on.setter
    def on(self, on: bool) -> None:
        self._keep_flag(_ON, on=on)

    @property
    def lead(self) -> timedelta:
        """How long before the start; one of ``LEADS``."""
        try:
            lead = int(str(self._settings.value(_LEAD, ""))) * _MINUTE
        except (ValueError, OverflowError):
            return USUAL_LEAD
        return lead if lead in LEADS else USUAL_LEAD

    @lead.setter
    def lead(self, lead: timedelta) -> None:
        self._settings.setValue(_LEAD, str(lead // _MINUTE))

    @property
    def hosts(self) -> tuple[str, ...] | None:
        """The hosts whose meetings are told of, as they are written; None for all."""
        kept = self._list(_HOSTS)
        return None if kept is None else tuple(name for name in kept if isinstance(name, str))

    @hosts.setter
    def hosts(self, hosts: Collection[str] | None) -> None:
        if hosts is None:
            self._settings.remove(_HOSTS)
        else:
            self._settings.setValue(_HOSTS, json.dumps(list(hosts)))

    @property
    def names(self) -> bool:
        """Whether titles and names that may be a patient's are shown."""
        return self._flag(_NAMES, usual=False)

    @names.setter
    def names(self, on: bool) -> None:
        self._keep_flag(_NAMES, on=on)

    def wishes(self) -> Wishes:
        """Return all of it as the rule takes it."""
        hosts = self.hosts
        keys = None if hosts is None else frozenset(map(host_key, hosts))
        return Wishes(self.lead if self.on else None, keys)

    # ---- what was told
    def told(self) -> frozenset[Start]:
        """Return the starts that were told on this PC, in this run or an earlier one."""
        return frozenset(start for entry in self._list(_TOLD) or () if (start := _start(entry)) is not None)

    def note_told(self, starts: Collection[Start], now: datetime) -> None:
        """Remember starts for good before they are told: the app may end in the next moment."""
        kept = remembered(self.told().union(starts), now)
        entries = [f"{start.at.isoformat()} {start.meeting}" for start in sorted(kept)]
        self._settings.setValue(_TOLD, json.dumps(entries))
        self._settings.sync()

    # ---- how it is written
    def _flag(self, key: str, *, usual: bool) -> bool:
        return {"true": True, "false": False}.get(str(self._settings.value(key, "")).lower(), usual)

    def _keep_flag(self, key: str, *, on: bool) -> None:
        self._settings.setValue(key, "true" if on else "false")

    def _list(self, key: str) -> list[object] | None:
        """Return a kept list; as text, since Qt gives a list of one back as no list."""
        try:
            kept = json.loads(str(self._settings.value(key, "")))
        except ValueError:
            return None
        return kept if isinstance(kept, list) else None


def _start(entry: object) -> Start | None:
    at, _, meeting = entry.partition(" ") if isinstance(entry, str) else ("", "", "")
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Start(when, MeetingId(meeting)) if when.tzinfo is not None and meeting else None
