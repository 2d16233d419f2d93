"""Everything about one person, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QWidget

from hosted_meetings_desktop.domain.person import Person, is_phone
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.people.rows import language_word, zone_there
from hosted_meetings_desktop.ui.parts.buttons import link_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import DASH, isolated
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_EXAMPLE = "+49\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}123456"
_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG = 32
_PIECE = 20


class PersonDetails(DetailsPanel):
    """The details panel of a person.

    Signals:
        plan_wanted(): Plan a visit with them.
        edit_wanted(): Change what is known of them.
        merge_wanted(): They are in the list twice.
        remove_wanted(): Take them off the list.
    """

    plan_wanted = Signal()
    edit_wanted = Signal()
    merge_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.person: Person | None = None
        self.buttons: dict[str, QPushButton] = {}

    def show_person(self, person: Person) -> None:
        """Fill the panel."""
        same = self.person is not None and self.person.id == person.id
        focused = focused_name(self) if same else ""
        if not same:
            self.message_bar.dismiss()
        self.person = person
        self.begin(person.name, role_word(person.role), keep_scroll=same)
        self._add_actions()
        self._add_contact(person)
        self._add_ways(person)
        if person.notes:
            self.add_section(self.tr("Notes")).addWidget(self._notes(person.notes))
        focus_named(self, focused)

    def pass_time(self) -> None:
        """Say what time it is there as it is by now."""
        if self.person is not None and self.person.zone and not self.isHidden():
            self.show_person(self.person)

    # ---- parts
    def _add_actions(self) -> None:
        self.buttons = {}
        made: tuple[tuple[str, QPushButton, SignalInstance], ...] = (
            ("plan", main_button(self.tr("Plan visit"), "calendar-plus"), self.plan_wanted),
            ("edit", plain_button(self.tr("Edit"), "pencil-outline"), self.edit_wanted),
            ("merge", plain_button(self.tr("Merge with…"), "account-multiple-outline"), self.merge_wanted),
            ("remove", plain_button(self.tr("Remove"), "account-remove-outline"), self.remove_wanted),
        )
        for name, button, wanted in made:
            button.clicked.connect(wanted)
            self.buttons[name] = button
            self.add_action(button)

    def _add_contact(self, person: Person) -> None:
        column = self.add_section(self.tr("How to reach them"))
        shown = self.add_fact(self.tr("E-mail"), _breakable(person.email) or DASH)
        shown.setAccessibleName(f"{self.tr('E-mail')}: {person.email or DASH}")
        if _BREAK in shown.text():  # what is marked with the mouse would be copied with the breaks in it
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.add_fact(self.tr("Phone"), isolated(person.phone) or DASH)
        note = ""
        if not person.email and not person.phone:
            note = self.tr("Without an e-mail address or a phone number they can be given their link only by hand.")
        elif person.phone and not is_phone(person.phone):
            note = self.tr("Text messages need the number with its country code: %1.").replace("%1", _EXAMPLE)
        if note:
            column.addWidget(small_label(note))
        copies = QWidget()
        row = FlowLayout(copies, spacing=SPACE.hair)
        for name, value, text, told in (
            ("copy_email", person.email, self.tr("Copy e-mail"), self.tr("The e-mail address is copied.")),
            ("copy_phone", person.phone, self.tr("Copy phone"), self.tr("The phone number is copied.")),
        ):
            if value:
                self.buttons[name] = link_button(text, "content-copy")
                self.buttons[name].clicked.connect(self._copier(value, told))
                row.addWidget(self.buttons[name])
        if row.count():
            column.addWidget(copies)

    def _copier(self, value: str, told: str) -> Callable[[], None]:
        def copy() -> None:
            copy_text(value)
            self.message_bar.tell(told)

        return copy

    def _add_ways(self, person: Person) -> None:
        self.add_section(self.tr("How they are written to"))
        self.add_fact(self.tr("Language"), language_word(person.language) or self.tr("The clinic's"))
        zone = zone_there(person.zone, self._clock()) if person.zone else self.tr("The clinic's")
        self.add_fact(self.tr("Time zone"), zone)

    def _notes(self, text: str) -> QWidget:
        shown = body_label(text)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return shown


def _breakable(address: str) -> str:
    """Return a long address with places where a line may end: it would be cut off otherwise."""
    if len(address) <= _LONG:
        return address
    parts = [address[place : place + _PIECE] for place in range(0, len(address), _PIECE)]
    return _BREAK.join(parts)
