"""A message as plain text: for mail programs that show no pages, and read aloud well."""

from __future__ import annotations

from hosted_meetings_desktop.messages.telling import Told

# Makes a line of a right-to-left language read so also where it starts with a number or a foreign name (UAX 9).
_RIGHT_TO_LEFT = "\u200f"
# Mail programs show what comes behind this line as a footer, and leave it out of answers (RFC 3676, section 4.3).
_FOOT = "-- "


def plain_text(told: Told) -> str:
    """Return the message as lines of text, ended by LF; the link stands alone on its line."""
    blocks = [
        [told.heading],
        [told.greeting],
        list(told.paragraphs),
        _times(told),
        [told.link_before, told.link] if told.link else [],
        list(told.link_words),
        list(told.notes),
        [told.help] if told.help else [],
        [*told.clinic_notes],
        [_FOOT, told.automatic],
    ]
    mark = _RIGHT_TO_LEFT if told.language.right_to_left else ""
    # Behind or before an address nothing may stand, as programs would take it for a part of it.
    bare = {told.link, _FOOT, *told.clinic_notes}
    written = ["\n".join(line if line in bare else mark + line for line in block) for block in blocks if block]
    return "\n\n".join(written) + "\n"


def _times(told: Told) -> list[str]:
    when = told.when
    title = told.language.foreign(told.title)
    lines = [title] if title else []
    if when.old:
        lines.append(f"{told.old_label}: {when.old}")
    lines.append(f"{told.label}: {when.day}" if told.label else when.day)
    return [*lines, when.times, *([when.clinic_times] if when.clinic_times else []), *when.repeats]
