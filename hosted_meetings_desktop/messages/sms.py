"""A message as a short text for a phone, and in how many pieces the network sends it."""

from __future__ import annotations

import unicodedata

from hosted_meetings_desktop.domain.message import Letter, Occasion
from hosted_meetings_desktop.messages.languages import Language, language_at
from hosted_meetings_desktop.messages.occasions import is_series, when
from hosted_meetings_desktop.messages.outside import one_line
from hosted_meetings_desktop.messages.telling import checked_link, kind_of

# 3GPP TS 23.038: the default alphabet of seven bits, and what takes two places in it.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("\f^{}\\[~]|€")
_GSM_ONE_PIECE, _GSM_PIECE = 160, 153
_UCS_ONE_PIECE, _UCS_PIECE = 70, 67  # in units of 16 bits
_LONGEST_CLINIC = 40

_PLAINER = str.maketrans(
    {
        # Quotation marks and apostrophes, single and double.
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\xab": '"', "\xbb": '"',
        # Dashes, dots and fixed spaces.
        "\u2011": "-", "\u2013": "-", "\u2014": "-", "\xb7": "-", "\u2026": "...", "\xa0": " ", "\u2009": " ",
        "\u202f": " ",
    }
)  # fmt: skip


def segments(text: str) -> int:
    """Return in how many pieces a text message is sent, which is what is paid for.

    Up to 160 characters of the GSM alphabet are one piece, else 153 each, as the pieces have to say how they belong
    together; with any other character in it 70 and 67 (3GPP TS 23.038 and 23.040). No character is cut in two.
    """
    if all(sign in _GSM or sign in _GSM_TWO for sign in text):
        return _pieces([2 if sign in _GSM_TWO else 1 for sign in text], _GSM_ONE_PIECE, _GSM_PIECE)
    return _pieces([2 if ord(sign) > 0xFFFF else 1 for sign in text], _UCS_ONE_PIECE, _UCS_PIECE)


def short_text(letter: Letter) -> str:
    """Return the text message for a letter: what, when, and the link at its end.

    Raises:
        InputProblem: the link is no address of a web page.
    """
    spoken = language_at(letter.language, letter.clinic_zone)
    link = "" if letter.occasion is Occasion.CANCELLATION else checked_link(letter.link)
    words = " ".join(_sentences(letter, spoken, follows=letter.link_follows and not link))
    text = f"{words} {spoken.say('sms_link', link=link)}" if link else words
    return _cheapest(text, link)


def _sentences(letter: Letter, spoken: Language, *, follows: bool) -> list[str]:
    clinic = one_line(letter.clinic.name, _LONGEST_CLINIC)
    said = when(letter, spoken)
    found = [spoken.say(f"sms_{kind_of(letter)}", clinic=clinic, when=said.short)]
    over = letter.occasion is Occasion.CANCELLATION
    if is_series(letter) and letter.occasion is not Occasion.REMINDER:
        found.append(spoken.count("sms_more", len({letter.starts_at, *letter.times}) - 1))
    if follows and not over:
        found.append(spoken.say("sms_link_follows"))
    if over and (phone := one_line(letter.clinic.phone, 40)):
        found.append(spoken.say("sms_phone", phone=spoken.number(phone)))
    return found


def _cheapest(text: str, link: str) -> str:
    """Return the text in plain punctuation, and without accents where that saves a piece. The link stays as it is."""
    words = text.removesuffix(link).translate(_PLAINER) if link else text.translate(_PLAINER)
    bare = "".join(sign if sign in _GSM else _without_accent(sign) for sign in words)
    return min((words + link, bare + link), key=segments)


def _without_accent(sign: str) -> str:
    base = unicodedata.normalize("NFKD", sign)
    stripped = "".join(part for part in base if not unicodedata.combining(part))
    # Only Latin letters can do without: in other scripts a mark makes another word of it.
    return stripped if stripped and all(part in _GSM for part in stripped) else sign


def _pieces(sizes: list[int], one_piece: int, piece: int) -> int:
    if sum(sizes) <= one_piece:
        return 1
    count, room = 1, piece
    for size in sizes:
        if size > room:
            count, room = count + 1, piece
        room -= size
    return count
