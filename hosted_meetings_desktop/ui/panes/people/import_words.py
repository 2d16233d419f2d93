"""What becomes of the lines of a file, and how the file was read, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.services.people_columns import Field
from hosted_meetings_desktop.services.people_lines import (
    Doubles,
    ImportLine,
    ImportPreview,
    LineProblem,
    Outcome,
    Trouble,
)
from hosted_meetings_desktop.ui.parts.badge import badge_icon
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import isolated

_LONGEST_VALUE = 40


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("ImportWords", text, comment, n)


def field_choices() -> tuple[tuple[str, Field | None], ...]:
    """Return what a column can hold, with its word; first that it is left out."""
    return (
        (_tr("Leave out"), None),
        (_tr("Name"), Field.NAME),
        (_tr("First name"), Field.FIRST_NAME),
        (_tr("Last name"), Field.LAST_NAME),
        (_tr("E-mail"), Field.EMAIL),
        (_tr("Phone"), Field.PHONE),
        (_tr("Mobile phone"), Field.MOBILE),
        (_tr("Role"), Field.ROLE),
        (_tr("Language"), Field.LANGUAGE),
        (_tr("Time zone"), Field.ZONE),
        (_tr("Notes"), Field.NOTES),
    )


def encoding_word(encoding: str) -> str:
    """Return what an encoding is called where files are saved."""
    words = {
        "utf-8": _tr("Unicode (UTF-8)"),
        "utf-16": _tr("Unicode (UTF-16)"),
        "windows-1252": _tr("Western European (Windows-1252)"),
        "windows-1250": _tr("Central European (Windows-1250)"),
        "windows-1251": _tr("Cyrillic (Windows-1251)"),
        "windows-1256": _tr("Arabic (Windows-1256)"),
    }
    return words[encoding]


def separator_word(separator: str) -> str:
    """Return what a separator is called."""
    words = {",": _tr("Comma"), ";": _tr("Semicolon"), "\t": _tr("Tab"), "|": _tr("Vertical bar")}
    return words[separator]


def doubles_word(doubles: Doubles) -> str:
    """Return what becomes of people who are in the list already."""
    words = {
        Doubles.LEAVE: _tr("Leave them as they are"),
        Doubles.FILL: _tr("Fill in what is missing"),
        Doubles.ADD: _tr("Add them once more"),
    }
    return words[doubles]


def outcome_icon(line: ImportLine) -> QIcon:
    """Return the sign of what becomes of a line."""
    if line.outcome is Outcome.LEFT_OUT:
        return badge_icon("attention")
    if line.problems:
        return badge_icon("waiting")
    return badge_icon("over" if line.outcome is Outcome.KNOWN else "synced")


def line_sentence(line: ImportLine, preview: ImportPreview) -> str:
    """Return what becomes of a line, and why not all of it is imported."""
    troubles = [_problem_words(problem, preview) for problem in line.problems]
    if line.outcome is Outcome.LEFT_OUT:
        return _tr("Left out: %1").replace("%1", ", ".join(troubles))
    return ", ".join([_outcome_words(line), *troubles])


def _outcome_words(line: ImportLine) -> str:
    name = isolated(line.known.name) if line.known is not None else ""
    match line.outcome, bool(line.repeats):
        case Outcome.FILL, False:
            return _tr("Fills in what is missing for %1").replace("%1", name)
        case Outcome.FILL, True:
            return _tr("Fills in what line %1 leaves open").replace("%1", str(line.repeats))
        case Outcome.KNOWN, False:
            return _tr("In the list already: %1").replace("%1", name)
        case Outcome.KNOWN, True:
            return _tr("The same person as in line %1").replace("%1", str(line.repeats))
        case _:
            return _tr("Added")


def _problem_words(problem: LineProblem, preview: ImportPreview) -> str:
    words = {
        Trouble.QUOTES: _tr("its quotation marks do not match"),
        Trouble.CELL: _tr("one of its cells is far too long"),
        Trouble.LETTERS: _tr("it has letters that cannot be read"),
        Trouble.WIDTH: _tr("it has more cells than there are columns"),
        Trouble.NO_NAME: _tr("it has no name"),
        Trouble.LONG_NAME: _tr("the name is longer than %1 characters").replace("%1", str(MAX_NAME)),
        Trouble.EMAIL: _tr("without the e-mail: “%1” is not a whole address"),
        Trouble.PHONE: _tr("without the phone: “%1” is not a number"),
        Trouble.ROLE: _tr("as %2: the role “%1” is not known"),
        Trouble.LANGUAGE: _tr("without the language: “%1” is not known"),
        Trouble.ZONE: _tr("without the time zone: “%1” is not known"),
        Trouble.NOTES: _tr("without the notes: they are too long"),
        Trouble.DIFFERS: _tr("but the list does not have “%1”"),
    }
    value = " ".join(problem.value.split())
    value = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    return words[problem.trouble].replace("%2", role_word(preview.choices.role)).replace("%1", isolated(value))
