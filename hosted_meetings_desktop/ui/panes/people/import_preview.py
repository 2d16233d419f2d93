"""What a file would bring: how it was read, what its columns hold, and every line with what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_lines import (
    Doubles,
    ImportChoices,
    ImportPreview,
)
from hosted_meetings_desktop.services.people_sheet import ENCODINGS, SEPARATORS
from hosted_meetings_desktop.ui.panes.people.import_columns import ColumnChoices
from hosted_meetings_desktop.ui.panes.people.import_table import PreviewModel, PreviewTable, lines_of
from hosted_meetings_desktop.ui.panes.people.import_words import (
    doubles_word,
    encoding_word,
    line_sentence,
    separator_word,
)
from hosted_meetings_desktop.ui.panes.people.rows import OFFERED_ROLES
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

FILTERS = ("all", "new", "known", "problems")
_SHORT = SIZE.details_width // 3


class PreviewPage(QWidget):
    """The page.

    Signals:
        chosen(ImportChoices): The person said something else about the file.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.preview: ImportPreview | None = None
        self.filter = "all"
        self._make_fields()
        self._make_chips()
        self.summary = body_label("")
        self.names_note = Notice(self.tr("Choose which column holds the names: nobody is imported without."))
        self.names_note.hide()
        self.columns = ColumnChoices()
        self.model = PreviewModel(self)
        self.table = PreviewTable(self.model)
        self.said = small_label("")
        self._arrange()
        self._connect()

    # ---- building
    def _make_fields(self) -> None:
        self.encoding_field = QComboBox()
        self.separator_field = QComboBox()
        self.doubles_field = QComboBox()
        for doubles in Doubles:
            self.doubles_field.addItem(doubles_word(doubles), doubles)
        self.role_field = QComboBox()
        for role in OFFERED_ROLES:
            self.role_field.addItem(role_word(role), role)
        self.heads_box = QCheckBox(self.tr("The first &line names the columns"))
        for field in (self.encoding_field, self.separator_field, self.doubles_field, self.role_field):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumWidth(_SHORT)

    def _make_chips(self) -> None:
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        for name in FILTERS:
            chip = segment_button("")
            chip.clicked.connect(partial(self.show_filter, name))
            group.addButton(chip)
            self.chips[name] = chip
        self.chips["all"].setChecked(True)

    def _arrange(self) -> None:
        form = FormColumn()
        form.add_row(
            ("encoding", self.tr("&Encoding"), self.encoding_field),
            ("separator", self.tr("&Separator"), self.separator_field),
            ("doubles", self.tr("People in the list al&ready"), self.doubles_field),
            ("role", self.tr("R&ole where none is told"), self.role_field),
            stretches=(4, 3, 4, 3),
        )
        self.form = form
        head = QHBoxLayout()
        head.setSpacing(SPACE.row)
        head.addWidget(small_label(self.tr("What each column holds")), 1)
        head.addWidget(self.heads_box)
        chips = QHBoxLayout()
        chips.setSpacing(SPACE.hair)
        for chip in self.chips.values():
            chips.addWidget(chip)
        chips.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.summary)
        column.addWidget(form)
        column.addLayout(head)
        column.addWidget(self.columns)
        column.addWidget(self.names_note)
        column.addLayout(chips)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)

    def _connect(self) -> None:
        # A file read in another way has other columns: they are found out anew.
        self.encoding_field.activated.connect(partial(self._choose, anew=True))
        self.separator_field.activated.connect(partial(self._choose, anew=True))
        self.heads_box.clicked.connect(partial(self._choose, anew=True))
        self.doubles_field.activated.connect(self._choose)
        self.role_field.activated.connect(self._choose)
        self.columns.edited.connect(self._choose)
        self.table.selectionModel().currentRowChanged.connect(self._say_line)

    # ---- choices
    def _choose(self, *_which: object, anew: bool = False) -> None:
        if self.preview is None:
            return
        before = self.preview.choices
        heads = self.heads_box.isChecked()
        known = bool(self.preview.heads)
        choices = ImportChoices(
            encoding=str(self.encoding_field.currentData()),
            separator=str(self.separator_field.currentData()),
            with_heads=before.with_heads if heads == known else heads,
            columns=None if anew else self.columns.columns,
            doubles=Doubles(self.doubles_field.currentData()),
            role=Role(self.role_field.currentData()),
        )
        if choices != replace(before, columns=choices.columns) or choices.columns != self.preview.columns:
            self.chosen.emit(choices)

    # ---- showing
    def show_preview(self, preview: ImportPreview) -> None:
        """Show what a file would bring, read as the person said."""
        self.preview = preview
        choices = preview.choices
        found = self.tr("Found: %1") if preview.encoding_certain else self.tr("Assumed: %1")
        self._fill(self.encoding_field, choices.encoding, found, [(encoding_word(e), e) for e in ENCODINGS],
                   encoding_word(preview.encoding))  # fmt: skip
        self._fill(self.separator_field, choices.separator, self.tr("Found: %1"),
                   [(separator_word(s), s) for s in SEPARATORS], separator_word(preview.separator))  # fmt: skip
        self.doubles_field.setCurrentIndex(self.doubles_field.findData(choices.doubles))
        self.role_field.setCurrentIndex(self.role_field.findData(choices.role))
        self.heads_box.setChecked(bool(preview.heads))
        self.columns.show_columns(preview)
        self.names_note.setVisible(preview.names_missing)
        self._name_chips(preview)
        if not lines_of(preview, self.filter):
            self.filter = "all"
            self.chips["all"].setChecked(True)
        self._show_lines()

    def _fill(self, field: QComboBox, chosen: str, found: str, choices: list[tuple[str, str]], word: str) -> None:
        """Offer to leave it to the program, which says what it found, and every choice by hand."""
        by_itself = field.itemText(0) if chosen and field.count() else found.replace("%1", word)
        field.clear()
        field.addItem(by_itself, "")
        for text, value in choices:
            field.addItem(text, value)
        field.setCurrentIndex(field.findData(chosen))
        field.setToolTip(field.currentText())

    def _name_chips(self, preview: ImportPreview) -> None:
        words = {
            "all": self.tr("All lines (%1)"),
            "new": self.tr("New (%1)"),
            "known": self.tr("In the list already (%1)"),
            "problems": self.tr("To look at (%1)"),
        }
        for name, chip in self.chips.items():
            count = len(lines_of(preview, name))
            chip.setText(words[name].replace("%1", self.locale().toString(count)))
            chip.setAccessibleName(chip.text())
            chip.setEnabled(count > 0 or name == "all")

    @Slot()
    def show_filter(self, name: str, *_checked: bool) -> None:
        """Show only the lines that come to one thing."""
        self.filter = name
        self.chips[name].setChecked(True)
        self._show_lines()

    def _show_lines(self) -> None:
        if self.preview is not None:
            self.model.show(self.preview, lines_of(self.preview, self.filter))
            self.table.scrollToTop()
            self._say_line()

    def _say_line(self, *_where: object) -> None:
        """Say of the line that somebody is on all that a cell has no room for."""
        index = self.table.currentIndex()
        if self.preview is None or not index.isValid():
            self.said.setText(self.tr("Go to a line to read all about it."))
            return
        line = self.model.lines[index.row()]
        said = self.tr("Line %1: %2").replace("%1", str(line.first))
        self.said.setText(said.replace("%2", line_sentence(line, self.preview)))
