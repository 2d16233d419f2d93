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
_SHORTEST = 8
MAX_EMAIL = 254
MAX_PHONE = 40
MAX_LANGUAGE = 35
MAX_NOTES = 10_000

_BEGIN_WITH_ZERO = frozenset({"39", "225", "229", "242", "378"})
"""Italy, Ivory Coast, Benin, Congo, San Marino: a leading 0 is a part of the number, also when called from abroad."""

_WITHOUT_A_PREFIX = _BEGIN_WITH_ZERO | {"1", "30", "34", "45", "47", "48", "241", "351", "352", "371", "420"}
"""Countries that dial no 0 before a number: one without a country code is one of their own (ITU-T E.129)."""

_PREFIXES = {"7": "8", "36": "06"}
"""What is dialled before a number within a country, where it is not 0 (ITU-T E.129)."""

_LENGTHS = {"7": 11, "54": 11}
"""Digits of a whole number with that prefix; others are local, or Argentina's mobiles with a 15 in the middle."""

_EXAMPLES = {
    **dict.fromkeys(_BEGIN_WITH_ZERO, "06 1234 5678"), "1": "202 555 0143", "7": "8 912 345 67 89",
    "36": "06 20 123 4567", "54": "011 2345 6789",
}  # fmt: skip
"""Numbers within countries that write them in a form of their own."""

_ABROAD = {"1": "011", "7": "810", "61": "0011", "81": "010"}
"""What is dialled before the code of another country, where it is not 00 (ITU-T E.129)."""


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
    abroad = _ABROAD.get(country_code, "00")
    if plain.startswith(abroad):
        plain = f"+{plain[len(abroad) :]}"
    elif plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif country_code and plain.isascii() and plain.isdigit():
        plain = _of_country(plain, country_code)
    return plain if is_phone(plain) else text.strip()


def _of_country(digits: str, code: str) -> str:
    """Return a number as it is dialled within a country, with the country's code where it is surely one of it."""
    if code in _WITHOUT_A_PREFIX:
        if len(digits) < _SHORTEST or (digits[0] == "0" and code not in _BEGIN_WITH_ZERO):
            return digits
        return f"+{digits}" if code == "1" == digits[0] else f"+{code}{digits}"
    if len(digits) != _LENGTHS.get(code, len(digits)):
        return digits
    prefix = _PREFIXES.get(code, "0")
    return f"+{code}{digits[len(prefix) :]}" if digits.startswith(prefix) else digits


def is_phone(text: str) -> bool:
    """Return whether ``text`` is a number that a text message can be sent to (E.164)."""
    return _PHONE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Return whether ``text`` can be dialled at all, by a person who knows what it means."""
    return len(text) <= MAX_PHONE and len(digits_of(text)) >= 3


def calling_code(region: str) -> str:
    """Return the digits that are dialled for a country ("49" for "DE"), empty where there is none.

    Args:
        region: ISO 3166, two letters.
    """
    return _CODES.get(region.upper(), "")


def is_calling_code(digits: str) -> bool:
    """Return whether a country is called by these digits."""
    return digits in _CODES.values()


def regions_called(code: str) -> tuple[str, ...]:
    """Return the countries (ISO 3166) that are called by these digits, the largest first; empty for none."""
    return tuple(region for region, called in _CODES.items() if called == code)


def example_number(code: str) -> str:
    """Return a phone number as it is dialled within a country, of the form that ``phone_number`` tells from others.

    Args:
        code: Digits of the country ("49"); one without any is taken for one that dials a 0 first.
    """
    if code in _EXAMPLES:
        return _EXAMPLES[code]
    return "2123 4567" if code in _WITHOUT_A_PREFIX else "030 123 4567"


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


# ---- how countries are called
_CALLED = """
1 US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI; 7 RU KZ; 20 EG; 27 ZA; 30 GR;
31 NL; 32 BE; 33 FR; 34 ES; 36 HU; 39 IT VA; 40 RO; 41 CH; 43 AT; 44 GB GG IM JE; 45 DK; 46 SE; 47 NO BV SJ;
48 PL; 49 DE; 51 PE; 52 MX; 53 CU; 54 AR; 55 BR; 56 CL; 57 CO; 58 VE; 60 MY; 61 AU CC CX; 62 ID; 63 PH; 64 NZ PN;
65 SG; 66 TH; 81 JP; 82 KR; 84 VN; 86 CN; 90 TR; 91 IN; 92 PK; 93 AF; 94 LK; 95 MM; 98 IR; 211 SS; 212 MA EH;
213 DZ; 216 TN; 218 LY; 220 GM; 221 SN; 222 MR; 223 ML; 224 GN; 225 CI; 226 BF; 227 NE; 228 TG; 229 BJ; 230 MU;
231 LR; 232 SL; 233 GH; 234 NG; 235 TD; 236 CF; 237 CM; 238 CV; 239 ST; 240 GQ; 241 GA; 242 CG; 243 CD; 244 AO;
245 GW; 246 IO; 247 AC; 248 SC; 249 SD; 250 RW; 251 ET; 252 SO; 253 DJ; 254 KE; 255 TZ; 256 UG; 257 BI; 258 MZ;
260 ZM; 261 MG; 262 RE YT TF; 263 ZW; 264 NA; 265 MW; 266 LS; 267 BW; 268 SZ; 269 KM; 290 SH TA; 291 ER; 297 AW;
298 FO; 299 GL; 350 GI; 351 PT; 352 LU; 353 IE; 354 IS; 355 AL; 356 MT; 357 CY; 358 FI AX; 359 BG; 370 LT;
371 LV; 372 EE; 373 MD; 374 AM; 375 BY; 376 AD; 377 MC; 378 SM; 380 UA; 381 RS; 382 ME; 383 XK; 385 HR; 386 SI;
387 BA; 389 MK; 420 CZ; 421 SK; 423 LI; 500 FK GS; 501 BZ; 502 GT; 503 SV; 504 HN; 505 NI; 506 CR; 507 PA;
508 PM; 509 HT; 590 GP BL MF; 591 BO; 592 GY; 593 EC; 594 GF; 595 PY; 596 MQ; 597 SR; 598 UY; 599 CW BQ; 670 TL;
672 NF AQ HM; 673 BN; 674 NR; 675 PG; 676 TO; 677 SB; 678 VU; 679 FJ; 680 PW; 681 WF; 682 CK; 683 NU; 685 WS;
686 KI; 687 NC; 688 TV; 689 PF; 690 TK; 691 FM; 692 MH; 850 KP; 852 HK; 853 MO; 855 KH; 856 LA; 880 BD; 886 TW;
960 MV; 961 LB; 962 JO; 963 SY; 964 IQ; 965 KW; 966 SA; 967 YE; 968 OM; 970 PS; 971 AE; 972 IL; 973 BH; 974 QA;
975 BT; 976 MN; 977 NP; 992 TJ; 993 TM; 994 AZ; 995 GE; 996 KG; 998 UZ
"""
"""Digits, and the countries (ISO 3166) that are called by them, the largest first (ITU-T E.164, annexed list)."""

_CODES = {region: code for code, *regions in (each.split() for each in _CALLED.split(";")) for region in regions}
