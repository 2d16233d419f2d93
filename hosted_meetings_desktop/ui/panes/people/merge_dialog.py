"""Make entries one that are one person: two that somebody chose, or group after group of those that look alike."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.person import Merged, PeopleStep, Person
from hosted_meetings_desktop.ui.panes.people.compare_grid import CompareGrid, SidewaysScroll
from hosted_meetings_desktop.ui.panes.people.merge_choice import Likeness, likeness
from hosted_meetings_desktop.ui.panes.people.services import MergeService
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.parts.person_field import PersonField
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

MOST_AT_ONCE = 6
"""Entries side by side; of a larger group the rest comes again once these are one."""

Group = tuple[Person, ...]


class MergeDialog(Dialog):
    """The dialog; it goes on to the next group until there is none.

    Signals:
        merged(Merged): Some entries are one person now.
        set_apart(PeopleStep, str): Entries stay what they are, as different people; the names of both.
        taken_back(PeopleStep): The last merge was undone here.
    """

    merged = Signal(object)
    set_apart = Signal(object, str)
    taken_back = Signal(object)

    def __init__(
        self, people: MergeService, calls: Calls, *, person: Person | None = None, parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            people: Knows who looks alike.
            calls: Runs it.
            person: One of two; None goes through all who look alike.
            parent: The window it belongs to.
        """
        title = self.tr("People who may be in the list twice") if person is None else self.tr("Merge people")
        super().__init__(title, self.tr("Merge"), leave_text=self.tr("Close"), parent=parent)
        self._people = people
        self._calls = calls
        self._person = person
        self._groups: list[Group] = []
        self._place = 0
        self._begun = False
        self.grid: CompareGrid | None = None
        self._make_parts()
        self._arrange_parts()
        self.confirmed.connect(self.merge)
        self.main_button.setEnabled(False)
        self.setMinimumWidth(SIZE.text_width + SIZE.details_width)

    # ---- building
    def _make_parts(self) -> None:
        self.place_label = small_label("")
        self.why_label = body_label("")
        self.other_field = PersonField(self._find_other, self._calls)
        self.other_field.setPlaceholderText(self.tr("Name or e-mail of the other entry"))
        self.other_field.setAccessibleName(self.tr("The other entry"))
        self.other_field.picked.connect(self._compare_with)
        self.apart_button = plain_button(self.tr("They are different people"), "account-multiple-remove-outline")
        self.apart_button.clicked.connect(self.keep_apart)
        self.skip_button = link_button(self.tr("Decide later"), "chevron-right")
        self.skip_button.clicked.connect(self.go_on)
        self.rest_box = QCheckBox(self.tr("&Keep other notes, addresses and numbers in the notes"))
        self.rest_box.setChecked(True)
        self.rest_box.toggled.connect(self._keep_rest)

    def _arrange_parts(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(SPACE.hair)
        head.addWidget(self.place_label)
        head.addWidget(self.why_label)
        top = QHBoxLayout()
        top.setSpacing(SPACE.row)
        top.addLayout(head, 1)
        top.addWidget(self.apart_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.skip_button, 0, Qt.AlignmentFlag.AlignTop)
        self._sideways = SidewaysScroll()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addLayout(top)
        column.addWidget(self._sideways)
        column.addWidget(self.rest_box)
        column.addWidget(small_label(self.tr("Meetings they are invited to are the one person's afterwards.")))
        column.addStretch(1)
        self.states = StateStack(content)
        self.states.setMinimumHeight(SIZE.control * 11)
        if self._person is not None:
            said = self.tr("Who is the same person as %1?").replace("%1", isolated(self._person.name))
            self.body.addWidget(body_label(said))
            self.body.addWidget(self.other_field)
        self.apart_button.setVisible(self._person is None)
        self.skip_button.setVisible(self._person is None)
        self.body.addWidget(self.states, 1)

    # ---- who
    @Slot()
    def load(self) -> None:
        """Look for those who look alike; of two that somebody chose, ask for the other."""
        if self._person is not None:
            self.states.hide()
            self.other_field.setFocus()
            return
        self.states.show_loading()
        self._calls.run(
            self, self._people.doubles, self._show_groups, lambda error: self.states.show_error(error, self.load)
        )

    async def _find_other(self, text: str) -> Group:
        own = self._person.id if self._person is not None else ""
        return tuple(person for person in await self._people.find(text) if person.id != own)

    def _compare_with(self, other: Person) -> None:
        if self._person is not None:
            self._groups, self._place = [(self._person, other)], 0
            self._show_group()

    def _show_groups(self, groups: tuple[Group, ...]) -> None:
        self._groups, self._place = list(groups), 0
        self._show_group()

    @property
    def group(self) -> Group:
        """The entries that are shown, empty when there are none left."""
        return self._groups[self._place][:MOST_AT_ONCE] if self._place < len(self._groups) else ()

    def _show_group(self) -> None:
        group = self.group
        self.main_button.setEnabled(bool(group))
        if not group:
            self._show_end()
            return
        self._begun = True
        self.main_button.show()
        self.grid = CompareGrid(group)
        self.grid.set_keeps_rest(keeps=self.rest_box.isChecked())
        self.grid.edited.connect(self._note_choice)
        self._sideways.setWidget(self.grid)
        left = len(self._groups) - self._place
        said = one_or_many(left, self.tr("The last group"), self.tr("%n groups to look at", "", left))
        self.place_label.setText(said)
        self.place_label.setVisible(self._person is None)
        self.why_label.setText(self._why(group))
        self.states.show()
        self.states.show_content()
        tab_in_reading_order(self)
        announce(self, f"{said}. {self.why_label.text()}")

    def _why(self, group: Group) -> str:
        if self._person is not None:
            return self.tr("Choose what stays where the entries differ.")
        words = {
            Likeness.EMAIL: self.tr("These entries have the same e-mail address. Families share one too."),
            Likeness.PHONE: self.tr("These entries have the same phone number. Families share one too."),
            Likeness.NAME: self.tr("These entries have the same name."),
            Likeness.SLIP: self.tr("These names differ by a letter."),
        }
        said = words[likeness(group)]
        more = len(self._groups[self._place]) - len(group)
        if more > 0:
            left = one_or_many(more, self.tr("1 more follows."), self.tr("%n more follow.", "", more))
            said = f"{said} {left}"
        return said

    def _show_end(self) -> None:
        self.grid = None
        self.main_button.hide()
        none = self.tr("Nobody seems to be in the list twice.")
        self.states.show_empty(self.tr("These were all.") if self._begun else none)
        self.leave_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note_choice(self) -> None:
        self.main_button.setEnabled(self.grid is not None and len(self.grid.choice.places) > 1)

    def _keep_rest(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if self.grid is not None:
            self.grid.set_keeps_rest(keeps=on)

    # ---- deeds
    @Slot()
    def merge(self) -> None:
        """Make the entries one, as they are chosen."""
        if self.grid is None or self.busy:
            return
        choice = self.grid.choice
        self.message_bar.dismiss()
        self.set_busy(busy=True)
        work = partial(self._people.merge, choice.person, tuple(person.id for person in choice.merged_people))
        self._calls.run(self, work, partial(self._take_merged, self.group), self._miss)

    def _take_merged(self, group: Group, merged: Merged) -> None:
        self.set_busy(busy=False)
        self.merged.emit(merged)
        if self._person is not None:
            self.accept()
            return
        said = self.tr("%1 is one person now.").replace("%1", isolated(merged.person.name))
        undo = partial(self._take_back, group, merged.undo)
        self.message_bar.show_message(said, kind="success", action_text=self.tr("Undo"), action=undo)
        gone = {person.id for person in merged.undo.before}
        left = tuple(person for person in self._groups[self._place] if person.id not in gone)
        rest = (merged.person, *left) if left else ()
        self._groups[self._place : self._place + 1] = [rest] if rest else []
        self._show_group()

    def _take_back(self, group: Group, step: PeopleStep) -> None:
        def done(_nothing: None) -> None:
            self.taken_back.emit(step)
            same = {person.id for person in step.before}
            self._groups = [each for each in self._groups if same.isdisjoint(person.id for person in each)]
            self._groups.insert(min(self._place, len(self._groups)), group)
            self._show_group()

        self._calls.run(self, partial(self._people.put_back, step), done, self._miss)

    def _miss(self, error: AppError) -> None:
        self.show_error(error)
        announce(self, error.title, urgent=True)

    @Slot()
    def keep_apart(self) -> None:
        """Remember that these are different people, and go on."""
        group = self.group
        if not group or self.busy:
            return

        def done(step: PeopleStep) -> None:
            names = " · ".join(isolated(person.name) for person in group)
            self.set_apart.emit(step, names)
            self._groups = [each for each in self._groups if each[: len(group)] != group]
            self._show_group()

        self._calls.run(self, partial(self._people.keep_apart, tuple(p.id for p in group)), done, self._miss)

    @Slot()
    def go_on(self) -> None:
        """Leave this group as it is for now, and show the next."""
        self._place += 1
        self._show_group()
