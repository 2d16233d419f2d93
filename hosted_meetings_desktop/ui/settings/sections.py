"""The sections of the settings, and what groups have to be able to do to stand in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal, SignalInstance

from hosted_meetings_desktop.ui.settings.group import SettingsGroup


class SectionKey(StrEnum):
    """What the settings are divided into, in the order of the index; the value is what is remembered."""

    GENERAL = "general"
    CALLS = "calls"
    DESK = "desk"
    PLANNING = "planning"
    CALENDARS = "calendars"
    MESSAGES = "messages"
    GUESTS = "guests"
    ACCOUNT = "account"
    DATA = "data"
    ABOUT = "about"


SECTION_ICONS = {
    SectionKey.GENERAL: "tune-variant",
    SectionKey.CALLS: "video-outline",
    SectionKey.DESK: "monitor-dashboard",
    SectionKey.PLANNING: "calendar-clock-outline",
    SectionKey.CALENDARS: "calendar-sync-outline",
    SectionKey.MESSAGES: "email-outline",
    SectionKey.GUESTS: "link-variant",
    SectionKey.ACCOUNT: "account-circle-outline",
    SectionKey.DATA: "database-outline",
    SectionKey.ABOUT: "information-outline",
}


def section_word(key: SectionKey) -> str:
    """Return what a section is called."""
    words = {
        SectionKey.GENERAL: _tr("General"),
        SectionKey.CALLS: _tr("Calls"),
        SectionKey.DESK: _tr("Front desk"),
        SectionKey.PLANNING: _tr("Planning"),
        SectionKey.CALENDARS: _tr("Calendars"),
        SectionKey.MESSAGES: _tr("Messages"),
        SectionKey.GUESTS: _tr("Guests"),
        SectionKey.ACCOUNT: _tr("Account"),
        SectionKey.DATA: _tr("Data"),
        SectionKey.ABOUT: _tr("About"),
    }
    return words[key]


def _tr(text: str) -> str:
    return QCoreApplication.translate("SettingsSections", text)


class Groups(Protocol):
    """Groups that belong together: they are read together, and have one way back."""

    @property
    def topics(self) -> frozenset[str]:
        """What they reload on."""
        ...

    @property
    def groups(self) -> Sequence[SettingsGroup]:
        """The groups in their order, to be put under each other; built when they are first asked for."""
        ...

    @property
    def undo_changed(self) -> SignalInstance:
        """What :meth:`undo_text` says is different now."""
        ...

    @property
    def failed(self) -> SignalInstance:
        """A change could not be taken back: an ``AppError``."""
        ...

    def reload(self) -> None:
        """Ask for everything again."""
        ...

    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here, empty when nothing."""
        ...

    def undo(self) -> None:
        """Take the last change back (Ctrl+Z)."""
        ...


class PlainGroups(QObject):
    """Groups without a way back: base of those, and what stands around a single group.

    Signals:
        undo_changed(): Never emitted here.
        failed(AppError): Never emitted here.
    """

    topics: frozenset[str] = frozenset()
    undo_changed = Signal()
    failed = Signal(object)

    def __init__(self, *groups: SettingsGroup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups = groups

    @cached_property
    def groups(self) -> Sequence[SettingsGroup]:
        """The groups in their order."""
        return self._groups

    def reload(self) -> None:
        """Read all of them again."""
        for group in self.groups:
            group.reload()

    def undo_text(self) -> str:
        """Return that there is nothing to take back."""
        return ""

    def undo(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class SettingsSection:
    """More settings for a section, after those that stand there already.

    Attributes:
        key: The section.
        make: Makes them, when the section is first shown or searched.
    """

    key: SectionKey
    make: Callable[[], Groups | SettingsGroup]


def as_groups(made: Groups | SettingsGroup) -> Groups:
    """Return what a section was given as groups."""
    return PlainGroups(made) if isinstance(made, SettingsGroup) else made
