"""In which country phone numbers are that name none, with an example of how they are read."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from hosted_meetings_desktop.domain.person import digits_of, example_number, phone_number, regions_called
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

_LONGEST = 8
_NAMED = 2


class ClinicCountry(Protocol):
    """What the field asks (``ClinicService``); works without the network."""

    async def country_code(self) -> str:
        """Return the digits of the clinic's country ("49"), empty for none."""
        ...

    async def keep_country_code(self, code: str) -> str:
        """Decide it, empty for the country of this PC; returns what was kept before."""
        ...


class CountryField(QLineEdit):
    """The code as people write it ("+49"); kept as soon as the field is left.

    Attributes:
        example: How a number is read with what stands in the field, to stand under it.

    Signals:
        kept(str, str): Another code is kept: what it is now, and what takes that back.
        refused(AppError): It could not be; what was kept stays.
    """

    kept = Signal(str, str)
    refused = Signal(object)

    def __init__(self, country: ClinicCountry, calls: Calls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._country = country
        self._calls = calls
        self._known: str | None = None
        self.example = small_label("")
        self.setMaxLength(_LONGEST)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setEnabled(False)
        self.textChanged.connect(self._tell)
        self.editingFinished.connect(self._keep_entered)

    # ---- what is kept
    def reload(self) -> None:
        """Ask for the code again; what is being typed stays."""
        self._calls.run(self, self._country.country_code, self._show, lambda _told_by_the_group: None)

    def _show(self, code: str) -> None:
        typing = self.hasFocus() and self.isModified()
        self._known = code
        self.setEnabled(True)
        if not typing:
            self._write(code)

    def _write(self, code: str) -> None:
        self.setText(f"+{code}" if code else "")
        self._tell()

    def _keep_entered(self) -> None:
        if self._known is None or not self.isModified():
            return
        text = self.text().strip()
        if text and _code_of(text) == self._known:
            self._write(self._known)
            return
        self.keep(text)

    def keep(self, code: str) -> None:
        """Decide on a code; an empty one is that of this PC again."""

        def done(before: str) -> None:
            self.setModified(False)
            self._calls.run(self, self._country.country_code, partial(self._settle, before), self.refused.emit)

        self._calls.run(self, partial(self._country.keep_country_code, code), done, self.refused.emit)

    def _settle(self, before: str, code: str) -> None:
        self._known = code
        self._write(code)
        self.kept.emit(code, before)

    # ---- what it means
    def _tell(self, _text: str = "") -> None:
        text = self.text().strip()
        code = _code_of(text)
        if text or not self._known:
            said = reading_sentence(code) if code or not text else ""
        else:
            said = self.tr("Left empty, the country of this PC counts.")
        self.example.setText(said)
        self.example.setVisible(bool(said))
        self.setAccessibleDescription(said)


def reading_sentence(code: str) -> str:
    """Return how phone numbers are read with a country's code; an empty text for digits that are none.

    Args:
        code: Its digits, empty for none.
    """
    number = example_number(code)
    if not code:
        said = _tr("Numbers without a country stay as they are typed, such as %1. They get no text messages.")
        return said.replace("%1", _dialled(number))
    regions = regions_called(code)
    if not regions:
        return ""
    said = _tr("%1: %2 is read as %3.")
    return (
        said.replace("%1", country_words(regions))
        .replace("%2", _dialled(number))
        .replace("%3", _dialled(phone_number(number, code)))
    )


def country_words(regions: tuple[str, ...]) -> str:
    """Return what countries are called, the first ones of many.

    Args:
        regions: ISO 3166.
    """
    named = [isolated(QLocale.territoryToString(QLocale.codeToTerritory(each))) for each in regions]
    if len(named) > _NAMED:
        return _tr("%1 and others").replace("%1", ", ".join(named[:_NAMED]))
    return _tr("%1 and %2").replace("%1", named[0]).replace("%2", named[1]) if len(named) == _NAMED else named[0]


def _dialled(number: str) -> str:
    """Return a number that is read from left to right in every language."""
    return isolated(number.replace(" ", "\N{NO-BREAK SPACE}"))


def _code_of(text: str) -> str:
    return digits_of(text).removeprefix("00")


def _tr(text: str) -> str:
    return QCoreApplication.translate("CountryField", text)
