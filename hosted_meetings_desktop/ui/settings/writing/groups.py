"""The groups about writing to people, as the settings pane takes them in."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject

from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.sections import PlainGroups
from hosted_meetings_desktop.ui.settings.writing.clinic import ClinicGroup
from hosted_meetings_desktop.ui.settings.writing.country_field import ClinicCountry
from hosted_meetings_desktop.ui.settings.writing.group import WritingGroup
from hosted_meetings_desktop.ui.settings.writing.kept import KeptSettings, WritingSettings
from hosted_meetings_desktop.ui.settings.writing.mail import MailGroup
from hosted_meetings_desktop.ui.settings.writing.texts import TextsGroup

LANGUAGES = ("en", "es", "fr", "de", "pt", "hi", "ar")
"""In which messages are written."""


class WritingGroups(PlainGroups):
    """The clinic, e-mail, and text messages; built when they are first asked for.

    Attributes:
        topics: What they reload on.
        kept: What is kept now, for all of them.
    """

    topics = frozenset({"clinic"})

    def __init__(
        self,
        correspondence: WritingSettings,
        calls: Calls,
        *,
        languages: tuple[str, ...] = LANGUAGES,
        country: ClinicCountry | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Make them; they show nothing before :meth:`reload`.

        Args:
            correspondence: Keeps how the clinic writes.
            calls: Runs the asking.
            languages: BCP 47 tags of the languages that messages are written in.
            country: Decides in which country phone numbers are that name none; nothing is said of it without.
            parent: The owner.
        """
        super().__init__(parent=parent)
        self.kept = KeptSettings(correspondence, calls, self)
        self._correspondence = correspondence
        self._calls = calls
        self._languages = languages
        self._country = country

    @cached_property
    def clinic(self) -> ClinicGroup:
        """The clinic as people know it."""
        return ClinicGroup(self.kept, self._calls, self._languages, self._country)

    @cached_property
    def mail(self) -> MailGroup:
        """The mail server and the sender."""
        return MailGroup(self.kept, self._correspondence, self._calls)

    @cached_property
    def texts(self) -> TextsGroup:
        """The provider of text messages."""
        return TextsGroup(self.kept)

    @cached_property
    def groups(self) -> tuple[WritingGroup, ...]:
        """The groups in their order, to be put under each other."""
        groups = (self.clinic, self.mail, self.texts)
        for group in groups:
            group.retry_requested.connect(self.reload)
        return groups

    def reload(self) -> None:
        """Ask for everything again; what is being typed stays."""
        self.kept.reload()
        self.clinic.reload()
