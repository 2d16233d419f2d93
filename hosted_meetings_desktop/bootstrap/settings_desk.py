"""The settings of one account's window, with what other parts of the program put into them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hosted_meetings_desktop.support.pc_user import pc_user
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences
from hosted_meetings_desktop.ui.parts.ring import RingPreferences
from hosted_meetings_desktop.ui.settings.archive.group import ArchiveGroup
from hosted_meetings_desktop.ui.settings.archive.retention import RetentionGroup
from hosted_meetings_desktop.ui.settings.archive.strays import StraysGroup
from hosted_meetings_desktop.ui.settings.audit.group import AuditGroup
from hosted_meetings_desktop.ui.settings.calendars.groups import CalendarGroups
from hosted_meetings_desktop.ui.settings.call_window import CallWindowGroup
from hosted_meetings_desktop.ui.settings.checkup import CheckupGroup
from hosted_meetings_desktop.ui.settings.desk.groups import DeskGroups
from hosted_meetings_desktop.ui.settings.desk.preferences import DeskPreferences
from hosted_meetings_desktop.ui.settings.mute_key import MuteKeyGroup
from hosted_meetings_desktop.ui.settings.notification_preferences import NotificationPreferences
from hosted_meetings_desktop.ui.settings.notifications import NotificationsGroup
from hosted_meetings_desktop.ui.settings.pane import SettingsPane
from hosted_meetings_desktop.ui.settings.planning.groups import PlanningGroups
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.settings.ring_output import RingGroup
from hosted_meetings_desktop.ui.settings.sections import PlainGroups, SectionKey, SettingsSection
from hosted_meetings_desktop.ui.settings.writing.groups import WritingGroups

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSettings

    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.services.accounts import AccountService
    from hosted_meetings_desktop.ui.call_keys.mute_key import MuteKey
    from hosted_meetings_desktop.ui.parts.ring import Ring
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier


def settings_pane(
    backend: Backend,
    accounts: AccountService,
    calls: Calls,
    settings: QSettings,
    notifier: DesktopNotifier,
    data_folder: Path,
    *,
    ring: Ring,
    check_up: Callable[[], None],
    mute_key: MuteKey,
) -> SettingsPane:
    """Make the pane.

    Args:
        backend: What the settings are kept by.
        accounts: Tests the account.
        calls: Runs what is asked.
        settings: Of this PC.
        notifier: Follows what somebody wants to be told of.
        data_folder: Where this account's files lie.
        ring: Makes the tone of an arrival.
        check_up: Opens the check-up.
        mute_key: Follows which key somebody wants.
    """

    def notifications() -> NotificationsGroup:
        group = NotificationsGroup(NotificationPreferences(settings), backend.later.schedule, calls)
        group.changed.connect(notifier.follow_wishes)
        group.test_requested.connect(lambda: notifier.show_test(group.tell_test))
        return group

    def calendars() -> CalendarGroups:
        return CalendarGroups(backend.later.own_calendars, backend.meetings, calls)

    def checkup() -> CheckupGroup:
        group = CheckupGroup(settings)
        group.wanted.connect(check_up)
        return group

    def desk() -> DeskGroups:
        return DeskGroups(backend.later.front_desk, calls, DeskPreferences(settings), ring=ring.ring)

    def archive() -> PlainGroups:
        later = backend.later
        groups = PlainGroups(
            ArchiveGroup(later.rescue_settings, calls),
            RetentionGroup(later.retention, later.clinic, calls, pc_user),
            StraysGroup(backend.strays, calls, pc_user),
        )
        groups.topics = frozenset({"clinic", "retention", "strays"})
        return groups

    return SettingsPane(
        backend.account,
        accounts,
        calls,
        Preferences(settings),
        backend.safekeeping,
        PlanningGroups(backend.later.clinic, backend.meetings, calls),
        WritingGroups(backend.later.correspondence, calls, country=backend.later.clinic),
        data_folder=data_folder,
        extra=(
            SettingsSection(SectionKey.GENERAL, notifications),
            SettingsSection(SectionKey.CALLS, checkup),
            SettingsSection(SectionKey.CALLS, lambda: CallWindowGroup(CallPreferences(settings))),
            SettingsSection(SectionKey.CALLS, lambda: MuteKeyGroup(MuteKeyPreferences(settings), mute_key)),
            SettingsSection(SectionKey.CALENDARS, calendars),
            SettingsSection(SectionKey.DESK, desk),
            SettingsSection(SectionKey.DESK, lambda: RingGroup(RingPreferences(settings), ring)),
            SettingsSection(SectionKey.DATA, archive),
            SettingsSection(SectionKey.DATA, lambda: AuditGroup(backend.later.audit, calls)),
        ),
    )
