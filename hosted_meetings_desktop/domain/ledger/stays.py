"""One person's time in the room and in the waiting room, put together from all who know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from hosted_meetings_desktop.domain.ledger.facts import FactId, Kind, Place, Source
from hosted_meetings_desktop.domain.ledger.scene import Known, Scene
from hosted_meetings_desktop.domain.ledger.stretches import Span, covers, together_within, total, union, without
from hosted_meetings_desktop.domain.ledger.truth import Closing, HeldSession, Stay, Stretch

JITTER = timedelta(seconds=10)
"""Our call windows notice a little earlier or later than the provider who comes and goes."""
_INS = frozenset({Kind.CAME_IN, Kind.SIGHTED})
_OUTS = frozenset({Kind.WENT_OUT, Kind.LOST_SIGHT})


def room_stretches(known: Sequence[Known], scene: Scene) -> tuple[Stretch, ...]:
    """Return one person's stretches in the room by time, two tabs side by side.

    The provider's list of people is the record. Its rooms' events fill in connections that the list does not have.
    What a call window of ours saw counts only where it began while the provider knew of nobody.
    """
    seen_leaving = _last_seen_leaving(known)
    rows, events = _by_peer(known, Kind.STAY), _by_peer(known, Kind.CAME_IN, Kind.WENT_OUT)
    listed = [_of_row(rows[peer], events.get(peer, []), seen_leaving, scene) for peer in rows]
    spans = union(each.span for each in listed)
    noted = [
        each
        for peer in events
        if peer not in rows
        for each in _of_events(events[peer], seen_leaving, scene)
        if not _within(each.span, spans)
    ]
    spans = union(each.span for each in (*listed, *noted))
    seen = [part for each in _of_windows(known, Place.ROOM, scene) for part in _unexplained(each, spans)]
    return tuple(sorted((*listed, *noted, *seen), key=lambda each: (each.began, each.ended, each.facts)))


def stays_of(stretches: Sequence[Stretch], reconnect: timedelta) -> tuple[Stay, ...]:
    """Return stretches put together to times in the room; a gap of ``reconnect`` at most is the same time."""
    return tuple(
        Stay(began, ended, total(each.span for each in inside), inside)
        for began, ended in together_within((each.span for each in stretches), reconnect)
        for inside in [tuple(each for each in stretches if began <= each.began and each.ended <= ended)]
    )


def waits_of(known: Sequence[Known], stretches: Sequence[Stretch], scene: Scene) -> tuple[Stretch, ...]:
    """Return one person's stretches in the waiting room by time, as far as call windows saw them.

    Args:
        known: Their facts.
        stretches: Their time in the room: it ends a wait of which nobody saw the end.
        scene: The sitting.
    """
    waits = []
    for each in _of_windows(known, Place.LOBBY, scene):
        admitted = min((one.began for one in stretches if one.began >= each.began), default=None)
        if each.closing in {Closing.OPEN, Closing.SESSION_END, Closing.MOMENT} and admitted is not None:
            waits.append(Stretch(each.began, admitted, Closing.ADMITTED, each.source, each.facts, each.session))
        else:
            waits.append(each)
    return tuple(sorted(waits, key=lambda each: (each.began, each.ended, each.facts)))


def waited(waits: Iterable[Stretch], stretches: Iterable[Stretch]) -> timedelta:
    """Return how long somebody waited; who is in the room with another tab does not wait."""
    return total(without((each.span for each in waits), (each.span for each in stretches)))


# ---- the provider
def _by_peer(known: Iterable[Known], *kinds: Kind) -> dict[tuple[str, str], list[Known]]:
    """Return what the provider said of each connection, by time."""
    found: dict[tuple[str, str], list[Known]] = {}
    for each in known:
        if each.fact.kind in kinds and each.fact.source is not Source.CALL_WINDOW:
            peer = each.fact.who.peer or each.fact.who.participant or each.fact.who.custom
            found.setdefault((each.fact.session or "", peer), []).append(each)
    return {peer: sorted(each, key=lambda one: (one.at, one.id)) for peer, each in sorted(found.items())}


def _of_row(rows: list[Known], events: list[Known], seen_leaving: Sequence[Known], scene: Scene) -> Stretch:
    """Return a connection by the provider's newest word on it; one that has ended stays ended."""
    row = max(rows, key=lambda each: (each.until is not None, each.fact.learned_at, each.until or each.at, each.id))
    session = scene.session(row)
    if row.until is not None:
        if row.until >= row.at:
            return _stretch(row, row.at, row.until, Closing.REPORTED, session)
        if row.fact.length is not None:
            return _stretch(row, row.at, row.at + row.fact.length, Closing.DURATION, session)
        return _stretch(row, row.at, row.at, Closing.MOMENT, session)
    last = _last(events)
    if last is not None and last.fact.kind is Kind.WENT_OUT and last.at >= row.at:
        return _stretch(row, row.at, last.at, Closing.EVENT, session, last.id)
    if row.fact.length is not None and not scene.goes_on(session):
        return _stretch(row, row.at, row.at + row.fact.length, Closing.DURATION, session)
    return _without_end(row, row.at, seen_leaving, session, scene)


