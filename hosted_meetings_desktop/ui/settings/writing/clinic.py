"""The settings' group about the clinic as the people it writes to know it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.domain.person import regions_called
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.writing.colour_field import ColourField, is_colour
from hosted_meetings_desktop.ui.settings.writing.country_field import ClinicCountry, CountryField, country_words
from hosted_meetings_desktop.ui.settings.writing.group import WritingGroup, show_text
from hosted_meetings_desktop.ui.settings.writing.kept import KeptSettings
from hosted_meetings_desktop.ui.settings.writing.logo_field import LogoField

MAX_NAME = 80
MAX_PHONE = 40
MAX_NOTE = 300
_OWN_NAMES = {
    "en": "English", "es": "Español", "fr": "Français", "de": "Deutsch", "pt": "Português", "hi": "हिन्दी",
    "ar": "العربية",
}  # fmt: skip
"""Qt names a language together with its country, as Spanish of Spain."""


class ClinicGroup(WritingGroup):
    """Name, phone, language, a line under every message, colour and logo; each is kept as soon as it is there.

    Attributes:
        country: In which country phone numbers are that name none; None where that is not decided here.
    """

    def __init__(
        self,
        kept: KeptSettings,
        calls: Calls,
        languages: tuple[str, ...],
        country: ClinicCountry | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Clinic"), kept, parent, found_by=self.tr("letterhead brand practice"))
        self.form = FormColumn()
        self.name = self._line("name", self.tr("&Name"), MAX_NAME, self.tr("Shown to patients in every message."))
        self.phone = self._line(
            "phone", self.tr("Help &phone"), MAX_PHONE, self.tr("Who cannot join is asked to call this number.")
        )
        self.country = None if country is None else CountryField(country, calls)
        if self.country is not None:
            self._add_country(self.country)
        self.note = self._line(
            "note",
            self.tr("&Line under every message"),
            MAX_NOTE,
            self.tr("Opening hours, or where to read about privacy."),
        )
        self.language = QComboBox()
        for tag in languages:
            self.language.addItem(language_word(tag), tag)
        self.language.activated.connect(self._keep_language)
        self.form.add_field(
            "language",
            self.tr("Lan&guage"),
            self.language,
            hint=self.tr("For people of whom no other language is known."),
        )
        self.colour = ColourField()
        self.colour.chosen.connect(self._keep_colour)
        self.form.add_field("colour", self.tr("&Colour"), self.colour)
        self.colour.line.setAccessibleName(self.tr("Colour, as #0b6bcb"))
        self.logo = LogoField(calls)
        self.logo.chosen.connect(self._keep_logo)
        self.logo.refused.connect(self.result.show_error)
        self.form.add_field("logo", self.tr("L&ogo"), self.logo, hint=self.tr("A PNG of up to 200 kB."))
        self.add_wide(self.form)
        self.add_result()
        self.form.setEnabled(False)

    def _line(self, name: str, label: str, longest: int, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(longest)
        line.editingFinished.connect(self._keep_texts)
        self.form.add_field(name, label, line, hint=hint)
        return line

    def _add_country(self, country: CountryField) -> None:
        column = self.form.add_field("country_code", self.tr("Count&ry code"), country).layout()
        if column is not None:
            column.addWidget(country.example)
        country.kept.connect(self._tell_country)
        country.refused.connect(self._refuse_country)

    def reload(self) -> None:
        """Ask for what the messages themselves do not need."""
        if self.country is not None:
            self.country.reload()

    def show_settings(self, settings: OutboxSettings) -> None:
        """Show what is kept."""
        clinic = settings.clinic
        for line, text in ((self.name, clinic.name), (self.phone, clinic.phone), (self.note, clinic.note)):
            show_text(line, text)
        place = self.language.findData(settings.language)
        if place < 0:
            self.language.addItem(language_word(settings.language), settings.language)
            place = self.language.count() - 1
        self.language.setCurrentIndex(place)
        self.colour.set_colour(clinic.colour)
        self.logo.set_logo(clinic.logo)
        self.form.setEnabled(True)

    def show_missed(self, error: AppError) -> None:
        """Say for all groups that what is kept cannot be read."""
        why = f"{error.title}. {error.advice}".strip()
        self.tell_missed(self.tr("These settings cannot be shown now. %1").replace("%1", why), error)

    # ---- what is kept
    def _keep_texts(self) -> None:
        name, phone, note = (line.text().strip() for line in (self.name, self.phone, self.note))

        def change(settings: OutboxSettings) -> OutboxSettings:
            return replace(settings, clinic=replace(settings.clinic, name=name, phone=phone, note=note))

        self.keep(change)

    def _tell_country(self, code: str, before: str) -> None:
        country, regions = self.country, regions_called(code)
        if country is None or code == before:
            return
        said = self.tr("Numbers without a country stay as they are typed now.")
        if regions:
            said = self.tr("Numbers without a country are read as of %1 now.").replace("%1", country_words(regions))
        self.result.show_message(
            said, kind="success", action_text=self.tr("Undo"), action=lambda: country.keep(before),
            timeout_ms=2 * TOLD_MS,
        )  # fmt: skip

    def _refuse_country(self, error: AppError) -> None:
        if isinstance(error, InputProblem):
            self.form.show_problem("country_code", f"{error.title}. {error.advice}".strip())
        else:
            self.result.show_error(error)

    def _keep_language(self, place: int) -> None:
        tag = str(self.language.itemData(place))
        self.keep(lambda settings: replace(settings, language=tag))

    def _keep_colour(self, colour: str) -> None:
        self.form.clear_problem("colour")
        if not is_colour(colour):
            self.form.show_problem(
                "colour", self.tr("Type it as #0b6bcb, or choose it. Messages still have the one from before.")
            )
            return
        self.keep(lambda settings: replace(settings, clinic=replace(settings.clinic, colour=colour)))

    def _keep_logo(self, logo: bytes) -> None:
        removed = not logo
        told = self.tr("The logo is removed.") if removed else ""
        self.result.dismiss()
        self.keep(
            lambda settings: replace(settings, clinic=replace(settings.clinic, logo=logo)), told, undoable=removed
        )

    def _put_back(self, before: OutboxSettings) -> None:
        self._keep_logo(before.clinic.logo)


def language_word(tag: str) -> str:
    """Return what a language is called by those who speak it."""
    if tag in _OWN_NAMES:
        return _OWN_NAMES[tag]
    known = QLocale(tag)
    word = tag if known.language() == QLocale.Language.C else known.nativeLanguageName()
    return word[:1].upper() + word[1:]
