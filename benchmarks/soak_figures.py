"""What a soak's samples say: growth, load, lost pictures, and whether that is good enough."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

WARM_UP_S = 300.0
"""Left out of every figure: the kits fill their caches, the garbage collectors find their pace."""
JUDGED_S = 600.0
"""After the warm-up; a shorter run says nothing about growth, as a collector's one turn would decide it."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What a soak may show at most.

    Attributes:
        growth_mb_h: Of the whole program, for each window, per hour of call. A PC with 8 GB that is in calls for
            eight hours a day without a restart then loses 80 MB a day and window: less than one more call takes.
        dropped: Share of the pictures of others that came and were not shown. Up to one in fifty is not seen.
        reconnects: Sockets opened beyond each window's first: nothing cuts the line here.
        errors: That a page wrote to its console after the warm-up, in both windows.
    """

    growth_mb_h: float = 10.0
    dropped: float = 0.02
    reconnects: int = 0
    errors: int = 0


BARS = Bars()


@dataclass(frozen=True, slots=True)
class Page:
    """What one window's page told; all but the heap and the elements count from its start.

    Attributes:
        sent: Pictures sent.
        received: Pictures of others that came.
        dropped: Those of them that were not shown.
        frozen_s: Seconds in which the picture of somebody else stood still.
        heap_mb: The scripts' memory in use.
        elements: In the page, the kit's hidden ones left out.
        sockets: To the service, opened up to now.
    """

    sent: int = 0
    received: int = 0
    dropped: int = 0
    frozen_s: float = 0.0
    heap_mb: float = 0.0
    elements: int = 0
    sockets: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at everything.

    Attributes:
        seconds: Since both were in the room.
        share_mb: Proportional share (PSS) of the program and its web engine. Whatever else runs changes it: programs
            and libraries are shared. What follows leaves them out, and is what can grow.
        app_mb: Of the program's own process.
        host_mb, guest_mb: Of the process that shows the host's and the guest's page.
        other_mb: Of the web engine's other processes.
        service_mb: Of the embedded service.
        cpu_s: Processor seconds of the program and the web engine up to now.
        service_cpu_s: Of the embedded service.
        objects: That Python's collector knows in the program.
        errors: That the pages wrote to their consoles up to now.
    """

    seconds: float
    share_mb: float
    app_mb: float
    host_mb: float
    guest_mb: float
    other_mb: float
    service_mb: float
    cpu_s: float
    service_cpu_s: float
    objects: int
    errors: int
    host: Page
    guest: Page

    @property
    def all_mb(self) -> float:
        """Return what the program and its web engine made themselves."""
        return self.app_mb + self.host_mb + self.guest_mb + self.other_mb


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a soak; ``failures`` are the bars that it missed, in words."""

    lines: tuple[str, ...]
    failures: tuple[str, ...]


_ROWS: tuple[tuple[str, Callable[[Sample], float], int], ...] = (
    ("Program and web engine, whole share, MB", lambda one: one.share_mb, 1),
    ("Program and web engine without files, MB", lambda one: one.all_mb, 1),
    ("  the program's process, MB", lambda one: one.app_mb, 1),
    ("  the host's page, MB", lambda one: one.host_mb, 1),
    ("  the guest's page, MB", lambda one: one.guest_mb, 1),
    ("  the web engine's other processes, MB", lambda one: one.other_mb, 1),
    ("Embedded service, MB", lambda one: one.service_mb, 1),
    ("Scripts of the host's page, MB", lambda one: one.host.heap_mb, 1),
    ("Scripts of the guest's page, MB", lambda one: one.guest.heap_mb, 1),
    ("Elements of the host's page", lambda one: one.host.elements, 0),
    ("Elements of the guest's page", lambda one: one.guest.elements, 0),
    ("Objects of Python", lambda one: one.objects, 0),
)


def slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return how much y grows with one x, by least squares; 0 where all x are the same.

    Raises:
        ValueError: there are none, or not as many of one as of the other.
    """
    if not xs or len(xs) != len(ys):
        raise ValueError("as many values as moments are needed, and one at least")
    middle_x, middle_y = statistics.fmean(xs), statistics.fmean(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    together = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return together / spread if spread else 0.0


def per_hour(samples: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    """Return a value's growth per hour."""
    return 3600 * slope([one.seconds for one in samples], [value(one) for one in samples])


def after_warm_up(samples: Sequence[Sample], warm_up_s: float = WARM_UP_S) -> list[Sample]:
    """Return the samples that count; all of them where none would be left."""
    return [one for one in samples if one.seconds >= warm_up_s] or list(samples)


def dropped_share(samples: Sequence[Sample]) -> float:
    """Return which share of the others' pictures was dropped between the first and the last sample."""
    first, last = samples[0], samples[-1]
    came = sum(getattr(last, who).received - getattr(first, who).received for who in ("host", "guest"))
    lost = sum(getattr(last, who).dropped - getattr(first, who).dropped for who in ("host", "guest"))
    return lost / came if came > 0 else 0.0


def reconnects(last: Sample) -> int:
    """Return how often a page opened its socket once more."""
    return sum(max(0, page.sockets - 1) for page in (last.host, last.guest))


def judge(samples: Sequence[Sample], *, warm_up_s: float = WARM_UP_S, bars: Bars = BARS, windows: int = 2) -> Verdict:
    """Return a table of all figures, and what misses its bar.

    Raises:
        ValueError: there are no samples.
    """
    if not samples:
        raise ValueError("a soak without samples")
    counted = after_warm_up(samples, warm_up_s)
    lines = [*_table(counted), "", *_sentences(counted)]
    if counted[-1].seconds - counted[0].seconds < JUDGED_S:
        lines.append("Growth was not judged: the run was too short for that.")
    return Verdict(tuple(lines), tuple(_failures(counted, bars, windows)))


def _table(counted: Sequence[Sample]) -> list[str]:
    table = [("", "at first", "at last", "growth per hour")]
    for name, value, places in _ROWS:
        figures = (value(counted[0]), value(counted[-1]), per_hour(counted, value))
        at_first, at_last, growth = (f"{figure:.{places}f}" for figure in figures)
        table.append((name, at_first, at_last, growth))
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _sentences(counted: Sequence[Sample]) -> list[str]:
    first, last = counted[0], counted[-1]
    span = last.seconds - first.seconds
    lines = [f"Counted: {span / 60:.1f} minutes, after {first.seconds / 60:.1f} that were not."]
    if span > 0:
        lines.append(
            f"Processor: {100 * (last.cpu_s - first.cpu_s) / span:.0f} % of one for the program and its web engine, "
            f"{100 * (last.service_cpu_s - first.service_cpu_s) / span:.0f} % for the embedded service."
        )
    for who, now, then in (("host", last.host, first.host), ("guest", last.guest, first.guest)):
        lines.append(
            f"Pictures of the {who}: {now.sent - then.sent} sent, {now.received - then.received} came, "
            f"{now.dropped - then.dropped} of them dropped; stood still for {now.frozen_s - then.frozen_s:.1f} s."
        )
    lines.append(
        f"Dropped: {dropped_share(counted):.2%}. Reconnects: {reconnects(last)}. "
        f"Errors in the pages' consoles: {last.errors - first.errors}."
    )
    return lines


def _failures(counted: Sequence[Sample], bars: Bars, windows: int) -> Iterator[str]:
    first, last = counted[0], counted[-1]
    growth, most = per_hour(counted, lambda one: one.all_mb), bars.growth_mb_h * windows
    if last.seconds - first.seconds >= JUDGED_S and growth > most:
        yield f"memory grew by {growth:.1f} MB an hour, {most:g} at most"
    if last.host.received <= first.host.received or last.guest.received <= first.guest.received:
        yield "no pictures came"
    if (dropped := dropped_share(counted)) > bars.dropped:
        yield f"{dropped:.2%} of the pictures were dropped, {bars.dropped:.0%} at most"
    if (again := reconnects(last)) > bars.reconnects:
        yield f"the line was opened {again} times more, {bars.reconnects} at most"
    if (errors := last.errors - first.errors) > bars.errors:
        yield f"{errors} errors in the pages' consoles, {bars.errors} at most"


def write_csv(path: Path, samples: Iterable[Sample]) -> None:
    """Write every sample as one line."""
    plain = [field.name for field in fields(Sample) if field.name not in {"host", "guest"}]
    pages = [field.name for field in fields(Page)]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*plain, *(f"{who}_{name}" for who in ("host", "guest") for name in pages)])
        for one in samples:
            whole = [getattr(one, name) for name in plain]
            cells = [*whole, *asdict(one.host).values(), *asdict(one.guest).values()]
            out.writerow([round(cell, 3) if isinstance(cell, float) else cell for cell in cells])
