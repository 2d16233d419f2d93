"""What a clinic decided of its archive, in the store: the keys of its bucket are safe here."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, insert, select

from hosted_meetings_desktop.domain.vault import ArchiveSettings
from hosted_meetings_desktop.store import tables as t

_SETTINGS = "archive.settings"


class SqlArchiveSettings:
    """Implements ``ArchiveSettingsRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> ArchiveSettings:
        """Return it."""
        kept = self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == _SETTINGS))
        return msgspec.json.decode(kept, type=ArchiveSettings) if kept else ArchiveSettings()

    def keep(self, settings: ArchiveSettings) -> None:
        """Keep it."""
        self._connection.execute(delete(t.facts).where(t.facts.c.name == _SETTINGS))
        value = msgspec.json.encode(settings).decode()
        self._connection.execute(insert(t.facts).values(name=_SETTINGS, value=value))
