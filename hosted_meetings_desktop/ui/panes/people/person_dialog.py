"""Add a person, or change what is known of one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.person import MAX_EMAIL, MAX_PHONE, Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.people.fields import LanguageField, ZoneField
from hosted_meetings_desktop.ui.panes.people.rows import OFFERED_ROLES, summary
from hosted_meetings_desktop.ui.panes.people.services import PeopleList
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SIZE

LOOK_PAUSE_MS = 400
_NOTES_LINES = 4


class PersonDialog(Dialog):
    """The dialog of a person; who opened it keeps them, and what was entered when it is left.

    Signals:
        entered(Person): Keep this; the dialog stays, busy, until it is accepted or shown an error.
        left_dirty(Person): The dialog was left, and what was entered in it is not kept anywhere.
        other_wanted(str): Show somebody who is in the list already (id); the dialog is left.
    """

    entered = Signal(object)
    left_dirty = Signal(object)
    other_wanted = Signal(str)

    def __init__(
        self, people: PeopleList, calls: Calls, *, person: Person | None = None, parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            people: Knows who is in the list already.
            calls: Runs it.
            person: Whom to change; None adds somebody.
            parent: The window it belongs to.
        """
        new = person is None
        title = self.tr("Add person") if new else self.tr("Edit person")
        super().__init__(title, self.tr("Add person") if new else self.tr("Save changes"), parent=parent)
        self._people = people
        self._calls = calls
        self._person = person or Person(PersonId(""), "")
        self._looking: Call | None = None
        self._looked_for: Person | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(LOOK_PAUSE_MS)
        self._pause.timeout.connect(self.look_for_doubles)
        self._make_fields()
        self._arrange_fields()
        self.show_entry(self._person)
        self._untouched = self.entry()
        for field in (self.name_field, self.email_field, self.phone_field):
            field.textEdited.connect(self._pause.start)
        self.confirmed.connect(self.keep)
        self.setMinimumWidth(SIZE.text_width)
        self.name_field.setFocus()

    # ---- building
    def _make_fields(self) -> None:
        self.name_field = QLineEdit()
        self.name_field.setMaxLength(MAX_NAME)
        self.role_field = QComboBox()
        for role in OFFERED_ROLES:
            self.role_field.addItem(role_word(role), role)
        self.email_field = QLineEdit()
        self.email_field.setMaxLength(MAX_EMAIL)
        self.phone_field = QLineEdit()
        self.phone_field.setMaxLength(MAX_PHONE)
        self.language_field = LanguageField()
        self.zone_field = ZoneField()
        self.notes_field = QPlainTextEdit()
        self.notes_field.setTabChangesFocus(True)
        self.notes_field.setFixedHeight(self.notes_field.fontMetrics().lineSpacing() * _NOTES_LINES + SIZE.icon)

    def _arrange_fields(self) -> None:
        form = FormColumn()
        form.add_row(
            ("name", self.tr("&Name"), self.name_field), ("role", self.tr("&Role"), self.role_field), stretches=(3, 1)
        )
        self._alike = QWidget()
        self._alike_column = QVBoxLayout(self._alike)
        self._alike_column.setContentsMargins(0, 0, 0, 0)
        self._alike.hide()
        form.add_widget(self._alike)  # under the name, before anything else is typed
        form.add_row(("email", self.tr("&E-mail"), self.email_field), ("phone", self.tr("&Phone"), self.phone_field))
        form.add_row(
            ("language", self.tr("&Language they are written to in"), self.language_field),
            ("zone", self.tr("Time &zone they live in"), self.zone_field),
        )
        form.add_field("notes", self.tr("N&otes"), self.notes_field, hint=self.tr("For the clinic alone."))
        self.form = form
        self.set_form(form)

    def show_entry(self, entry: Person) -> None:
        """Fill the fields."""
        self.name_field.setText(entry.name)
        self.name_field.setCursorPosition(0)
        self.role_field.setCurrentIndex(self.role_field.findData(entry.role))
        self.email_field.setText(entry.email)
        self.email_field.setCursorPosition(0)
        self.phone_field.setText(entry.phone)
        self.language_field.set_language(entry.language)
        self.zone_field.set_zone(entry.zone)
        self.notes_field.setPlainText(entry.notes)

    # ---- what is entered
    def entry(self) -> Person:
        """Return what stands in the fields, as it was typed."""
        return Person(
            self._person.id,
            self.name_field.text(),
            Role(self.role_field.currentData()),
            self.email_field.text(),
            self.phone_field.text(),
            self.language_field.language,
            self.zone_field.zone,
            self.notes_field.toPlainText(),
        )

    @property
    def dirty(self) -> bool:
        """Whether something was entered that is not kept yet."""
        return self.entry() != self._untouched

    @Slot()
    def keep(self) -> None:
        """Hand the person over to be kept; what cannot be used is said under its fields, all of it at once."""
        self.form.clear_problems()
        self.message_bar.dismiss()
        entry = self.entry()
        if problems := entry.tidied().problems():
            self.show_problems(problems)
            return
        self.set_busy(busy=True)
        self.entered.emit(entry)

    def offer_draft(self, entry: Person) -> None:
        """Offer what was entered here before and left."""
        told = self.tr("What you entered last time was not saved.")
        show = partial(self.show_entry, entry)
        self.message_bar.show_message(told, action_text=self.tr("Restore draft"), action=show)

    def reject(self) -> None:
        """Leave, unless the person is being kept; what was entered is not lost."""
        if not self.busy and self.dirty:
            self.left_dirty.emit(self.entry())
        super().reject()

    # ---- doubles
    @Slot()
    def look_for_doubles(self) -> None:
        """Ask whether somebody like this is in the list already."""
        self._pause.stop()
        entry = self.entry()
        if self._looking is not None:
            self._looking.cancel()
        self._looked_for = entry
        # Who cannot be looked for is kept all the same: it is a hint.
        self._looking = self._calls.run(
            self, partial(self._people.alike, entry), partial(self._show_alike, entry), lambda _error: None
        )

    def _show_alike(self, asked: Person, found: tuple[Person, ...]) -> None:
        if asked is not self._looked_for:
            return
        while (old := self._alike_column.takeAt(0)) is not None:
            if (notice := old.widget()) is not None:
                notice.hide()
                notice.deleteLater()
        self._alike.setVisible(bool(found))
        if found:
            self._alike_column.addWidget(self._alike_notice(found))
            tab_in_reading_order(self)

    def _alike_notice(self, found: tuple[Person, ...]) -> Notice:
        first = found[0]
        said = self.tr("In the list already: %1").replace("%1", f"{isolated(first.name)} ({summary(first)})")
        if len(found) > 1:
            said += " " + self.tr("and %n more", "", len(found) - 1)
        notice = Notice(said)
        show = link_button(self.tr("Show %1").replace("%1", isolated(first.name)), "account-outline")
        show.clicked.connect(partial(self._go_to, first))
        notice.add_way(show)
        return notice

    def _go_to(self, person: Person, *_checked: bool) -> None:
        self.other_wanted.emit(person.id)
        self.reject()
