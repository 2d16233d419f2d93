"""Language and time zone as fields: chosen from a list, found by typing any part of it, or left to the clinic."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from hosted_meetings_desktop.domain.person import is_language, language_tag
from hosted_meetings_desktop.ui.panes.people.rows import language_in_english, language_word, zone_word

WRITTEN = ("en", "es", "fr", "de", "pt", "hi", "ar")
"""The languages in which invitations are written."""

_SPOKEN = (
    "am", "bn", "bg", "cs", "da", "el", "et", "fa", "fi", "fil", "gu", "he", "hr", "hu", "id", "it", "ja", "ka", "kk",
    "km", "ko", "ku", "lt", "lv", "ml", "mr", "ms", "my", "ne", "nl", "no", "pa", "pl", "ps", "ro", "ru", "si", "sk",
    "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
_LEFT_OUT = ("Etc/", "SystemV/", "UTC+", "UTC-")


class FoundField(QComboBox):
    """A list with an empty first choice, the clinic's, in which one finds by typing.

    Signals:
        edited(): Something else stands in the field.
    """

    edited = Signal()

    def __init__(self, choices: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        """Make the field.

        Args:
            choices: Text and value of each.
            parent: The owner.
        """
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem("", "")
        for text, value in choices:
            self.addItem(text, value)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        if (line := self.lineEdit()) is not None:
            line.setPlaceholderText(QCoreApplication.translate("FoundField", "The clinic's"))
        self.currentTextChanged.connect(self.edited)

    def _value(self) -> str:
        """Return the value of what stands in the field, or what was typed."""
        typed = self.currentText().strip()
        place = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        return str(self.itemData(place)) if place >= 0 else typed

    def _show(self, value: str, text: str) -> None:
        place = self.findData(value)
        if place < 0:
            self.addItem(text, value)
            place = self.count() - 1
        self.setCurrentIndex(place)
        if (line := self.lineEdit()) is not None:
            line.setCursorPosition(0)


class LanguageField(FoundField):
    """A language as its tag (BCP 47); empty for the clinic's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_languages(), parent)

    @property
    def language(self) -> str:
        """The tag; what was typed where it means none."""
        value = self._value()
        return language_tag(value) if is_language(value) else value

    def set_language(self, tag: str) -> None:
        """Show a language."""
        self._show(tag, language_word(tag))


class ZoneField(FoundField):
    """A time zone as its IANA id; empty for the clinic's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tuple((zone_word(zone), zone) for zone in zone_ids()), parent)

    @property
    def zone(self) -> str:
        """The IANA id; what was typed where there is none of that name."""
        return "_".join(self._value().split())

    def set_zone(self, zone: str) -> None:
        """Show a zone."""
        self._show(zone, zone_word(zone))


def _languages() -> tuple[tuple[str, str], ...]:
    def said(tag: str) -> str:
        own, english = language_word(tag), language_in_english(tag)
        return own if own.casefold() == english.casefold() else f"{own} ({english})"

    others = sorted(((said(tag), tag) for tag in _SPOKEN), key=lambda choice: language_in_english(choice[1]))
    return (*((said(tag), tag) for tag in WRITTEN), *others)


@cache
def zone_ids() -> tuple[str, ...]:
    """Return the zones of the world by place, and UTC, in order."""
    known = {bytes(name.data()).decode() for name in QTimeZone.availableTimeZoneIds()}
    return tuple(sorted({name for name in known if "/" in name and not name.startswith(_LEFT_OUT)} | {"UTC"}))
