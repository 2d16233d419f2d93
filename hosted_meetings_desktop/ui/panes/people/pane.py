"""The clinic's people: found as one types, added, changed, made one, brought in from files and written out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.person import Merged, PeopleStep, Person
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.people.details import PersonDetails
from hosted_meetings_desktop.ui.panes.people.editing import PersonEditing
from hosted_meetings_desktop.ui.panes.people.rows import person_columns
from hosted_meetings_desktop.ui.panes.people.services import PeopleService
from hosted_meetings_desktop.ui.panes.people.undo_steps import UndoSteps
from hosted_meetings_desktop.ui.parts.buttons import link_button, main_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.list_pane import Emptiness
from hosted_meetings_desktop.ui.parts.searched_pane import SearchedPane
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many

if TYPE_CHECKING:
    from hosted_meetings_desktop.services.people_lines import (
        ImportResult,
    )
    from hosted_meetings_desktop.ui.panes.people.import_dialog import ImportDialog
    from hosted_meetings_desktop.ui.panes.people.merge_dialog import MergeDialog
    from hosted_meetings_desktop.ui.panes.people.person_dialog import PersonDialog

UNDO_MS = 20_000


class PeoplePane(SearchedPane[Person]):
    """List and details of the people.

    Attributes:
        merge_dialog: The dialog that makes people one, if it is open.
        import_dialog: The dialog of a file, if it is open.
        open_question: The question which file to import, if it is open.

    Signals:
        plan_requested(str): Plan a visit with somebody (id).
    """

    topics = frozenset({"people"})

    plan_requested = Signal(str)

    def __init__(
        self, people: PeopleService, calls: Calls, *, clock: Clock = utc_now, parent: QWidget | None = None
    ) -> None:
        """Make the pane.

        Args:
            people: The list.
            calls: Runs it.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(
            self.tr("People"),
            search_hint=self.tr("Search people"),
            nothing_fits=self.tr("Nobody fits “%1”."),
            nothing_yet=self.tr("Nobody is in the list yet. Add people one by one, or import them from a file."),
            calls=calls,
            clock=clock,
            parent=parent,
        )
        self._people = people
        self.merge_dialog: MergeDialog | None = None
        self.import_dialog: ImportDialog | None = None
        self.open_question: QFileDialog | None = None
        self._editing = PersonEditing(self, people, calls, self.message_bar)
        self._editing.kept.connect(self._take_kept)
        self._editing.other_wanted.connect(self.select)
        self._undo_steps = UndoSteps(people, calls, self)
        self._undo_steps.changed.connect(self.undo_changed)
        self._undo_steps.undone.connect(self._tell_undone)
        self._undo_steps.failed.connect(self._miss_undo)
        details = PersonDetails(clock)
        self.person_details = details
        self.build(person_columns(), details, name="people", row_id=lambda person: person.id)
        details.plan_wanted.connect(self.plan_for_selected)
        details.edit_wanted.connect(self.edit_selected)
        details.merge_wanted.connect(self.merge_selected)
        details.remove_wanted.connect(self.remove_selected)
        self.tools: dict[str, QPushButton] = {}
        for name, text, sign, slot in (
            ("import", self.tr("Import…"), "file-import-outline", self.ask_for_file),
            ("export", self.tr("Export…"), "file-export-outline", self.ask_where_to),
            ("doubles", self.tr("Find doubles…"), "account-multiple-outline", self.look_for_doubles),
        ):
            self.tools[name] = link_button(text, sign)
            self.tools[name].clicked.connect(slot)
            self.add_header_widget(self.tools[name])
        self.add_button = main_button(self.tr("Add person"), "plus")
        self.add_button.clicked.connect(self.add)
        self.set_main_action(self.add_button)
        self._actions = self._make_actions()
        self.table.row_selected.connect(self.menu_actions)

    def _make_actions(self) -> list[QAction]:
        asked: tuple[tuple[str, Callable[[], object], str], ...] = (
            (self.tr("&Plan a visit with the selected person"), self.plan_for_selected, ""),
            (self.tr("&Edit selected person"), self.edit_selected, "F2"),
            (self.tr("&Merge selected person with another…"), self.merge_selected, ""),
            (self.tr("&Remove selected person"), self.remove_selected, "Del"),
            (self.tr("&Add person…"), self.add, "Ins"),
            (self.tr("&Import people…"), self.ask_for_file, ""),
            (self.tr("E&xport people…"), self.ask_where_to, ""),
            (self.tr("Find &doubles…"), self.look_for_doubles, ""),
        )
        actions = []
        for text, slot, keys in asked:
            action = QAction(text, self)
            action.triggered.connect(lambda *_checked, slot=slot: slot())
            if keys:
                action.setShortcut(QKeySequence(keys))
                self.table.addAction(action)
            actions.append(action)
        return actions

    def menu_actions(self) -> list[QAction]:
        """Return what can be done here; what needs a selected person is disabled without one."""
        for action in self._actions[:4]:
            action.setEnabled(self.selected is not None)
        return self._actions

    # ---- the list
    async def page(self, query: str, offset: int, limit: int) -> Page[Person]:
        """Return rows."""
        return await self._people.page(query, offset, limit)

    def show_row(self, row: Person, *, same: bool) -> None:
        """Show the person's details."""
        if not same or row != self.person_details.person:
            self.person_details.show_person(row)

    def emptiness(self) -> Emptiness:
        """Return what an empty list says; a list with nobody in it is best filled from a file."""
        empty = super().emptiness()
        return empty if empty.action else Emptiness(empty.sentence, self.tr("Import people…"), self.ask_for_file)

    @property
    def selected(self) -> Person | None:
        """The person whose details are open, who may stand far down in the list, or else the selected row."""
        return self.table.selected if self.details.isHidden() else self.person_details.person

    def select(self, row_id: str) -> None:
        """Select somebody and show their details, wherever they stand in the list."""
        if self.model.row_of(row_id) is not None:
            self.table.select_id(row_id)
            self.open_details()
            return
        get = partial(self._people.get, PersonId(row_id))
        self.calls.run(self, get, self._reveal, self.message_bar.show_error)

    def _reveal(self, person: Person) -> None:
        """Show somebody; a search that hides them is given up."""
        if self.search is not None:
            self.search.forget()
        self.reload(from_top=True)  # first: who is selected is looked for in the rows to come
        self.table.select_id(person.id)
        self._shown_id = person.id
        self.person_details.show_person(person)
        self.reveal_details()

    def reload(self, *, from_top: bool = False) -> None:
        """Fetch the list again, and whom the details show where the list does not have their page."""
        super().reload(from_top=from_top)
        shown = self.person_details.person
        if shown is not None and not self.details.isHidden() and self.table.selected is None:
            get = partial(self._people.get, shown.id)
            self.calls.run(self.details, get, self._refresh, lambda _error: self.details.hide())

    def _refresh(self, person: Person) -> None:
        shown = self.person_details.person
        if shown is not None and shown.id == person.id and person != shown:
            self.person_details.show_person(person)

    @Slot()
    def minute_passed(self) -> None:
        """Say what time it is elsewhere as it is by now."""
        super().minute_passed()
        self.person_details.pass_time()

    # ---- one person
    @Slot()
    def add(self) -> None:
        """Open the dialog for somebody new."""
        self._editing.add()

    @Slot()
    def edit_selected(self) -> None:
        """Open the dialog with the selected person in it."""
        if self.selected is not None:
            self._editing.edit(self.selected.id)

    @property
    def dialog(self) -> PersonDialog | None:
        """The dialog of a person that is open, if one is."""
        return self._editing.dialog

    @Slot()
    def plan_for_selected(self) -> None:
        """Ask to plan a visit with the selected person."""
        if self.selected is not None:
            self.plan_requested.emit(self.selected.id)

    def _take_kept(self, person: Person, step: PeopleStep, new: bool) -> None:  # noqa: FBT001 (a signal's argument)
        if new:
            self._offer_undo(step, self.tr("%1 is added."), self.tr("adding %1"), person.name)
        else:
            self._offer_undo(step, self.tr("%1 is changed."), self.tr("the change of %1"), person.name)
        self._reveal(person)

    @Slot()
    def remove_selected(self) -> None:
        """Take the selected person off the list; it can be undone."""
        person = self.selected
        if person is not None:
            work = partial(self._people.remove, (person.id,))
            self.calls.run(self, work, self._tell_removed, self.message_bar.show_error)

    def _tell_removed(self, gone: tuple[Person, ...]) -> None:
        for person in gone:
            said = self.tr("%1 is removed. Meetings they are invited to stay as they are.")
            self._offer_undo(PeopleStep(before=(person,)), said, self.tr("removing %1"), person.name)
        self._leave_details()

    def _leave_details(self) -> None:
        self.table.clear_choice()
        self._shown_id = ""
        self.details.hide()
        self.reload()

    # ---- doubles
    @Slot()
    def look_for_doubles(self) -> None:
        """Open the dialog that goes through who may be in the list twice."""
        self._open_merging(None)

    @Slot()
    def merge_selected(self) -> None:
        """Open the dialog that makes the selected person and another one."""
        if self.selected is not None:
            self._open_merging(self.selected)

    def _open_merging(self, person: Person | None) -> None:
        if self.merge_dialog is not None:
            self.merge_dialog.raise_()
            return
        from hosted_meetings_desktop.ui.panes.people.merge_dialog import MergeDialog  # not before it is needed

        dialog = MergeDialog(self._people, self.calls, person=person, parent=self.window())
        dialog.merged.connect(self._take_merged)
        dialog.set_apart.connect(self._take_apart)
        dialog.taken_back.connect(self._forget_merge)
        dialog.finished.connect(self._forget_merging)
        self.merge_dialog = dialog
        dialog.open()
        dialog.load()

    def _forget_merging(self, _result: int = 0) -> None:
        self.merge_dialog = None

    def _take_merged(self, merged: Merged) -> None:
        self._offer_undo(merged.undo, self.tr("%1 is one person now."), self.tr("merging %1"), merged.person.name)
        self._reveal(merged.person)

    def _forget_merge(self, step: PeopleStep) -> None:
        self.message_bar.dismiss()
        self._undo_steps.forget(step)
        self._leave_details()

    def _take_apart(self, step: PeopleStep, names: str) -> None:
        self._offer_undo(step, self.tr("%1: kept as different people."), self.tr("keeping %1 apart"), names)

    # ---- files
    @Slot()
    def ask_for_file(self) -> None:
        """Ask which file to import."""
        if self.open_question is not None or self.import_dialog is not None:
            return
        question = QFileDialog(self.window(), self.tr("Import people"))
        question.setFileMode(QFileDialog.FileMode.ExistingFile)
        question.setNameFilters([self.tr("CSV files (*.csv *.txt *.tsv)"), self.tr("All files (*)")])
        question.fileSelected.connect(lambda place: self.import_file(Path(place)))
        question.finished.connect(self._forget_question)
        self.open_question = question
        question.open()

    def _forget_question(self, _result: int = 0) -> None:
        if self.open_question is not None:
            self.open_question.deleteLater()
            self.open_question = None

    def import_file(self, path: Path) -> None:
        """Open the dialog that shows what a file would bring."""
        if self.import_dialog is not None:
            self.import_dialog.raise_()
            return
        from hosted_meetings_desktop.ui.panes.people.import_dialog import ImportDialog  # not before it is needed

        dialog = ImportDialog(self._people, self.calls, path, parent=self.window())
        dialog.imported.connect(self._take_imported)
        dialog.another_wanted.connect(self._ask_for_another)
        dialog.finished.connect(self._forget_import)
        self.import_dialog = dialog
        dialog.open()
        dialog.load()

    def _forget_import(self, _result: int = 0) -> None:
        self.import_dialog = None

    def _ask_for_another(self) -> None:
        if self.import_dialog is not None:
            self.import_dialog.reject()
        self.ask_for_file()

    def _take_imported(self, result: ImportResult) -> None:
        count = result.added + result.filled
        if count:
            many = self.tr("%n people are imported.", "", count)
            said = one_or_many(count, self.tr("1 person is imported."), many)
            self._offer_undo(result.undo, said, self.tr("the import"), "")
        self.reload(from_top=True)

    @Slot()
    def ask_where_to(self) -> None:
        """Ask where the CSV file with everybody should go."""
        name = self.tr("People %1.csv").replace("%1", f"{self.clock().astimezone():%Y-%m-%d}")
        self.save_question.ask(self.tr("Export people"), name, self.tr("CSV files (*.csv)"), self.export_to)

    def export_to(self, target: Path) -> None:
        """Write everybody to a CSV file."""
        told = self.tr("The people are saved as “%1”.").replace("%1", target.name)
        work = partial(self._people.export_csv, target)
        self.calls.run(self, work, lambda _nothing: self.message_bar.tell(told), self.message_bar.show_error)

    # ---- undo
    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back."""
        return self._undo_steps.text

    def _offer_undo(self, step: PeopleStep, sentence: str, deed: str, name: str) -> None:
        shown = isolated(name)
        self._undo_steps.add(step, deed.replace("%1", shown))
        self.message_bar.show_message(
            sentence.replace("%1", shown),
            kind="success",
            action_text=self.tr("Undo"),
            action=self.undo,
            timeout_ms=UNDO_MS,
        )

    @Slot()
    def undo(self) -> None:
        """Take the last change back; again for the one before."""
        busy = self._undo_steps.running
        if not self._undo_steps.undo():
            nothing = self.tr("There is nothing to undo.")
            told = self.tr("The last change is still being undone.") if busy else nothing
            self.message_bar.show_message(told, timeout_ms=UNDO_MS)

    def _tell_undone(self, step: PeopleStep) -> None:
        self.message_bar.tell(self.tr("The last change is undone."))
        if len(step.before) == 1:
            self._reveal(step.before[0])
        else:
            self._leave_details()

    def _miss_undo(self, error: AppError) -> None:
        self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.undo)
