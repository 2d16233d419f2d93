"""What entries of the audit log are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.ledger.chain import Flaw, Verdict
from hosted_meetings_desktop.ui.text.format import one_or_many

_ANSWERS = {"asked", "given", "refused", "withdrawn"}


def deed_word(deed: Deed) -> str:
    """Return what was done, in a few words."""
    words = {
        Deed.KEPT: _tr("Kept in the archive"),
        Deed.LOST: _tr("Lost at the video service"),
        Deed.PAUSED: _tr("Recording paused"),
        Deed.RESUMED: _tr("Recording went on"),
        Deed.WATCHED: _tr("Recording played"),
        Deed.EXPORTED: _tr("Exported"),
        Deed.SHARED: _tr("Shared"),
        Deed.WITHDRAWN: _tr("Sharing withdrawn"),
        Deed.DELETED: _tr("Deleted"),
        Deed.HELD: _tr("Put on hold"),
        Deed.RELEASED: _tr("Hold ended"),
        Deed.RULES: _tr("Keeping times changed"),
        Deed.CONSENT: _tr("Consent written down"),
        Deed.REPORTED: _tr("Report exported"),
        Deed.ACKNOWLEDGED: _tr("Failed proof acknowledged"),
    }
    return words.get(deed, deed.value)


def what_text(note: AuditNote) -> str:
    """Return what was done, with what matters of its facts."""
    word = deed_word(note.deed)
    answer = note.facts.get("answer", "")
    if note.deed is Deed.CONSENT and answer in _ANSWERS:
        said = {
            "asked": _tr("was asked or told"),
            "given": _tr("agrees"),
            "refused": _tr("does not agree"),
            "withdrawn": _tr("took it back"),
        }
        return f"{word}: {said[answer]}"
    return word


def facts_text(note: AuditNote) -> str:
    """Return all that is known besides, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in sorted(note.facts.items()) if value)


def verdict_text(verdict: Verdict) -> str:
    """Return in a sentence whether the log is whole."""
    if verdict.sound:
        one = _tr("The log is whole: its one entry is as it was written.")
        many = _tr("The log is whole: its %1 entries are as they were written.")
        return one_or_many(verdict.entries, one, many).replace("%1", str(verdict.entries))
    first = verdict.problems[0]
    gone = {Flaw.MISSING, Flaw.CUT}
    said = _tr("Entries are gone before number %1.") if first.flaw in gone else _tr("Entry %1 was changed.")
    return _tr("The log is not whole.") + " " + said.replace("%1", str(first.number))


def _tr(text: str) -> str:
    return QCoreApplication.translate("AuditWords", text)
