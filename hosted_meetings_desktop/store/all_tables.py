"""Every table there is: those of the first list and those that are imported when they are first needed."""

from __future__ import annotations

from hosted_meetings_desktop.store import archive_tables, consent_tables, ledger_tables, listing_tables
from hosted_meetings_desktop.store.tables import metadata

__all__ = ["archive_tables", "consent_tables", "ledger_tables", "listing_tables", "metadata"]
