"""What a timeline tells of a piece under the mouse or the keyboard's mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId
from hosted_meetings_desktop.domain.ledger.truth import Judgement
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Lane, Piece, PieceKind, Timeline
from hosted_meetings_desktop.ui.panes.attendance.words import (
    closing_sentence,
    person_outcome,
    short_length,
    sources_text,
)
from hosted_meetings_desktop.ui.parts.ledger_words import people_words
from hosted_meetings_desktop.ui.text.format import isolated, span_text, time_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceTimeline", text, comment, n)


def name_of(lane: Lane) -> str:
    """Return who it is."""
    return isolated(lane.person.name) or _tr("Guest")


def piece_sentence(lane: Lane, piece: Piece) -> str:
    """Return what a piece says: "Asha Rao: in the call 09:02 to 09:24, 22 min"."""
    said = {
        PieceKind.WAIT: _tr("waiting"),
        PieceKind.ROOM: _tr("in the call"),
        PieceKind.GAP: _tr("out for a moment"),
        PieceKind.TRY: _tr("tried to come in and could not"),
    }[piece.kind]
    if piece.kind is PieceKind.TRY or piece.began == piece.ended:
        times = time_text(piece.began)
    elif piece.open:
        times = _tr("since %1").replace("%1", time_text(piece.began))
    else:
        times = span_text(piece.began, piece.ended)
    told = f"{name_of(lane)}: {said} {times}"
    length = piece.ended - piece.began
    return f"{told}, {short_length(length)}" if length and piece.kind is not PieceKind.TRY else told


def piece_text(lane: Lane, piece: Piece, facts: Mapping[FactId, Fact], now: datetime) -> str:
    """Return all that is known of a piece: what, how the end is known, who says so and how old that is."""
    parts = [f"{piece_sentence(lane, piece)}."]
    if piece.windows > 1:
        parts.append(_tr("%n windows at once, counted once.", "", piece.windows))
    if ending := closing_sentence(piece.closing):
        parts.append(ending)
    if piece.kind is PieceKind.TRY:
        parts += [f"{facts[each].text}." for each in piece.facts if each in facts and facts[each].text]
    if source := sources_text(piece.facts, facts, now):
        parts.append(f"{source}.")
    return " ".join(parts)


def lane_text(lane: Lane, facts: Mapping[FactId, Fact], now: datetime) -> str:
    """Return what became of somebody, and who says so."""
    person = lane.person
    told = f"{name_of(lane)}: {person_outcome(person, still_in=person.still_in)}."
    source = sources_text(person.facts_of("judgement"), facts, now)
    return f"{told} {source}." if source else told


def timeline_text(timeline: Timeline) -> str:
    """Return a picture in a sentence."""
    there = [lane.person for lane in timeline.lanes if lane.person.judgement is not Judgement.STOOD_BY]
    people = people_words(each.role for each in there) or _tr("nobody")
    told = _tr("Timeline of %1, %2").replace("%1", people).replace("%2", span_text(timeline.begin, timeline.end))
    if timeline.planned is None:
        return told
    planned = span_text(*timeline.planned)
    return _tr("%1, planned %2", "timeline, planned 09:00-09:30").replace("%1", told).replace("%2", planned)
