"""What importing a file of visit types would do, and which of it is wanted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.clinic import FileNote, IncomingType, VisitTypesPreview
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, line, small_label, strong_label
from hosted_meetings_desktop.ui.parts.visit_swatch import swatch_icon
from hosted_meetings_desktop.ui.settings.planning.words import field_words
from hosted_meetings_desktop.ui.text.format import duration_text, isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_INDENT = SPACE.gap + SPACE.row  # the box of a check box with its gap


class IncomingLine(QWidget):
    """One visit type of the file: whether it is wanted, and what it would change."""

    def __init__(self, incoming: IncomingType, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.incoming = incoming
        self.box = QCheckBox(isolated(incoming.kind.name).replace("&", "&&"))
        self.box.setIcon(swatch_icon(incoming.kind.colour))
        self.box.setChecked(not incoming.same)
        self.box.setEnabled(not incoming.same)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.box)
        self.said = self._words()
        for words in self.said:
            said = small_label(words)
            said.setContentsMargins(_INDENT, 0, _INDENT, 0)
            column.addWidget(said)
        self.box.setAccessibleName(f"{incoming.kind.name}. {' '.join(self.said)}")

    def _words(self) -> list[str]:
        incoming = self.incoming
        if incoming.before is None:
            return [self.tr("New: %1").replace("%1", duration_text(incoming.kind.duration))]
        if incoming.same:
            return [self.tr("The same as here")]
        said = []
        for field in incoming.changed:
            called, before = field_words(field, incoming.before)
            _called, after = field_words(field, incoming.kind)
            change = self.tr("%1: %2 becomes %3", "field, old value, new value")
            said.append(change.replace("%1", called).replace("%2", before).replace("%3", after))
        return said


class ImportDialog(Dialog):
    """The visit types of a file with boxes to tick, and what is wrong with the file.

    Signals:
        wanted(tuple[VisitType, ...]): Keep these; the dialog stays, busy, until it is accepted or shown an error.
    """

    wanted = Signal(object)

    def __init__(self, file_name: str, preview: VisitTypesPreview, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Import visit types"), self.tr("Import"), parent=parent)
        self.lines = [IncomingLine(each) for each in preview.incoming]
        self.body.addWidget(small_label(file_name))
        left_out = [note for note in preview.notes if note.left_out]
        told = [note for note in preview.notes if not note.left_out]
        self._add_lines()
        self._add_notes(self.tr("Left out"), left_out, "alert-circle-outline", "stop")
        self._add_notes(self.tr("Good to know"), told, "information-outline", "over")
        self.confirmed.connect(self._tell)
        self._count()
        self.setMinimumWidth(SIZE.text_width)

    def _add_lines(self) -> None:
        if not self.lines:
            self.body.addWidget(body_label(self.tr("Nothing in this file can be imported.")))
            return
        many = sum(not each.incoming.same for each in self.lines) > 1
        self.all_button = link_button(self.tr("&None of them"))
        self.all_button.clicked.connect(self._switch_all)
        if not many:
            self.all_button.hide()
        head = QHBoxLayout()
        head.addWidget(strong_label(self.tr("In the file")), 1)
        head.addWidget(self.all_button)
        self.body.addLayout(head)
        for each in self.lines:
            self.body.addWidget(each)
            each.box.toggled.connect(self._count)
        note = self.tr("Visit types that are not in the file stay as they are.")
        self.body.addWidget(small_label(note))

    def _add_notes(self, title: str, notes: list[FileNote], icon_name: str, role: str) -> None:
        if not notes:
            return
        self.body.addWidget(line())
        self.body.addWidget(strong_label(title))
        for note in notes:
            words = f"{note.place}: {note.text}" if note.place else note.text
            said = small_label(words, tone="")
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row = QHBoxLayout()
            row.setSpacing(SPACE.row)
            row.addWidget(IconLabel(icon_name, role), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(said, 1)
            self.body.addLayout(row)

    @property
    def chosen(self) -> tuple[VisitType, ...]:
        """The visit types that are ticked."""
        return tuple(each.incoming.kind for each in self.lines if each.box.isChecked())

    def _switch_all(self) -> None:
        on = not self.chosen
        for each in self.lines:
            each.box.setChecked(on and not each.incoming.same)

    def _count(self) -> None:
        count = len(self.chosen)
        text = one_or_many(count, self.tr("Import 1 visit type"), self.tr("Import %n visit types", "", count))
        self.main_button.setText(text if count else self.tr("Import"))
        self.main_button.setAccessibleName(self.main_button.text())
        self.main_button.setEnabled(bool(count) and not self.busy)
        if self.lines:
            self.all_button.setText(self.tr("&None of them") if count else self.tr("&All of them"))

    def _tell(self) -> None:
        if self.chosen and not self.busy:
            self.message_bar.dismiss()
            self.set_busy(busy=True)
            self.wanted.emit(self.chosen)
