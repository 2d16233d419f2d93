"""The clinic's people: patients and colleagues, found again when they are invited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from unicodedata import category, combining, decimal, normalize
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, PersonId
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.preset import Role

_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.?[^@\s<>,;\".]+")
_PHONE = re.compile(r"\+[1-9][0-9]{5,14}")
_WRITTEN = re.compile(r"[\s().\-/\u00b7\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MAX_EMAIL = 254
MAX_PHONE = 40
MAX_LANGUAGE = 35
MAX_NOTES = 10_000

_KEEP_THE_ZERO = frozenset({"39", "378"})
"""Italy and San Marino: the leading 0 is a part of the number, also when it is called from abroad."""

_WITHOUT_A_ZERO = frozenset({"1", "30", "34", "45", "47", "48", "351", "352", "371", "420"})
"""Countries that dial no 0 before a number: one without a country code is one of their own (ITU-T E.129)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is invited again and again.

    Attributes:
        role: What they usually are to a meeting.
        phone: E.164, or as it was typed where that cannot be told; only E.164 gets text messages.
        language: BCP 47 tag of the language they are written to in; empty for the clinic's.
        zone: IANA zone they live in; empty for the clinic's.
        notes: For the clinic alone.
    """

    id: PersonId
    name: str
    role: Role = Role.PATIENT
    email: str = ""
    phone: str = ""
    language: str = ""
    zone: str = ""
    notes: str = ""

    def check(self) -> None:
        """Refuse what could not be invited or found again.

        Raises:
            InputProblem: for the first field to mend.
        """
        if problems := self.problems():
            raise problems[0]

    def problems(self) -> tuple[InputProblem, ...]:
        """Return everything that has to be mended, in the order of the fields; empty when all is well."""
        found: list[InputProblem] = []
        if not self.name.strip():
            found.append(InputProblem("name", "A person needs a name"))
        if len(self.name) > MAX_NAME:
            found.append(InputProblem("name", f"A name can have up to {MAX_NAME} characters"))
        if self.email and not is_email(self.email):
            found.append(InputProblem("email", "This is not a whole e-mail address"))
        if self.phone and not is_number(self.phone):
            found.append(InputProblem("phone", "This is not a phone number"))
        if self.language and not is_language(self.language):
            found.append(InputProblem("language", "This language is not known", "Choose one of the list."))
        if self.zone and not is_zone(self.zone):
            found.append(InputProblem("zone", "This time zone is not known", "Choose one of the list."))
        if len(self.notes) > MAX_NOTES:
            found.append(InputProblem("notes", f"Notes can have up to {MAX_NOTES:,} characters"))
        return tuple(found)

    def tidied(self, country_code: str = "") -> Person:
        """Return the person as they are kept: without stray blanks, a phone number in its one form.

        Args:
            country_code: Digits of the clinic's country ("49"), for numbers that name none.
        """
        return replace(
            self,
            name=one_line(self.name),
            email=one_line(self.email),
            phone=phone_number(one_line(self.phone), country_code),
            language=language_tag(self.language),
            zone=one_line(self.zone),
            notes=_several_lines(self.notes),
        )


@dataclass(frozen=True, slots=True)
class PeopleStep:
    """How to take a change of the list back.

    Attributes:
        before: People as they were, removed ones too.
        made: Who is new by the change.
        invitations: Whose the invitations were that are another's by it.
        apart: Who was said to be different people by it.
    """

    before: tuple[Person, ...] = ()
    made: tuple[PersonId, ...] = ()
    invitations: tuple[tuple[InviteeId, PersonId], ...] = ()
    apart: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """Several people are one now."""

    person: Person
    undo: PeopleStep


# ---- what is written
def is_email(text: str) -> bool:
    """Return whether ``text`` looks like one e-mail address; only a mail server can tell whether it is one."""
    return len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) is not None


def phone_number(text: str, country_code: str = "") -> str:
    """Return a phone number as E.164 where that can be told, else as it was typed.

    Args:
        text: As people write it: "+49 (0)30 123-456", "0049...", "030 123456".
        country_code: Digits of the clinic's country ("49"), for numbers that name none.
    """
    plain = _in_ascii(text).removeprefix("tel:").strip()
    if plain.startswith(("+", "00")):
        plain = plain.replace("(0)", "", 1)
    plain = _WRITTEN.sub("", plain)
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif plain.startswith("0") and country_code:
        plain = f"+{country_code}{plain if country_code in _KEEP_THE_ZERO else plain[1:]}"
    elif country_code in _WITHOUT_A_ZERO and plain.isascii() and plain.isdigit() and len(plain) >= 8:
        plain = f"+{plain}" if country_code == "1" == plain[0] else f"+{country_code}{plain}"
    return plain if is_phone(plain) else text.strip()


def is_phone(text: str) -> bool:
    """Return whether ``text`` is a number that a text message can be sent to (E.164)."""
    return _PHONE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Return whether ``text`` can be dialled at all, by a person who knows what it means."""
    return len(text) <= MAX_PHONE and len(digits_of(text)) >= 3