def _of_events(events: list[Known], seen_leaving: Sequence[Known], scene: Scene) -> Iterator[Stretch]:
    """Yield a connection that only events tell of; an end without a beginning counts as a moment."""
    session = scene.session(events[0])
    for run in _runs(events):
        if run.last is not None:
            closing = Closing.EVENT if run.first.fact.kind in _INS else Closing.MOMENT
            ids = (run.last.id,) if run.last is not run.first else ()
            yield _stretch(run.first, run.first.at, run.last.at, closing, session, *ids)
        else:
            yield _without_end(run.first, run.first.at, seen_leaving, session, scene)


def _without_end(
    known: Known, began: datetime, seen_leaving: Sequence[Known], session: HeldSession | None, scene: Scene
) -> Stretch:
    """Close what the provider does not, by the surest that is left."""
    ended_at = session.ended_at if session is not None else None
    left = max(
        (each for each in seen_leaving if each.at > began and (ended_at is None or each.at <= ended_at)),
        key=lambda each: (each.at, each.id),
        default=None,
    )
    if left is not None:
        return _stretch(known, began, left.at, Closing.SEEN, session, left.id)
    return _to_session_end(known, began, session, scene)


def _to_session_end(known: Known, began: datetime, session: HeldSession | None, scene: Scene) -> Stretch:
    if scene.goes_on(session):
        return _stretch(known, began, max(began, scene.as_of), Closing.OPEN, session)
    if session is None or session.ended_at is None:
        return _stretch(known, began, began, Closing.MOMENT, session)
    return _stretch(known, began, max(began, session.ended_at), Closing.SESSION_END, session, session.facts[0])


# ---- our call windows
def _of_windows(known: Sequence[Known], place: Place, scene: Scene) -> Iterator[Stretch]:
    """Yield when call windows saw somebody in a place, each window for itself."""
    for points in _by_window(known, place).values():
        for run in _runs(points):
            session = scene.session(run.first)
            if run.last is None:
                yield _to_session_end(run.first, run.first.at, session, scene)
            elif run.first is run.last:
                yield _stretch(run.first, run.first.at, run.first.at, Closing.MOMENT, session)
            else:
                gone = run.last.fact.kind is Kind.WENT_OUT
                closing = Closing.SEEN if gone else Closing.OUT_OF_SIGHT
                yield _stretch(run.first, run.first.at, run.last.at, closing, session, run.last.id)


def _by_window(known: Iterable[Known], place: Place) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for each in known:
        fact = each.fact
        if fact.source is Source.CALL_WINDOW and fact.place is place and fact.kind in _INS | _OUTS:
            found.setdefault(fact.witness, []).append(each)
    return {key: sorted(points, key=lambda one: (one.at, one.id)) for key, points in sorted(found.items())}


def _last_seen_leaving(known: Sequence[Known]) -> list[Known]:
    """Return for each window that somebody left before its eyes and did not come back."""
    lasts = (_last(points) for points in _by_window(known, Place.ROOM).values())
    return [each for each in lasts if each is not None and each.fact.kind is Kind.WENT_OUT]


def _unexplained(seen: Stretch, spans: Sequence[Span]) -> list[Stretch]:
    """Return what a window saw that the provider cannot have meant.

    Where it began to see somebody whom the provider knew of, the provider's word on the end stands as well.
    """
    if covers(spans, seen.began, slack=JITTER):
        return []
    parts = without([seen.span], spans)
    whole = parts == [seen.span] or seen.began == seen.ended
    if whole:
        return [seen]
    return [
        Stretch(began, ended, seen.closing if ended == seen.ended else Closing.OUT_OF_SIGHT, seen.source, seen.facts)
        for began, ended in parts
        if ended - began > JITTER
    ]


# ---- comings and goings
@dataclass(frozen=True, slots=True)
class _Run:
    """From a coming to the going after it; the same fact twice where only a going is known, None while it goes on."""

    first: Known
    last: Known | None


def _runs(points: Sequence[Known]) -> Iterator[_Run]:
    """Yield the runs of points that lie in order of time; a second coming or going in a row says nothing new."""
    inside: Known | None = None
    begun = False
    for _at, group in groupby(points, key=attrgetter("at")):
        for each in _in_order(list(group), inside=inside is not None):
            if each.fact.kind in _INS:
                inside, begun = inside or each, True
            elif inside is not None:
                yield _Run(inside, each)
                inside = None
            elif not begun:
                yield _Run(each, each)
                begun = True
    if inside is not None:
        yield _Run(inside, None)


def _in_order(group: list[Known], *, inside: bool) -> list[Known]:
    """Return what happened in the same moment as it must have been: who is in goes first, who is out comes first."""
    return sorted(group, key=lambda each: ((each.fact.kind in _INS) is inside, each.id))


def _last(points: Sequence[Known]) -> Known | None:
    """Return what stood at the end; of one moment the going, since nobody saw them come after it."""
    return max(points, key=lambda each: (each.at, each.fact.kind in _OUTS, each.id), default=None)


def _within(span: Span, spans: Sequence[Span]) -> bool:
    return any(began <= span[0] and span[1] <= ended for began, ended in spans)


def _stretch(
    known: Known, began: datetime, ended: datetime, closing: Closing, session: HeldSession | None, *more: FactId
) -> Stretch:
    return Stretch(
        began, ended, closing, known.fact.source, (known.id, *more), session.id if session is not None else None
    )
