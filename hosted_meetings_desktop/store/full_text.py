"""The full-text index over meetings and their people (SQLite FTS5), kept up to date by triggers."""

from __future__ import annotations

FULL_TEXT = (
    # External content: the words stand in meetings.search only. Rows are found by SQLite's own rowid, which a VACUUM
    # may change: after one, rebuild ("INSERT INTO meetings_fts(meetings_fts) VALUES ('rebuild')").
    """
    CREATE VIRTUAL TABLE meetings_fts
    USING fts5(search, content='meetings', tokenize="unicode61 remove_diacritics 2", prefix='2 3')
    """,
    """
    CREATE TRIGGER meetings_fts_insert AFTER INSERT ON meetings BEGIN
        INSERT INTO meetings_fts(rowid, search) VALUES (new.rowid, new.search);
    END
    """,
    """
    CREATE TRIGGER meetings_fts_delete AFTER DELETE ON meetings BEGIN
        INSERT INTO meetings_fts(meetings_fts, rowid, search) VALUES ('delete', old.rowid, old.search);
    END
    """,
    """
    CREATE TRIGGER meetings_fts_update AFTER UPDATE OF search ON meetings BEGIN
        INSERT INTO meetings_fts(meetings_fts, rowid, search) VALUES ('delete', old.rowid, old.search);
        INSERT INTO meetings_fts(rowid, search) VALUES (new.rowid, new.search);
    END
    """,
)
"""Run in this order."""

REMOVE_FULL_TEXT = (
    "DROP TRIGGER meetings_fts_insert",
    "DROP TRIGGER meetings_fts_delete",
    "DROP TRIGGER meetings_fts_update",
    "DROP TABLE meetings_fts",
)

REBUILD = "INSERT INTO meetings_fts(meetings_fts) VALUES ('rebuild')"


def match(text: str) -> str:
    """Return the FTS5 expression that finds every word of ``text``, each as the beginning of a word.

    Words are quoted, so that nothing a person types is taken for syntax. Empty when there is nothing to find.
    """
    words = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return " ".join(f'"{word}"*' for word in words)
