"""All subjects over one open transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.calendar import SqlCalendar
from hosted_meetings_desktop.store.meetings import SqlMeetings
from hosted_meetings_desktop.store.outbox import SqlOutbox
from hosted_meetings_desktop.store.own_calendars import SqlOwnCalendars
from hosted_meetings_desktop.store.people import SqlPeople
from hosted_meetings_desktop.store.plans import SqlPlans
from hosted_meetings_desktop.store.recordings import SqlRecordings
from hosted_meetings_desktop.store.sessions import SqlSessions
from hosted_meetings_desktop.store.sync_sides import SqlSync

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.repositories import Library
    from hosted_meetings_desktop.store.archive import SqlArchive
    from hosted_meetings_desktop.store.archive_audit import SqlAudit
    from hosted_meetings_desktop.store.archive_retention import SqlRetention
    from hosted_meetings_desktop.store.archive_settings import SqlArchiveSettings
    from hosted_meetings_desktop.store.archive_shares import SqlShares
    from hosted_meetings_desktop.store.archive_texts import SqlTranscripts
    from hosted_meetings_desktop.store.consents import SqlConsents
    from hosted_meetings_desktop.store.ledger import SqlLedger


class SqlLibrary:
    """Implements ``domain.repositories.Library``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def meetings(self) -> SqlMeetings:
        """Our meetings."""
        return SqlMeetings(self._connection)

    @cached_property
    def sync(self) -> SqlSync:
        """Both sides of the meetings."""
        return SqlSync(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Sessions and attendance."""
        return SqlSessions(self._connection)

    @cached_property
    def recordings(self) -> SqlRecordings:
        """Recordings."""
        return SqlRecordings(self._connection)

    @cached_property
    def plans(self) -> SqlPlans:
        """Series, visit types and hours."""
        return SqlPlans(self._connection)

    @cached_property
    def calendar(self) -> SqlCalendar:
        """Meetings as calendars need them."""
        return SqlCalendar(self._connection.connection.driver_connection)

    @cached_property
    def people(self) -> SqlPeople:
        """The clinic's people."""
        return SqlPeople(self._connection)

    @cached_property
    def outbox(self) -> SqlOutbox:
        """Messages to invited people."""
        return SqlOutbox(self._connection)

    @cached_property
    def consents(self) -> SqlConsents:
        """What people said to being recorded."""
        from hosted_meetings_desktop.store.consents import SqlConsents  # not needed for the first list

        return SqlConsents(self._connection)

    @cached_property
    def archive(self) -> SqlArchive:
        """The archive's files."""
        from hosted_meetings_desktop.store.archive import SqlArchive

        return SqlArchive(self._connection)

    @cached_property
    def archive_settings(self) -> SqlArchiveSettings:
        """What the clinic decided of its archive."""
        from hosted_meetings_desktop.store.archive_settings import SqlArchiveSettings

        return SqlArchiveSettings(self._connection)

    @cached_property
    def retention(self) -> SqlRetention:
        """How long the archive's files are kept."""
        from hosted_meetings_desktop.store.archive_retention import SqlRetention

        return SqlRetention(self._connection)

    @cached_property
    def transcripts(self) -> SqlTranscripts:
        """The text of kept transcripts."""
        from hosted_meetings_desktop.store.archive_texts import SqlTranscripts

        return SqlTranscripts(self._connection)

    @cached_property
    def shares(self) -> SqlShares:
        """What was given to whom."""
        from hosted_meetings_desktop.store.archive_shares import SqlShares

        return SqlShares(self._connection)

    @cached_property
    def audit(self) -> SqlAudit:
        """The audit log."""
        from hosted_meetings_desktop.store.archive_audit import SqlAudit

        return SqlAudit(self._connection)

    @cached_property
    def ledger(self) -> SqlLedger:
        """The attendance ledger."""
        from hosted_meetings_desktop.store.ledger import SqlLedger

        return SqlLedger(self._connection)

    @cached_property
    def own_calendars(self) -> SqlOwnCalendars:
        """Hosts' own calendars."""
        return SqlOwnCalendars(self._connection)

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

    def replace(self, presets: tuple[Preset, ...]) -> bool:
        """Keep exactly these; a name is the key (FACTS section 5). Returns whether that changed anything."""
        names = sorted({preset.name for preset in presets})
        if names == sorted(self.names()):
            return False
        self._connection.execute(delete(t.presets))
        if names:
            self._connection.execute(insert(t.presets), [{"id": name, "name": name} for name in names])
        return True


class SqlFacts:
    """Implements ``Facts``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        """Return a fact, or None."""
        return self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == name))

    def set(self, name: str, value: str) -> None:
        """Keep a fact."""
        self.forget(name)
        self._connection.execute(insert(t.facts).values(name=name, value=value))

    def forget(self, name: str) -> None:
        """Forget a fact."""
        self._connection.execute(delete(t.facts).where(t.facts.c.name == name))


def connection_of(library: Library) -> Connection:
    """Return the connection of the transaction that is open, for what reads beside the repositories.

    Raises:
        TypeError: the library is another store's.
    """
    if not isinstance(library, SqlLibrary):
        raise TypeError("this library is not kept in SQL")
    return library._connection  # noqa: SLF001 (of this module)
