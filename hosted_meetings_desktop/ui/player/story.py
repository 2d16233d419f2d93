"""What is known of a recording beside its file: who came and left, what was said, how long it should be."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.chapters import Chapter, ChapterKind
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.ui.player.moments import Moment
from hosted_meetings_desktop.ui.text.format import isolated


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of a recording.

    Attributes:
        seconds: How long the video service says it is.
        chapters: Who came and left, in the recording's time as ``lines`` are.
        lines: What was said.
    """

    seconds: int | None = None
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[TranscriptLine, ...] = ()


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("Story", text, comment, n)


def chapter_words(chapter: Chapter) -> str:
    """Return what happens at a chapter: "Ada Osei and Ben came"."""
    names = [isolated(name or _tr("Guest")) for name in chapter.names]
    who = names[0]
    if len(names) > 1:
        who = _tr("%1 and %2").replace("%1", ", ".join(names[:-1])).replace("%2", names[-1])
    if chapter.at == 0 and chapter.kind is ChapterKind.JOINED:
        return _tr("Begins with %1").replace("%1", who)
    return (_tr("%1 came") if chapter.kind is ChapterKind.JOINED else _tr("%1 left")).replace("%1", who)


def chapter_moments(story: Story) -> tuple[Moment, ...]:
    """Return the chapters as moments of a list."""
    return tuple(Moment(each.at, chapter_words(each)) for each in story.chapters)


def spoken_moments(story: Story) -> tuple[Moment, ...]:
    """Return what was said as moments of a list; who speaks is told once for all that they say in a row."""
    made, last = [], None
    for line in story.lines:
        made.append(Moment(line.begins, line.text, line.speaker if line.speaker != last else "", line.speaker))
        last = line.speaker
    return tuple(made)
