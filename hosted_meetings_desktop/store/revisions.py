"""Which schemas this program can open; apart from the tables, which cost SQLAlchemy's import."""

from __future__ import annotations

KNOWN_REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Every revision this program can open, oldest first."""

HEAD = KNOWN_REVISIONS[-1]
"""The schema of this program's tables; a migration with this revision exists."""