def digits_of(text: str) -> str:
    """Return the digits of a number, in ASCII whatever the script."""
    return "".join(letter for letter in _in_ascii(text) if letter in "0123456789")


def is_language(text: str) -> bool:
    """Return whether ``text`` has the form of a language tag (BCP 47)."""
    return len(text) <= MAX_LANGUAGE and _LANGUAGE.fullmatch(text) is not None


def language_tag(text: str) -> str:
    """Return a language tag in its usual spelling: "de-DE" for "de_de"; what is none stays as it is."""
    tag = one_line(text).replace("_", "-")
    if not is_language(tag):
        return one_line(text)
    first, *others = tag.split("-")
    return "-".join([first.lower(), *(_CASES.get(len(part), str.lower)(part) for part in others)])


_CASES = {2: str.upper, 4: str.title}
"""How a part of a language tag is written, by its length: a country, a script (RFC 5646, 2.1.1)."""


def is_zone(text: str) -> bool:
    """Return whether ``text`` is an IANA zone that this PC knows."""
    if len(text) > 64 or not text.isascii() or not text.isprintable():
        return False
    try:
        return bool(ZoneInfo(text).key) and (text == "UTC" or "/" in text)
    except (KeyError, ValueError, OSError):  # also for a folder's name, or a way out of the folder
        return False


def one_line(text: str) -> str:
    """Return ``text`` on one line, without what cannot be seen in it."""
    return " ".join(text.translate(_SEEN).split())


def _several_lines(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.translate(_SEEN).rstrip() for line in plain.split("\n")).strip()


# ---- what is the same to a reader
def folded(text: str) -> str:
    """Return ``text`` as it is compared: without case, accents and punctuation, words with one blank between."""
    plain = normalize("NFKD", text.replace("\u00b4", "'")).casefold().translate(_SAME)
    return " ".join(normalize("NFC", plain).split())


def name_key(name: str) -> str:
    """Return what two writings of one name have in common: the folded words in one order."""
    return " ".join(sorted(folded(name).split()))


class _Seen(dict[int, str | None]):
    """Controls become blanks; what only steers the direction of text goes, also as it could hide what is written."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        made: str | None = " " if category(letter) in {"Cc", "Zl", "Zp"} else letter
        self[code] = made
        return made


class _Same(dict[int, str | None]):
    """Accents go, punctuation becomes a blank; signs that make up a word of an Indian script stay."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        kind, mark = category(letter)[0], combining(letter)  # of what is no mark 0
        made: str | None = letter
        if mark == _NUKTA or mark > _VIRAMA:
            made = None
        elif kind in "PSZC":
            made = " "
        self[code] = made
        return made


_NUKTA, _VIRAMA = 7, 9
_HIDDEN = (0xAD, 0x200B, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SEEN = _Seen(dict.fromkeys(_HIDDEN))
_SAME = _Same(
    {
        **dict.fromkeys(map(ord, "'\u2019\u2018\u02bc\u0060\u0640\u200c\u200d\u00ad\u200b\ufeff")),
        **{ord(letter): same for letter, same in {
            "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "þ": "th", "æ": "ae", "œ": "oe",
            "ى": "ي", "ة": "\u0647", "ک": "ك", "ی": "ي",
        }.items()},
    }
)  # fmt: skip


def _in_ascii(text: str) -> str:
    plain = normalize("NFKC", text)
    if plain.isascii():
        return plain
    return "".join(letter if letter.isascii() else str(decimal(letter, letter)) for letter in plain)
