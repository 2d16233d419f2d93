"""A person's certificate of attendance."""

from __future__ import annotations

from datetime import UTC

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ledger.reports import Certificate
from hosted_meetings_desktop.ui.parts.ledger_words import doubt_sentence
from hosted_meetings_desktop.ui.reports.paper import Paper
from hosted_meetings_desktop.ui.reports.words import (
    day_words,
    foot_words,
    is_utc,
    made_words,
    zone_of,
    zone_words,
)
from hosted_meetings_desktop.ui.text.format import duration_text, isolated, span_text


def _tr(text: str) -> str:
    return QCoreApplication.translate("AttendanceCertificate", text)


def certificate_paper(certificate: Certificate) -> Paper:
    """Return a certificate as a paper: who was there and when, and nothing of what it was about unless asked for."""
    head, row, zone = certificate.head, certificate.row, zone_of(certificate.head)
    paper = Paper(_tr("Certificate of attendance"), foot=foot_words(head))
    paper.letterhead(head.clinic)
    paper.headline(_tr("Certificate of attendance"))
    came, left = row.first_joined, row.last_left
    if came is None or left is None:
        raise ValueError("who attended came and left")
    name = isolated(row.name) or _tr("A guest")
    day = day_words(came.astimezone(zone).date())
    said = _tr("%1 took part in a video visit on %2.").replace("%2", day)
    paper.line(said.replace("%1", name))
    facts = [(_tr("Name"), name), (_tr("Day"), day)]
    facts.append((_tr("From, until"), f"{span_text(came, left, zone=zone)} {zone_words(head, came)}"))
    if not is_utc(head, came, left):
        facts.append((_tr("In UTC"), span_text(came, left, zone=UTC)))
    facts.append((_tr("Time in the call"), duration_text(row.present)))
    if row.host and row.host != row.name:
        facts.append((_tr("With"), isolated(row.host)))
    if certificate.with_title:
        facts.append((_tr("Meeting"), row.title))
    paper.facts(facts)
    told = _tr(
        "The times are those that the clinic's video system recorded. Breaks do not count as time in the call."
    )
    paper.note(" ".join((told, *(doubt_sentence(each) for each in row.doubts))))
    proof = _tr("Entry %1 of the clinic's attendance ledger. %2.").replace("%1", str(row.entry))
    paper.note(proof.replace("%2", made_words(head)))
    paper.signature(_tr("For the clinic: signature and stamp"))
    return paper
