"""The fields of one invited person: found among the clinic's people as one types, or typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QLocale, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hosted_meetings_desktop.domain.person import MAX_EMAIL, MAX_PHONE, Person, folded
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import InviteeEntry, usual_preset
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.person_field import PersonField

OFFERED_ROLES = (Role.PATIENT, Role.RELATIVE, Role.INTERPRETER, Role.COLLEAGUE)
WRITTEN = ("en", "es", "fr", "de", "pt", "hi", "ar")
"""The languages in which invitations are written."""
_PLAIN_NAMES = {"en": "English", "es": "Español"}
"""Where Qt means a country's own: "American English", "español de España"."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("InviteeLine", text)


def language_word(tag: str) -> str:
    """Return what a language is called by those who speak it; a tag that is not known stays a tag."""
    first = tag.partition("-")[0]
    word = _PLAIN_NAMES.get(first) or QLocale(first).nativeLanguageName().strip()
    return word[:1].upper() + word[1:] if word else tag


class InviteeLine:
    """The fields; a line keeps the ids of a person who is invited already.

    Attributes:
        heard: Called when something in the line changed.
    """

    def __init__(
        self,
        entry: InviteeEntry,
        name: PersonField,
        presets: tuple[str, ...],
        usual: Mapping[Role, str],
        heard: Callable[[], object],
    ) -> None:
        """Make it.

        Args:
            entry: Whom to begin with.
            name: The field for the name, which finds people.
            presets: The account's presets, empty while they are not known.
            usual: What each role may do in this kind of meeting, by the preset's name.
            heard: Called when something in the line changed.
        """
        self._entry = entry
        self._presets = presets
        self._usual = usual
        self._known: Person | None = None
        self._picked_here = False
        self._own_preset = bool(entry.preset) and entry.preset != USUAL_PRESETS[entry.role]
        self._preset_chosen = False
        self.heard = heard
        self.name = name
        self._make_fields(entry)
        self._show_person(entry)
        self.offer_presets(presets)
        self._connect()

    def _make_fields(self, entry: InviteeEntry) -> None:
        self.role = QComboBox()
        roles = OFFERED_ROLES if entry.role in OFFERED_ROLES else (*OFFERED_ROLES, entry.role)
        for role in roles:
            self.role.addItem(role_word(role), role)
        self.role.setCurrentIndex(self.role.findData(entry.role))
        self.email = QLineEdit(entry.email)
        self.email.setMaxLength(MAX_EMAIL)
        self.phone = QLineEdit(entry.phone)
        self.phone.setMaxLength(MAX_PHONE)
        for line in (self.email, self.phone):
            line.setCursorPosition(0)
        self.language = QComboBox()
        self.language.addItem(_tr("The clinic's"), "")
        for tag in WRITTEN:
            self.language.addItem(language_word(tag), tag)
        self.preset = QComboBox()
        for field, letters in ((self.language, 6), (self.preset, 10)):
            field.setMinimumContentsLength(letters)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._show_language(entry.language)
        self.remove = icon_button("close", "")
        calm(self.role, self.language, self.preset)

    def _connect(self) -> None:
        self.name.picked.connect(self._fill_in)
        self.name.freed.connect(self._let_go)
        self.name.textEdited.connect(self._take_back)
        self.role.currentIndexChanged.connect(self._follow_role)
        self.preset.activated.connect(self._keep_preset)
        for edit in (self.name, self.email, self.phone):
            edit.textChanged.connect(self._tell)
        for box in (self.role, self.language, self.preset):
            box.currentIndexChanged.connect(self._tell)

    def _tell(self, _changed: object) -> None:
        self.heard()

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """The fields in reading order."""
        return (self.name, self.role, self.email, self.phone, self.language, self.preset, self.remove)

    def entry(self) -> InviteeEntry:
        """Return what stands in the fields."""
        person = self.name.person
        kept = self._entry if self._is_same(person) else InviteeEntry()
        return InviteeEntry(
            name=self.name.text(),
            role=Role(self.role.currentData()),
            preset=self.preset.currentText() if self.preset.currentIndex() >= 0 else "",
            email=self.email.text(),
            id=kept.id,
            participant_id=kept.participant_id,
            phone=self.phone.text(),
            language=str(self.language.currentData()),
            zone=person.zone if person is not None else "" if self._picked_here else kept.zone,
            person_id=None if person is None else person.id,
        )

    def _is_same(self, person: Person | None) -> bool:
        """Return whether this is still the place of who was invited: another person gets a link of their own."""
        if person is None or person.id == self._entry.person_id:
            return True
        return self._entry.person_id is None and folded(person.name) == folded(self._entry.name)

    # ---- who it is
    def _show_person(self, entry: InviteeEntry) -> None:
        if entry.person_id is None:
            self.name.setText(entry.name)
            self.name.setCursorPosition(0)
        else:
            known = Person(
                entry.person_id, entry.name, entry.role, entry.email, entry.phone, entry.language, entry.zone
            )
            self._known = known
            self.name.set_person(known)

    def take(self, person: Person) -> None:
        """Fill the line with somebody of the clinic's people."""
        self.name.set_person(person)
        self._fill_in(person)

    def _fill_in(self, person: Person) -> None:
        self._known, self._picked_here = person, True
        if self.role.findData(person.role) < 0:
            self.role.addItem(role_word(person.role), person.role)
        self.role.setCurrentIndex(self.role.findData(person.role))
        self.email.setText(person.email)
        self.phone.setText(person.phone)
        for line in (self.email, self.phone):
            line.setCursorPosition(0)
        self._show_language(person.language)
        self.heard()

    def _let_go(self) -> None:
        """Take away what came with somebody who was chosen here: another name must not be written to as them."""
        person = self._known
        if person is None or not self._picked_here:
            return
        for line, filled in ((self.email, person.email), (self.phone, person.phone)):
            if line.text() == filled:
                line.clear()
        if self.language.currentData() == person.language:
            self.language.setCurrentIndex(0)

    def _take_back(self, text: str) -> None:
        """Know somebody again whose name stands there as it was."""
        person = self._known
        if person is None or self.name.person is not None or text != person.name:
            return
        place = self.name.cursorPosition()
        self.name.set_person(person)
        if self._picked_here:
            self._fill_in(person)
        self.name.setCursorPosition(place)

    def _show_language(self, tag: str) -> None:
        if self.language.findData(tag) < 0:
            self.language.addItem(language_word(tag), tag)
        self.language.setCurrentIndex(self.language.findData(tag))

    # ---- what they may do
    def offer_presets(self, presets: tuple[str, ...]) -> None:
        """Offer ``presets``; a preset chosen before stays, even when the account no longer has it."""
        chosen = self.preset.currentText() if self.preset.currentIndex() >= 0 else self._entry.preset
        self._presets = presets
        usual = usual_preset(Role(self.role.currentData()), presets, self._usual)
        # One that the account does not have any more stays until somebody chooses another.
        wanted = chosen if self._own_preset else usual or self._entry.preset
        names = list(presets) or sorted({usual_preset(role, (), self._usual) for role in Role})
        if wanted and wanted not in names:
            names.append(wanted)
        with QSignalBlocker(self.preset):  # without one for a moment, it would look as if it had to be chosen
            self.preset.clear()
            self.preset.addItems(names)
            self.preset.setCurrentIndex(self.preset.findText(wanted) if wanted else -1)

    def set_usual(self, usual: Mapping[Role, str]) -> None:
        """Follow a kind of meeting in what each role may do; what somebody chose stays."""
        role = Role(self.role.currentData())
        before, after = (usual_preset(role, self._presets, each) for each in (self._usual, usual))
        now = self.preset.currentText() if self.preset.currentIndex() >= 0 else ""
        self._own_preset = self._preset_chosen or now not in {before, after, ""}
        self._usual = usual
        self.offer_presets(self._presets)

    @property
    def differs(self) -> bool:
        """Whether the preset is another one than people of that role usually have, or has to be chosen."""
        usual = usual_preset(Role(self.role.currentData()), self._presets, self._usual)
        return self.preset.currentIndex() < 0 or self.preset.currentText() != usual

    @property
    def speaks_another(self) -> bool:
        """Whether they are written to in another language than the clinic's."""
        return bool(self.language.currentData())

    def _follow_role(self, _index: int) -> None:
        if not self._own_preset:
            self.offer_presets(self._presets)

    def _keep_preset(self, _index: int) -> None:
        self._own_preset = self._preset_chosen = True

    def name_fields(self, number: int) -> None:
        """Name the fields for screen readers; ``number`` counts the people from 1."""
        for widget, word in (
            (self.name, _tr("Name of person %1")),
            (self.role, _tr("Role of person %1")),
            (self.email, _tr("E-mail address of person %1")),
            (self.phone, _tr("Phone number of person %1")),
            (self.language, _tr("Language person %1 is written to in")),
            (self.preset, _tr("What person %1 may do (preset)")),
            (self.remove, _tr("Remove person %1")),
        ):
            widget.setAccessibleName(word.replace("%1", str(number)))
        self.remove.setToolTip(self.remove.accessibleName())
