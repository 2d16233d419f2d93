"""The settings' group about visit types: the list, what can be done with one, and the file for IT."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.clinic import ClinicChange, VisitTypesPreview
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import VisitTypeId, new_id
from hosted_meetings_desktop.domain.meeting import MAX_TITLE
from hosted_meetings_desktop.domain.visit_type import VisitColour, VisitType
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.planning.import_dialog import ImportDialog
from hosted_meetings_desktop.ui.settings.planning.services import ClinicSettings, KnownNames
from hosted_meetings_desktop.ui.settings.planning.steps import ClinicSteps
from hosted_meetings_desktop.ui.settings.planning.told import ToldGroup
from hosted_meetings_desktop.ui.settings.planning.visit_type_dialog import VisitTypeDialog
from hosted_meetings_desktop.ui.settings.planning.visit_type_table import VisitTypeModel, VisitTypeTable
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LEAST = SIZE.control * 5


class VisitTypesGroup(ToldGroup):
    """A table with its actions under it."""

    def __init__(
        self,
        clinic: ClinicSettings,
        names: KnownNames,
        calls: Calls,
        steps: ClinicSteps,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("Visit types"),
            steps,
            parent,
            found_by=self.tr("appointments templates"),
        )
        self._clinic = clinic
        self._names = names
        self._calls = calls
        self._all: tuple[VisitType, ...] = ()
        self._presets: tuple[str, ...] = ()
        self._go_to: VisitTypeId | None = None
        self.dialog: VisitTypeDialog | ImportDialog | None = None
        self.file_question: QFileDialog | None = None
        self.save_question = SaveQuestion(self)
        self.model = VisitTypeModel(self)
        self.table = VisitTypeTable(self.model)
        self.states = StateStack(self.table)
        self._arrange()
        self._connect()

    # ---- building
    def _arrange(self) -> None:
        self.add_button = plain_button(self.tr("Add visit type"), "plus")
        self.edit_button = plain_button(self.tr("Edit…"))
        self.copy_button = plain_button(self.tr("Duplicate"))
        self.retire_button = plain_button(self.tr("Retire"))
        self.remove_button = plain_button(self.tr("Remove"))
        self.up_button = icon_button("arrow-up", self.tr("Move up (Alt+Up)"))
        self.down_button = icon_button("arrow-down", self.tr("Move down (Alt+Down)"))
        self.retired_box = QCheckBox()
        self.retired_box.hide()
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 0, 0, 0)
        actions.setSpacing(SPACE.row)
        actions.addWidget(self.add_button)
        actions.addStretch(1)
        for button in (self.edit_button, self.copy_button, self.retire_button, self.remove_button):
            actions.addWidget(button)
        actions.addWidget(self.up_button)
        actions.addWidget(self.down_button)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        column.setSpacing(SPACE.row)
        note = self.tr(
            "A visit type fills in length, guests' title, rights and reminders when somebody plans. "
            "Visits that are planned already keep their time, title and people."
        )
        column.addWidget(small_label(note))
        column.addWidget(self.states)
        column.addWidget(self.retired_box)
        column.addLayout(actions)
        self.add_wide(
            holder, found_by=self.tr("length colour reminders recording consent room presets public title buffers")
        )
        self.add_result()
        self.import_button = plain_button(self.tr("Import…"))
        self.export_button = plain_button(self.tr("Export…"))
        self.add_row(
            self.tr("File for IT"),
            self.import_button,
            self.export_button,
            note=self.tr("Takes visit types to another PC or another clinic; it holds no names."),
        )
        self.import_button.setAccessibleName(self.tr("Import visit types from a file"))
        self.export_button.setAccessibleName(self.tr("Export visit types to a file"))

    def _connect(self) -> None:
        self.table.opened.connect(self.edit)
        self.table.selectionModel().currentRowChanged.connect(self._fit_actions)
        self.model.dropped.connect(lambda which, row: self._put(VisitTypeId(which), row))
        self.retired_box.toggled.connect(self._show_rows)
        self._actions: dict[QAbstractButton, QAction] = {}
        for button, key, work in (
            (self.edit_button, "", self.edit),
            (self.copy_button, "Ctrl+D", self.duplicate),
            (self.up_button, "Alt+Up", partial(self.shift, -1)),
            (self.down_button, "Alt+Down", partial(self.shift, 1)),
            (self.retire_button, "Del", self.retire_or_restore),
            (self.remove_button, "", self.remove),
        ):
            action = QAction(button.text() or button.accessibleName(), self.table)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _checked=False, work=work: work())
            button.clicked.connect(lambda _checked=False, work=work: work())
            self.table.addAction(action)
            self._actions[button] = action
        self.add_button.clicked.connect(self.add)
        self.import_button.clicked.connect(self.ask_for_file)
        self.export_button.clicked.connect(self.ask_where)
        self._fit_actions()

    # ---- the list
    def reload(self) -> None:
        """Ask for the visit types again."""
        if not self._all:
            self.states.setMinimumHeight(_LEAST)
            self.states.show_loading()
        self._calls.run(self, self._clinic.visit_types, self._show, self._miss)
        self._calls.run(self, self._names.preset_names, self._note_presets, self._miss_presets)

    def _show(self, types: tuple[VisitType, ...]) -> None:
        self._all = types
        self.states.setMinimumHeight(0)
        self._show_rows()

    def _show_rows(self) -> None:
        """Show the visit types in use, and the retired ones where that is asked for."""
        retired = sum(each.retired for each in self._all)
        said = one_or_many(retired, self.tr("Show 1 retired"), self.tr("Show %n retired", "", retired))
        self.retired_box.setText(said)
        self.retired_box.setAccessibleName(said)
        self.retired_box.setVisible(bool(retired))
        chosen, place = self.table.chosen, self.table.currentIndex().row()
        rows = [each for each in self._all if self.retired_box.isChecked() or not each.retired]
        self.model.show(rows)
        if rows:
            self.states.show_content()
            self.table.choose(self._go_to or (chosen.id if chosen else None), near=max(0, place))
        else:
            self.states.show_empty(self.tr("No visit type is in use. Add one, or restore a retired one."))
        self._go_to = None
        self._fit_actions()

    def _miss(self, error: AppError) -> None:
        self.states.show_error(error, self.retry_requested.emit)
        self._fit_actions()

    def _note_presets(self, names: tuple[str, ...]) -> None:
        self._presets = names

    def _miss_presets(self, _error: AppError) -> None:
        """Go on without suggestions: a preset's name can be typed."""

    def _fit_actions(self) -> None:
        chosen, row = self.table.chosen, self.table.currentIndex().row()
        retired = chosen is not None and chosen.retired
        usable = {
            self.edit_button: chosen is not None,
            self.copy_button: chosen is not None,
            self.retire_button: chosen is not None,
            self.remove_button: retired,
            self.up_button: chosen is not None and row > 0,
            self.down_button: chosen is not None and row < len(self.model.rows) - 1,
        }
        self.retire_button.setText(self.tr("Restore") if retired else self.tr("Retire"))
        self.retire_button.setAccessibleName(self.retire_button.text())
        self._actions[self.retire_button].setText(self.retire_button.text())
        self.remove_button.setVisible(retired)
        self._actions[self.remove_button].setVisible(retired)
        for button, on in usable.items():
            self._actions[button].setEnabled(on)
            if on or not button.hasFocus():  # a disabled button would send the focus elsewhere
                button.setEnabled(on)

    # ---- one visit type
    def add(self) -> VisitTypeDialog:
        """Open an empty form."""
        used = {each.colour for each in self._all if not each.retired}
        colour = next((each for each in VisitColour if each not in used), VisitColour.BLUE)
        kind = VisitType(VisitTypeId(new_id()), "", timedelta(minutes=30), colour)
        return self._open(kind, new=True)

    def edit(self) -> None:
        """Open the form of the chosen visit type."""
        if (chosen := self.table.chosen) is not None:
            self._open(chosen, new=False)

    def duplicate(self) -> None:
        """Open the form of a new visit type that is like the chosen one."""
        if (chosen := self.table.chosen) is not None:
            name = self.tr("%1 (copy)").replace("%1", chosen.name)[:MAX_TITLE]
            self._open(replace(chosen, id=VisitTypeId(new_id()), name=name, retired=False), new=True)

    def _open(self, kind: VisitType, *, new: bool, draft: VisitType | None = None) -> VisitTypeDialog:
        dialog = VisitTypeDialog(kind, new=new, presets=self._presets, parent=self.window())
        if draft is not None:
            dialog.show_kind(draft)
        dialog.drafted.connect(partial(self._keep, dialog, new))
        dialog.left_dirty.connect(lambda draft: self.offer_draft(partial(self._open, kind, new=new, draft=draft)))
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _keep(self, dialog: VisitTypeDialog, new: bool, kind: VisitType) -> None:  # noqa: FBT001 (by partial)
        def done(change: ClinicChange) -> None:
            dialog.accept()
            self._go_to = kind.id
            told = self.tr("“%1” is added") if new else self.tr("“%1” is changed")
            self._told(change, kind.name, told, self.tr("the change of “%1”"))

        self._calls.run(self, partial(self._clinic.keep_visit_type, kind), done, dialog.show_error)

    def _forget_dialog(self) -> None:
        self.dialog = None
        self.table.setFocus()

    def retire_or_restore(self) -> None:
        """Offer the chosen visit type no longer, or again."""
        chosen = self.table.chosen
        if chosen is None:
            return
        if chosen.retired:
            self._change(
                partial(self._clinic.restore_visit_type, chosen.id),
                chosen.name,
                self.tr("“%1” is offered again"),
                self.tr("restoring “%1”"),
            )
            return
        self._change(
            partial(self._clinic.retire_visit_type, chosen.id),
            chosen.name,
            self.tr("“%1” is no longer offered; what was planned with it stays"),
            self.tr("retiring “%1”"),
        )

    def remove(self) -> None:
        """Forget a retired visit type."""
        chosen = self.table.chosen
        if chosen is not None and chosen.retired:
            self._change(
                partial(self._clinic.remove_visit_type, chosen.id),
                chosen.name,
                self.tr("“%1” is removed; what was planned with it loses its colour and buffers"),
                self.tr("removing “%1”"),
            )

    def shift(self, by: int) -> None:
        """Put the chosen visit type one row up (-1) or down (1)."""
        chosen, row = self.table.chosen, self.table.currentIndex().row()
        if chosen is not None and 0 <= row + by < len(self.model.rows):
            self._put(chosen.id, row + by if by < 0 else row + by + 1)

    def _put(self, which: VisitTypeId, row: int) -> None:
        """Put a visit type before the one in ``row``; those that are not shown keep their places."""
        rows = self.model.rows
        moved = next((each for each in rows if each.id == which), None)
        after = rows[row].id if row < len(rows) else None
        if moved is None or after == which:
            return
        order = [each.id for each in self._all if each.id != which]
        order.insert(order.index(after) if after is not None else len(order), which)
        if order == [each.id for each in self._all]:
            return
        self._go_to = which
        work = partial(self._clinic.order_visit_types, order)
        self._change(work, moved.name, "", self.tr("moving “%1”"))

    def _change(self, work: Callable[[], Awaitable[ClinicChange]], name: str, told: str, undoing: str) -> None:
        self._calls.run(self, work, lambda change: self._told(change, name, told, undoing), self.result.show_error)

    def _told(self, change: ClinicChange, name: str, told: str, undoing: str) -> None:
        name = isolated(name)
        self.tell_change(change, told.replace("%1", name), undoing.replace("%1", name))
        self.reload()

    # ---- the file
    def ask_for_file(self) -> None:
        """Ask which file to import, unless that is asked already."""
        if self.file_question is not None:
            return
        question = QFileDialog(self.window(), self.tr("Import visit types"))
        question.setFileMode(QFileDialog.FileMode.ExistingFile)
        question.setNameFilters([self.tr("Visit types (*.json)"), self.tr("All files (*)")])
        question.fileSelected.connect(lambda place: self.import_from(Path(place)))
        question.finished.connect(self._forget_question)
        self.file_question = question
        question.open()

    def _forget_question(self) -> None:
        if self.file_question is not None:
            self.file_question.deleteLater()
            self.file_question = None

    def import_from(self, source: Path) -> None:
        """Show what a file would change."""
        self.result.dismiss()
        work = partial(self._clinic.open_visit_types, source)
        self._calls.run(self, work, partial(self._preview, source.name), self.result.show_error)

    def _preview(self, file_name: str, preview: VisitTypesPreview) -> None:
        if preview.incoming and not preview.notes and all(each.same for each in preview.incoming):
            self.result.show_message(self.tr("All visit types of “%1” are here already.").replace("%1", file_name))
            return
        dialog = ImportDialog(file_name, preview, parent=self.window())
        dialog.wanted.connect(partial(self._import, dialog))
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def _import(self, dialog: ImportDialog, kinds: tuple[VisitType, ...]) -> None:
        def done(change: ClinicChange) -> None:
            dialog.accept()
            count = len(kinds)
            told = one_or_many(
                count, self.tr("1 visit type is imported"), self.tr("%n visit types are imported", "", count)
            )
            self._told(change, "", told, self.tr("the import of visit types"))

        self._calls.run(self, partial(self._clinic.import_visit_types, kinds), done, dialog.show_error)

    def ask_where(self) -> None:
        """Ask where to export to."""
        name = self.tr("Visit types", "a file's name") + ".json"
        title, kinds = self.tr("Export visit types"), self.tr("Visit types (*.json)")
        self.save_question.ask(title, name, kinds, self.export_to)

    def export_to(self, target: Path) -> None:
        """Write the visit types to a file."""
        self.result.dismiss()

        def done(_nothing: None) -> None:
            said = self.tr("The visit types are saved as “%1”.").replace("%1", target.name)
            self.result.tell(said)
            announce(self, said)

        self._calls.run(self, partial(self._clinic.save_visit_types, target), done, self.result.show_error)
