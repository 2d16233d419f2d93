"""How a person reads: language, zone, number, and the columns of the list."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from hosted_meetings_desktop.domain.person import Person, is_zone
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import DASH, isolated, local, time_text

OFFERED_ROLES = (Role.PATIENT, Role.RELATIVE, Role.INTERPRETER, Role.COLLEAGUE, Role.HOST)


_PLAIN_NAMES = {"en": "English", "es": "español"}
"""Where Qt means a country's own: "American English", "español de España"."""


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("PersonRow", text, comment, n)


def language_word(tag: str) -> str:
    """Return what a language is called by those who speak it, with the country if it says one; a tag stays a tag."""
    if not tag:
        return ""
    first, _, rest = tag.partition("-")
    plain, whole = QLocale(first), QLocale(tag)
    if plain.language() == QLocale.Language.C:
        return tag
    native = _PLAIN_NAMES.get(first) or plain.nativeLanguageName()
    word = (native or QLocale.languageToString(plain.language())).strip()
    word = word[:1].upper() + word[1:]
    if not rest:
        return word
    place = whole.nativeTerritoryName() if len(rest) == 2 else ""
    return f"{word} ({place or rest})"


def language_in_english(tag: str) -> str:
    """Return what a language is called in English, by which it is found too."""
    return QLocale.languageToString(QLocale(tag).language())


def zone_word(zone: str) -> str:
    """Return "America/New York" for "America/New_York"."""
    return zone.replace("_", " ")


def zone_there(zone: str, now: datetime) -> str:
    """Return a zone, with what its clocks show now where that is not what this PC's show."""
    if not is_zone(zone):
        return zone_word(zone)
    there = ZoneInfo(zone)
    if local(now).utcoffset() == now.astimezone(there).utcoffset():
        return zone_word(zone)
    said = _tr("%1, where it is %2 now")
    return said.replace("%1", zone_word(zone)).replace("%2", time_text(now, zone=there))


def summary(person: Person) -> str:
    """Return role and address, to know somebody by beside their name."""
    return " · ".join(part for part in (role_word(person.role), person.email or isolated(person.phone)) if part)


def person_columns() -> list[Column[Person]]:
    """Return the columns of the list."""
    return [
        Column(_tr("Name"), lambda p: p.name, stretch=True, least=_NAME_WIDTH),
        Column(_tr("Role"), lambda p: role_word(p.role), width=width_for(*map(role_word, Role)), optional=2),
        Column(
            _tr("E-mail"),
            lambda p: p.email or DASH,
            tooltip=lambda p: p.email or _tr("No e-mail address"),
            width=width_for("firstname.lastname@clinic"),
            optional=1,
        ),
        Column(
            _tr("Phone"),
            lambda p: isolated(p.phone) or DASH,
            tooltip=lambda p: isolated(p.phone) or _tr("No phone number"),
            width=width_for("+49 30 123456789"),
            optional=3,
        ),
        Column(
            _tr("Language"),
            lambda p: language_word(p.language) or DASH,
            tooltip=lambda p: language_word(p.language) or _tr("The clinic's language"),
            width=width_for("Português (Brasil)"),
            optional=4,
        ),
    ]


_NAME_WIDTH = 200
