"""What a calendar file would bring: who gets it and as what, every event with what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.own_calendar import MAX_IMPORTED, ImportedEvents, ImportVerdict, ImportWish
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.parts.buttons import link_button, segment_button
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.parts.visit_swatch import swatch_icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.calendar_files.event_table import (
    OUTCOME,
    TITLE,
    WHEN,
    EventModel,
    FileTable,
    PassedModel,
)
from hosted_meetings_desktop.ui.window.calendar_files.words import passed_row, problem_row

SETTLED_MS = 200
"""After the last letter or tick, until the plan is asked again."""
PAGES = ("events", "passed")


class ImportPreview(QWidget):
    """The page.

    Attributes:
        form: Host and visit type.

    Signals:
        counted(): Another number of meetings would be planned, or something else is wanted.
        wished(): The plan is to be asked what would become of :attr:`wish`.
    """

    counted = Signal()
    wished = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.summary = body_label("")
        self.model = EventModel(clock, self)
        self.table = FileTable(self.model, self.tr("Times in the file"))
        self.passed = PassedModel(self)
        self.passed_table = FileTable(self.passed, self.tr("Passed over or unclear"))
        self.said = small_label("")
        self.all_button = link_button(self.tr("&None of them"))
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._make_fields()
        self._make_chips()
        self._arrange()
        self._settled.timeout.connect(self.wished)
        self.model.ticked.connect(self._note)
        self.host.editTextChanged.connect(self._forget_verdicts)
        self.visit_type.currentIndexChanged.connect(self._forget_verdicts)
        for table in (self.table, self.passed_table):
            table.selectionModel().currentRowChanged.connect(self._say_row)
        self.all_button.clicked.connect(self.tick_all_or_none)

    # ---- building
    def _make_fields(self) -> None:
        self.host, self.visit_type = QComboBox(), QComboBox()
        for field in (self.host, self.visit_type):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(12)
        self.host.setEditable(True)
        self.host.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (line := self.host.lineEdit()) is not None:
            line.setMaxLength(MAX_NAME)
            line.setPlaceholderText(self.tr("Who holds these meetings"))
        self.visit_type.addItem(self.tr("No visit type"), None)

    def _make_chips(self) -> None:
        self.chips: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for number, name in enumerate(PAGES):
            chip = segment_button("")
            chip.clicked.connect(partial(self.show_page, number))
            group.addButton(chip)
            self.chips[name] = chip

    def _arrange(self) -> None:
        self.form = FormColumn()
        self.form.add_row(
            ("host", self.tr("&Host"), self.host), ("visit_type", self.tr("Visit &type"), self.visit_type)
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE.hair)
        for chip in self.chips.values():
            head.addWidget(chip)
        head.addStretch(1)
        head.addWidget(self.all_button)
        self.tables = QStackedWidget()
        self.tables.addWidget(self.table)
        self.tables.addWidget(self.passed_table)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.said.setAlignment(self.said.alignment() & ~Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTop)
        self.note = small_label(
            self.tr(
                "Each becomes a meeting of its own with the length it has in the file. Nobody is invited, and nobody "
                "is written to: invite people in the meetings themselves."
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.summary)
        column.addWidget(self.form)
        column.addLayout(head)
        column.addWidget(self.tables, 1)
        column.addWidget(self.said)
        column.addWidget(self.note)
        self.setMinimumWidth(SIZE.text_width)

    # ---- what there is to choose from
    def offer_hosts(self, names: Sequence[str], calendar: str = "") -> None:
        """Offer hosts; the only one there is, or the one the file is named for, is chosen at once.

        Args:
            names: The hosts.
            calendar: What the file's calendar calls itself.
        """
        typed = self.host.currentText()
        completer = QCompleter(list(names), self.host)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        with QSignalBlocker(self.host):
            self.host.clear()
            self.host.addItems(list(names))
            self.host.setCompleter(completer)
        named = [name for name in names if calendar and host_key(name) == host_key(calendar)]
        guess = named[0] if named else names[0] if len(names) == 1 else ""
        self.host.setCurrentIndex(self.host.findText(typed or guess, Qt.MatchFlag.MatchExactly))
        self.host.setEditText(typed or guess)
        self._forget_verdicts()

    def offer_types(self, kinds: Sequence[VisitType]) -> None:
        """Offer the clinic's visit types, its first one chosen."""
        with QSignalBlocker(self.visit_type):
            self.visit_type.clear()
            for kind in kinds:
                if not kind.retired:
                    self.visit_type.addItem(swatch_icon(kind.colour), kind.name, kind.id)
            self.visit_type.addItem(self.tr("No visit type"), None)
            self.visit_type.setCurrentIndex(0)
        self._forget_verdicts()

    # ---- showing
    def show_file(self, file: ImportedEvents) -> None:
        """Show what a file holds."""
        now = self._clock()
        self.model.show(file.events)
        rows = [problem_row(each) for each in file.problems]
        self.passed.show([*(passed_row(each, now) for each in file.passed_over), *rows])
        number = self.locale().toString
        for name, said, count in (
            ("events", self.tr("Times to plan (%1)"), len(file.events)),
            ("passed", self.tr("Passed over or unclear (%1)"), self.passed.rowCount()),
        ):
            chip = self.chips[name]
            chip.setText(said.replace("%1", number(count)))
            chip.setAccessibleName(chip.text())
            chip.setEnabled(count > 0)
        self.form.setVisible(bool(file.events))
        self.note.setVisible(bool(file.events))
        self.show_page(0 if file.events or not self.passed.rowCount() else 1)
        self._name_all()
        self._note()

    @Slot()
    def show_page(self, number: int, *_checked: bool) -> None:
        """Show the times to plan (0), or what was passed over (1)."""
        self.chips[PAGES[number]].setChecked(True)
        self.tables.setCurrentIndex(number)
        self.all_button.setVisible(number == 0 and self.model.rowCount() > 1)
        self._say_row()

    def _say_row(self, *_where: object) -> None:
        """Say of the event that somebody is on all that a cell has no room for."""
        events = self.tables.currentIndex() == 0
        place = (self.table if events else self.passed_table).currentIndex()
        if events and not self.host.currentText().strip():
            self.said.setText(self.tr("Say who holds these meetings to see what happens."))
        elif not place.isValid():
            self.said.setText(self.tr("Go to a line to read all about it."))
        else:
            cells = [str(place.siblingAtColumn(column).data()) for column in (WHEN, TITLE, OUTCOME)]
            self.said.setText(" · ".join(cell for cell in cells if cell))

    # ---- what is wanted
    @property
    def wish(self) -> ImportWish:
        """What is wanted now."""
        kind: VisitTypeId | None = self.visit_type.currentData()
        events = tuple(self.model.events[row] for row in self.model.wanted)
        return ImportWish(events, self.host.currentText().strip(), kind)

    @property
    def count(self) -> int:
        """How many meetings would be planned, as far as that is known."""
        verdicts = [self.model.verdict(row) for row in self.model.wanted]
        return sum(each is None or each.planned for each in verdicts)

    def tick_all_or_none(self) -> None:
        """Untick all, or tick all where none is, as many as can be planned at once."""
        rows = range(self.model.rowCount())
        if self.model.wanted:
            self.model.tick(rows, on=False)
        else:
            self.model.tick(rows[:MAX_IMPORTED], on=True)

    def judge(self, wish: ImportWish, verdicts: Sequence[ImportVerdict]) -> None:
        """Show what would become of a wish; of one that is not held any more, nothing."""
        if wish == self.wish:
            self.model.judge(dict(zip(self.model.wanted, verdicts, strict=True)))
            self._say_row()
            self.counted.emit()

    def _forget_verdicts(self, *_changed: object) -> None:
        """What was found holds for that host and visit type only."""
        self.form.clear_problem("host")
        if self.model.rowCount():
            self.model.judge({})
        self._note()

    def _note(self) -> None:
        self._name_all()
        self._say_row()
        self.counted.emit()
        self._settled.start()

    def _name_all(self) -> None:
        self.all_button.setText(self.tr("&None of them") if self.model.wanted else self.tr("&All of them"))
        self.all_button.setAccessibleName(self.all_button.text().replace("&", ""))
