"""Whether those who are invited are written to, and what that means just now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.outbox import HOLD, hold
from hosted_meetings_desktop.domain.person import is_email, is_phone, phone_number
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import InviteeEntry
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE


@dataclass(frozen=True, slots=True)
class WritingWays:
    """How a clinic writes to people.

    Attributes:
        by_default: Whether it does so unless somebody says no.
        mail: Whether e-mail goes out by itself.
        texts: Whether people without an e-mail address get text messages.
    """

    by_default: bool = False
    mail: bool = True
    texts: bool = False


async def writing_ways(service: PlanningService) -> WritingWays:
    """Return how the clinic writes to people.

    Raises:
        AppError: it cannot be read.
    """
    by_default = await service.invites_by_default()
    return WritingWays(by_default, await service.can_send_mail(), await service.can_send_texts())


def reached(people: Iterable[InviteeEntry], *, texts: bool) -> tuple[int, int]:
    """Return how many of the invited can be written to, and how many cannot; hosts know of their meetings."""
    guests = [person for person in people if person.name.strip() and person.role is not Role.HOST]
    with_way = [person for person in guests if has_way(person, texts=texts)]
    return len(with_way), len(guests) - len(with_way)


def has_way(person: InviteeEntry, *, texts: bool) -> bool:
    """Return whether somebody can be written to."""
    return is_email(person.email.strip()) or (texts and is_phone(phone_number(person.phone)))


class InvitationField(QWidget):
    """The check box and a line that says what will happen.

    Signals:
        edited(): Somebody chose otherwise.
    """

    edited = Signal()

    def __init__(self, *, invited_before: bool, parent: QWidget | None = None) -> None:
        """Make it.

        Args:
            invited_before: Whether the meeting that is changed has its people written to already.
            parent: The owner.
        """
        super().__init__(parent)
        self._invited_before = invited_before
        self._ways = WritingWays()
        self._wanted = False
        self.box = QCheckBox(self.tr("Se&nd invitations"))
        self.box.setAccessibleName(self.tr("Send invitations"))
        self.note = small_label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(self.box)
        column.addWidget(self.note)
        self.setFocusProxy(self.box)
        self.box.toggled.connect(self._choose)

    @property
    def wanted(self) -> bool:
        """Whether people are to be written to; it holds for whoever is invited later, too."""
        return self._wanted

    def set_wanted(self, *, on: bool) -> None:
        """Choose whether people are to be written to."""
        self._wanted = on
        self._show()

    def _choose(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self._wanted = on
        self.edited.emit()

    def _show(self) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(self._wanted and self.box.isEnabled())

    def know(self, ways: WritingWays) -> None:
        """Take note of how the clinic writes to people."""
        self._ways = ways

    def fit(self, people: Iterable[InviteeEntry], starts_at: datetime | None, now: datetime) -> None:
        """Say what will happen.

        Args:
            people: Who is invited.
            starts_at: When it begins, aware UTC; None while that is not known.
            now: The time it is.
        """
        can, cannot = reached(people, texts=self._ways.texts)
        self.box.setEnabled(bool(can))
        self._show()
        text = self._words(can, cannot, starts_at, now)
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.box.setAccessibleDescription(text)

    def _words(self, can: int, cannot: int, starts_at: datetime | None, now: datetime) -> str:
        if not can:
            if not cannot:
                return self.tr("Nobody with an e-mail address is invited yet.")
            return one_or_many(
                cannot,
                self.tr("Nobody can be written to: the one invited has no e-mail address."),
                self.tr("Nobody can be written to: none of the %n invited has an e-mail address.", "", cannot),
            )
        if not self._wanted and self._invited_before:
            return self.tr(
                "Those who were invited keep what they have; changes are not sent. "
                "They are told only if it is cancelled."
            )
        if not self._wanted:
            return ""
        said = self._sent_words(can, starts_at, now)
        if not cannot:
            return said
        without = one_or_many(
            cannot,
            self.tr("1 person has no e-mail address."),
            self.tr("%n people have no e-mail address.", "", cannot),
        )
        return f"{said} {without}"

    def _sent_words(self, can: int, starts_at: datetime | None, now: datetime) -> str:
        if not self._ways.mail:
            return one_or_many(
                can,
                self.tr("E-mail is not set up: it waits in the outbox for your own mail program."),
                self.tr("E-mail is not set up: %n messages wait in the outbox for your own mail program.", "", can),
            )
        wait = HOLD if starts_at is None else hold(starts_at, now)
        seconds = int(wait.total_seconds())
        if seconds % 60:
            after = one_or_many(seconds, self.tr("1 second"), self.tr("%n seconds", "", seconds))
        else:
            after = one_or_many(seconds // 60, self.tr("1 minute"), self.tr("%n minutes", "", seconds // 60))
        if self._invited_before:
            said = one_or_many(
                can,
                self.tr("1 person gets a message about what is changed, %1 after your last change."),
                self.tr("%n people get a message about what is changed, %1 after your last change.", "", can),
            )
        else:
            said = one_or_many(
                can,
                self.tr("1 person gets a message, %1 after your last change."),
                self.tr("%n people get a message, %1 after your last change.", "", can),
            )
        return said.replace("%1", after)
