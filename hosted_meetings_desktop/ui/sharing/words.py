"""What the sharing dialog says."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.consent import Standing
from hosted_meetings_desktop.domain.shares import Share, ShareWay
from hosted_meetings_desktop.domain.sharing import Attendee, GivenLinks, ShareOffer
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import duration_text, isolated, moment_text


def lacking_words(offer: ShareOffer) -> str:
    """Return why nothing can be shared."""
    names = ", ".join(isolated(name) for name in offer.lacking)
    said = {
        Standing.NEVER: _tr("Visits of this kind are not recorded, so this recording is given to nobody."),
        Standing.REFUSED: _tr("It cannot be shared. These do not agree to being recorded: %1."),
        Standing.ANNOUNCE: _tr("It cannot be shared. It is not on record that these were told of it: %1."),
    }
    usual = _tr("It cannot be shared until these agree to being recorded: %1.")
    return said.get(offer.standing, usual).replace("%1", names)


def person_words(person: Attendee) -> str:
    """Return somebody who was in it, with how long and where they can be reached."""
    role = role_word(person.role) if person.role is not None else _tr("not invited from here")
    said = [isolated(person.name), role, duration_text(person.present)]
    return " · ".join([*said, person.email] if person.email else said)


def way_words(offer: ShareOffer, now: datetime, *, copies: bool) -> str:
    """Return what a way means; ``copies``: a copy is made."""
    if copies:
        return _tr(
            "A ZIP file that opens with a password alone. Hand it over the way your clinic hands files over, and "
            "tell the password by phone or text message."
        )
    if offer.link_until is None and not offer.copy_ready:
        return _tr("The video service has it no more, and it is not in the archive.")
    if offer.link_until is None:
        return _tr("The video service has it no more: only a copy can be made.")
    said = _tr("Whoever has the link can watch, until %1. It cannot be taken back.")
    return said.replace("%1", moment_text(offer.link_until, now))


def sent_words(given: GivenLinks, now: datetime) -> str:
    """Return who was sent the link, and who was not and why."""
    until = moment_text(given.until, now) if given.until is not None else _tr("it is deleted")
    said = []
    if given.mailed:
        names = ", ".join(map(isolated, given.mailed))
        word = _tr("Sent to %1. The link works until %2.")
        said.append(word.replace("%1", names).replace("%2", until))
    for name, why in given.unsent:
        said.append(_tr("Not sent to %1: %2").replace("%1", isolated(name)).replace("%2", why))
    return " ".join(said)


def copied_words(given: GivenLinks, now: datetime) -> str:
    """Return that the link was copied."""
    until = moment_text(given.until, now) if given.until is not None else _tr("it is deleted")
    return _tr("The link is copied. Whoever has it can watch, until %1.").replace("%1", until)


def share_words(share: Share, now: datetime) -> str:
    """Return how something was given to somebody, and whether it can still be opened."""
    way = {ShareWay.PROVIDER_LINK: _tr("link"), ShareWay.EXPORTED_COPY: _tr("copy with a password")}[share.way]
    said = [way, moment_text(share.at, now), _tr("by %1").replace("%1", isolated(share.by))]
    if share.address:
        said.append(share.address)
    if share.withdrawn_at is not None:
        word = _tr("withdrawn %1: %2").replace("%1", moment_text(share.withdrawn_at, now))
        said.append(word.replace("%2", share.withdrawn_why))
    elif share.expires_at is not None:
        word = _tr("works until %1") if share.open_at(now) else _tr("worked until %1")
        said.append(word.replace("%1", moment_text(share.expires_at, now)))
    return " · ".join(said)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sharing", text)
