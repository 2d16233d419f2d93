"""Opens the dialog of a person, keeps what is entered in it, and what was entered when somebody left it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import PeopleStep, Person
from hosted_meetings_desktop.ui.panes.people.services import PeopleList
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.panes.people.person_dialog import PersonDialog


class PersonEditing(QObject):
    """One dialog at a time, for somebody new or to change somebody.

    It, not the dialog, keeps the person: what was begun is told whatever becomes of the dialog. An entry that was
    left is offered again, in the bar of the pane and in the next dialog of the same person.

    Attributes:
        dialog: The dialog that is open, if one is.

    Signals:
        kept(Person, PeopleStep, bool): Somebody is added (True) or changed; the step takes it back.
        other_wanted(str): Show somebody else (id).
    """

    kept = Signal(object, object, bool)
    other_wanted = Signal(str)

    def __init__(self, pane: QWidget, people: PeopleList, calls: Calls, bar: MessageBar) -> None:
        """Make it.

        Args:
            pane: Owns this; the dialog belongs to its window.
            people: Keeps them.
            calls: Runs it.
            bar: Where a left entry is offered and a failure told.
        """
        super().__init__(pane)
        self._pane = pane
        self._people = people
        self._calls = calls
        self._bar = bar
        self._drafts: dict[PersonId, Person] = {}
        self.dialog: PersonDialog | None = None

    def add(self) -> None:
        """Open the dialog for somebody new."""
        self._open(None)

    def edit(self, person_id: PersonId) -> None:
        """Open the dialog with somebody in it, as they are now."""
        self._calls.run(self, partial(self._people.get, person_id), self._open, self._bar.show_error)

    def _open(self, person: Person | None) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        from hosted_meetings_desktop.ui.panes.people.person_dialog import PersonDialog  # not before it is needed

        self.dialog = PersonDialog(self._people, self._calls, person=person, parent=self._pane.window())
        key = PersonId("") if person is None else person.id
        self.dialog.entered.connect(partial(self._keep, person))
        self.dialog.left_dirty.connect(partial(self._keep_draft, key))
        self.dialog.other_wanted.connect(self.other_wanted)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()
        if key in self._drafts:
            self.dialog.offer_draft(self._drafts[key])

    def _forget_dialog(self, _result: int = 0) -> None:
        self.dialog = None

    # ---- keeping
    def _keep(self, before: Person | None, entry: Person) -> None:
        self._calls.run(self, partial(self._people.keep, entry), partial(self._finish, before), self._miss)

    def _finish(self, before: Person | None, kept: Person) -> None:
        self._drafts.pop(PersonId("") if before is None else kept.id, None)
        if self.dialog is not None:
            self.dialog.accept()
        step = PeopleStep(made=(kept.id,)) if before is None else PeopleStep(before=(before,))
        self.kept.emit(kept, step, before is None)

    def _miss(self, error: AppError) -> None:
        if self.dialog is not None:
            self.dialog.show_error(error)
        else:
            self._bar.show_error(error)

    # ---- what was left
    def _keep_draft(self, key: PersonId, entry: Person) -> None:
        self._drafts[key] = entry
        name = entry.name.strip()
        told = (
            self.tr("“%1” was not saved.").replace("%1", isolated(name))
            if name
            else self.tr("The person was not saved.")
        )
        self._bar.show_message(told, action_text=self.tr("Restore draft"), action=partial(self._restore, key))

    def _restore(self, key: PersonId) -> None:
        """Open the dialog with what was left in it."""
        if key:
            self._calls.run(self, partial(self._people.get, key), self._open_restored, self._bar.show_error)
        else:
            self._open_restored(None)

    def _open_restored(self, person: Person | None) -> None:
        if self.dialog is not None:
            return
        self._open(person)
        entry = self._drafts.pop(PersonId("") if person is None else person.id, None)
        if entry is not None and self.dialog is not None:
            self.dialog.message_bar.dismiss()
            self.dialog.show_entry(entry)
