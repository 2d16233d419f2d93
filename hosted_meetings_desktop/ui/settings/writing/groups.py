"""The groups about writing to people, as the settings pane takes them in."""

from __future__ import annotations

from PySide6.QtCore import QObject

from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.writing.clinic import ClinicGroup
from hosted_meetings_desktop.ui.settings.writing.group import WritingGroup
from hosted_meetings_desktop.ui.settings.writing.kept import KeptSettings, WritingSettings
from hosted_meetings_desktop.ui.settings.writing.mail import MailGroup
from hosted_meetings_desktop.ui.settings.writing.texts import TextsGroup

LANGUAGES = ("en", "es", "fr", "de", "pt", "hi", "ar")
"""In which messages are written."""


class WritingGroups(QObject):
    """The clinic, e-mail, and text messages.

    Attributes:
        groups: The groups in their order, to be put under each other.
    """

    def __init__(
        self,
        correspondence: WritingSettings,
        calls: Calls,
        *,
        languages: tuple[str, ...] = LANGUAGES,
        parent: QObject | None = None,
    ) -> None:
        """Make the groups; they show nothing before :meth:`reload`.

        Args:
            correspondence: Keeps how the clinic writes.
            calls: Runs the asking.
            languages: BCP 47 tags of the languages that messages are written in.
            parent: The owner.
        """
        super().__init__(parent)
        self.kept = KeptSettings(correspondence, calls, self)
        self.clinic = ClinicGroup(self.kept, calls, languages)
        self.mail = MailGroup(self.kept, correspondence, calls)
        self.texts = TextsGroup(self.kept)
        self.groups: tuple[WritingGroup, ...] = (self.clinic, self.mail, self.texts)
        for group in self.groups:
            group.retry_requested.connect(self.reload)

    def reload(self) -> None:
        """Ask for everything again; what is being typed stays."""
        self.kept.reload()
