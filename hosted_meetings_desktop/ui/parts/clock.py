"""The time as screens read it; tests give their own."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return now, aware UTC."""
    return datetime.now(UTC)
