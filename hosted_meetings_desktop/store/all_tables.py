"""Every table there is: those of the first list and those that are imported when they are first needed."""

from __future__ import annotations

from hosted_meetings_desktop.store import consent_tables
from hosted_meetings_desktop.store.tables import metadata

__all__ = ["consent_tables", "metadata"]
