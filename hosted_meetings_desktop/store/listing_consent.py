"""How the consents to a recording stand, reckoned in SQL for the library's list by the rule that sharing goes by.

The rule is ``domain.sharing.listed_consent``: who was there counts as soon as that is known, the invited until then;
of a recording of voices, whose they are.
A test compares both over many situations.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, Index, String, Table

from hosted_meetings_desktop.domain.desk_place import DESK_PRESET
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy, usual_visit_types
from hosted_meetings_desktop.store.tables import metadata, recordings

# By which rules the list was reckoned, as far as they are others than that each person has to agree.
rules = Table(
    "listed_rules",
    metadata,
    Column("visit_type_id", String(64), primary_key=True),
    Column("rule", String(16), nullable=False),
)
# Who came and left says something of the recordings of that session.
Index("ix_recordings_session_id", recordings.c.session_id)

_USUAL, _NEVER = ConsentPolicy.EACH_PERSON.value, RecordingPolicy.NEVER.value
_STARTING = json.dumps([
    [each.id, _NEVER if each.recording is RecordingPolicy.NEVER else each.consent.value]
    for each in usual_visit_types()
])  # fmt: skip
_RULES = f"""
    SELECT id, rule FROM (
        SELECT id, iif(json_extract(template, '$.recording') = '{_NEVER}', '{_NEVER}',
                       coalesce(json_extract(template, '$.consent'), '{_USUAL}')) AS rule
        FROM visit_types
        UNION ALL
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each('{_STARTING}')
        WHERE NOT EXISTS (SELECT 1 FROM visit_types)
    ) WHERE rule != '{_USUAL}'
"""  # noqa: S608 (made of our own words alone)
_KNOWN = "SELECT visit_type_id, rule FROM listed_rules"

RULES_CHANGED = f"SELECT 1 FROM (SELECT * FROM ({_RULES} EXCEPT {_KNOWN}) UNION ALL SELECT * FROM ({_KNOWN} EXCEPT {_RULES})) LIMIT 1"  # noqa: S608, E501
"""Whether a kind of visit demands something else by now. No trigger tells: all kinds are written at once, and mostly
as they were."""

RULES_TAKEN = (
    f"""
    INSERT OR IGNORE INTO listed_stale SELECT l.recording_id FROM listed_recordings l WHERE l.visit_type_id IN (
        SELECT id FROM ({_RULES} EXCEPT {_KNOWN}) UNION SELECT visit_type_id FROM ({_KNOWN} EXCEPT {_RULES}))
    """,  # noqa: S608
    "DELETE FROM listed_rules",
    f"INSERT INTO listed_rules {_RULES}",
)
"""Run in this order when they do."""


def know_names(file: Any) -> None:
    """Teach an open file (of the driver) to compare names as ``ConsentEntry.whose`` does, in every language."""
    if file.execute("SELECT 1 FROM pragma_function_list WHERE name = 'one_name'").fetchone() is None:
        file.create_function("one_name", 1, _one_name, deterministic=True)


def _one_name(name: str | None) -> str:
    return (name or "").strip().casefold()


def _last(whose: str) -> str:
    """Return what somebody said last: that they were asked counts where they said nothing."""
    return f"""
        coalesce(
            (SELECT c.answer FROM consents c WHERE c.meeting_id = m.id AND {whose} AND c.answer != 'asked'
             ORDER BY c.number DESC LIMIT 1),
            (SELECT c.answer FROM consents c WHERE c.meeting_id = m.id AND {whose} LIMIT 1), '')
    """  # noqa: S608


_ALONE = """
    r.voices != '[]' AND NOT EXISTS (SELECT 1 FROM json_each(r.voices) v WHERE NOT EXISTS (
        SELECT 1 FROM presences s WHERE s.session_id = r.session_id AND s.user_id = v.value))
"""
"""Whose voices it holds is known, and who they are: nobody else is in it."""
_INVITED = "i.meeting_id = coalesce(m.room_of, m.id) AND NOT i.removed"
_INSIDE = f"""
    p.session_id = r.session_id AND (r.started_at IS NULL OR r.stopped_at IS NULL
        OR p.joined_at < r.stopped_at AND (p.left_at IS NULL OR p.left_at > r.started_at))
    AND (r.voices = '[]' OR p.user_id IN (SELECT value FROM json_each(r.voices)) OR NOT ({_ALONE}))
"""  # noqa: S608
_PEOPLE = f"""
    SELECT EXISTS (SELECT 1 FROM presences p WHERE {_INSIDE} AND p.custom_id = i.id) AS here,
           {_last("c.invitee_id = i.id")} AS said
    FROM invitees i WHERE {_INVITED} AND i.role != 'host'
    UNION ALL
    SELECT 1, {_last("coalesce(c.invitee_id, '') = '' AND one_name(c.name) = came.name")}
    FROM (
        SELECT DISTINCT one_name(p.name) AS name FROM presences p
        WHERE {_INSIDE} AND p.preset NOT IN ('{DESK_PRESET}', '{USUAL_PRESETS[Role.HOST]}') AND NOT EXISTS (
            SELECT 1 FROM invitees i
            WHERE {_INVITED} AND (i.id = p.custom_id OR i.role = 'host' AND i.preset = p.preset))
    ) came
"""  # noqa: S608
_RULE = "(SELECT k.rule FROM listed_rules k WHERE k.visit_type_id = m.visit_type_id)"
_NO = "IN ('refused', 'withdrawn')"
CONSENT = f"""
    CASE WHEN m.id IS NULL THEN 'unknown' ELSE (
        SELECT CASE
            WHEN max(here) OR ({_ALONE}) AND EXISTS (SELECT 1 FROM presences p WHERE {_INSIDE}) THEN CASE
                WHEN max(here AND said {_NO}) THEN 'refused'
                WHEN {_RULE} = '{_NEVER}' THEN 'missing'
                WHEN max(here AND said != 'given' AND (said = '' OR {_RULE} IS NULL)) THEN 'missing'
                ELSE 'given' END
            WHEN max(said {_NO}) THEN 'refused'
            WHEN {_RULE} = '{_NEVER}' OR max(said != 'given') THEN 'missing'
            ELSE 'given' END
        FROM ({_PEOPLE})
    ) END
"""  # noqa: S608
"""Of the recording r and its meeting m; needs ``know_names``."""
