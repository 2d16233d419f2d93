"""What consents mean where voices are recorded one by one: who is heard, who is not, and what is asked first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.consent import (
    PersonConsent,
    RecordingConsent,
    Standing,
    asked_for_voices,
    consent_while_recorded,
    voices_agreed,
)
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.parts.recording_words import leaves_out
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many


@dataclass(frozen=True, slots=True)
class Voices:
    """Who would be heard in a recording of voices that begins now, and who would not, by name."""

    heard: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def words(self) -> str:
        """Both in a sentence."""
        heard, left_out = (", ".join(map(isolated, names)) for names in (self.heard, self.left_out))
        return _tr("Voices only would record %1, and not %2.").replace("%2", left_out).replace("%1", heard)


def voices_instead(consent: RecordingConsent, inside: Iterable[LivePerson]) -> Voices | None:
    """Return whose voices could be recorded where the whole call cannot be; None where nobody has agreed.

    Args:
        consent: How the consents of those in the call stand.
        inside: Who that is.
    """
    if consent.standing not in {Standing.MISSING, Standing.REFUSED}:
        return None
    people = tuple(inside)
    heard = voices_agreed(consent, people, announced=consent.policy is ConsentPolicy.ANNOUNCED)
    if all(consent.of(each) is None for each in heard):
        return None
    left_out = (each.name for each in people if each not in heard and consent.of(each) is not None)
    return Voices(tuple(each.name for each in heard), tuple(left_out))


def as_asked(
    consent: RecordingConsent, kind: RecordingKind, running: Recording | None, inside: Iterable[LivePerson]
) -> RecordingConsent:
    """Return how the consents stand to what is wanted.

    Where one runs or is paused, those count whom it records. Before a recording of voices nobody's consent stands in
    the way of another's, but somebody must have agreed; where recordings are announced, everybody has to be told.

    Args:
        consent: How they stand in the call.
        kind: What is wanted, or was last.
        running: What runs or is paused.
        inside: Who is in the call.
    """
    if running is not None:
        return consent_while_recorded(consent, running, inside)
    if kind is not RecordingKind.TRACKS or consent.standing is Standing.NEVER:
        return consent
    untold = tuple(each for each in consent.people if each.here and each.last is None)
    if consent.policy is ConsentPolicy.ANNOUNCED and untold:
        return replace(consent, standing=Standing.ANNOUNCE)
    return asked_for_voices(consent) or replace(consent, standing=Standing.FREE)


def agreed_since_words(consent: RecordingConsent, running: Recording, inside: Iterable[LivePerson]) -> str:
    """Return who has agreed and is not recorded all the same, with what helps; empty where that is nobody."""
    out = [one for one in inside if leaves_out(running, one)]
    names = [asked.name for each in out if (asked := consent.of(each)) is not None and asked.given]
    if not names:
        return ""
    one = _tr("%1 has agreed since, but is not recorded. To record them too, stop the recording and start it anew.")
    many = _tr(
        "These have agreed since, but are not recorded: %1. To record them too, stop the recording and start it anew."
    )
    return one_or_many(len(names), one, many).replace("%1", ", ".join(map(isolated, names)))


def withdrawn_words(people: Iterable[PersonConsent]) -> str:
    """Return that voices are recorded of people who do not want that, or not any more."""
    names = [isolated(each.name) for each in people]
    one = _tr("The voice of %1 is recorded, and they do not agree to that any more.")
    many = _tr("These voices are recorded, and their people do not agree to that any more: %1.")
    return one_or_many(len(names), one, many).replace("%1", ", ".join(names))


def _tr(text: str) -> str:
    return QCoreApplication.translate("VoicesConsent", text)
