"""All subjects over one open transaction."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection, delete, insert, select

from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.meetings import SqlMeetings
from hosted_meetings_desktop.store.recordings import SqlRecordings
from hosted_meetings_desktop.store.sessions import SqlSessions


class SqlLibrary:
    """Implements ``domain.repositories.Library``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def meetings(self) -> SqlMeetings:
        """Our meetings."""
        return SqlMeetings(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Sessions and attendance."""
        return SqlSessions(self._connection)

    @cached_property
    def recordings(self) -> SqlRecordings:
        """Recordings."""
        return SqlRecordings(self._connection)

    @cached_property
    def presets(self) -> SqlPresets:
        """The account's presets."""
        return SqlPresets(self._connection)

    @cached_property
    def facts(self) -> SqlFacts:
        """Small facts."""
        return SqlFacts(self._connection)


class SqlPresets:
    """Implements ``PresetRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def names(self) -> tuple[str, ...]:
        """Return the names, alphabetically."""
        return tuple(self._connection.scalars(select(t.presets.c.name).order_by(t.presets.c.name)))

    def replace(self, presets: tuple[Preset, ...]) -> None:
        """Keep exactly these."""
        self._connection.execute(delete(t.presets))
        if presets:
            self._connection.execute(insert(t.presets), [{"id": p.id, "name": p.name} for p in presets])


class SqlFacts:
    """Implements ``Facts``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """Return a fact, or None."""
        return self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == name))

    def set(self, name: str, value: str) -> None:
        """Keep a fact."""
        self._connection.execute(delete(t.facts).where(t.facts.c.name == name))
        self._connection.execute(insert(t.facts).values(name=name, value=value))
