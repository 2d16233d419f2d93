"""The scenes of the Sync panel, of trouble with the store, and of backups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from screenshot_stage import SYNCED, Clinic, Stage, pane_of

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.live import Progress, Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Conflict, SharedField, SyncState
from hosted_meetings_desktop.ui.settings.sections import SectionKey
from hosted_meetings_desktop.ui.window.second_start import SilentDialog
from tests.panes.clinic_data import LONG_TITLE, NOW, meeting
from tests.panes.fakes import FakeKeeper

SOON = NOW + timedelta(minutes=18)
_LOST = "The video service cannot be reached. Nothing is lost: it is tried again by itself."
_REFUSED = "The video service did not accept this. The preset “telehealth_guest” does not exist in this account."
WAITING = (
    meeting(
        1,
        SOON,
        sync=SyncState.WAITING,
        room_id=None,
        problem=_LOST,
        next_try_at=NOW + timedelta(seconds=40),
    ),
    meeting(5, SOON + timedelta(hours=2), LONG_TITLE, sync=SyncState.WAITING, room_id=None),
    meeting(6, SOON + timedelta(days=1), sync=SyncState.SENDING),
)
NEEDING = (
    meeting(3, SOON + timedelta(hours=1), sync=SyncState.ATTENTION, problem=_REFUSED),
    meeting(
        2,
        SOON + timedelta(hours=4),
        "Results of the MRI",
        sync=SyncState.ATTENTION,
        conflicts=(Conflict(SharedField.TITLE, "Video visit", "Visit of the MRI group", NOW),),
    ),
)
AWAY = SyncStatus(
    standing=Standing.OFFLINE,
    since=NOW - timedelta(minutes=10),
    waiting=3,
    refreshed_at=NOW - timedelta(minutes=12),
    problem="The video service cannot be reached. Check the connection, then try again.",
    retry_at=NOW + timedelta(seconds=40),
)
TROUBLES = {
    StoreTrouble.LOCKED: (
        "The keyring of this PC did not open",
        "Unlock it (usually by signing in to the PC again), then try again. Nothing was changed.",
    ),
    StoreTrouble.KEY: (
        "The key of your saved meetings is not in this PC's keyring",
        "Nothing was changed. Sign in to the PC as the person who used the app before, or ask your IT.",
    ),
    StoreTrouble.NEWER: (
        "This PC's meetings were saved by a newer version of Hosted Meetings",
        "Nothing was changed. Update this copy of the app, then open it again.",
    ),
    StoreTrouble.FULL: (
        "The disk is full",
        "What you see is kept; the last change was not saved. Free some space, then do it again.",
    ),
    StoreTrouble.READ_ONLY: (
        "Your meetings cannot be saved",
        "The folder is read-only. What was saved before is kept.",
    ),
    StoreTrouble.DAMAGED: (
        "The file with your meetings is damaged",
        "Nothing was changed. Put a backup back: what the video service knows is read again by itself.",
    ),
    StoreTrouble.BUSY: (
        "Your meetings are in use by another program",
        "The last change was not saved. Close other copies of the app, then do it again.",
    ),
    StoreTrouble.OTHER: (
        "Your saved meetings could not be read or written",
        "Nothing was changed. Start the app again.",
    ),
}


# ---- the Sync panel
def _panel(stage: Stage, clinic: Clinic, size: tuple[int, int] = (1180, 760), *, whole: bool = False) -> None:
    window = stage.window("meetings", clinic, size)
    window.sync.open_panel()
    stage.settle(120)
    if whole:
        stage.save(window)
    else:
        stage.save_part(window.sync.panel.card)


def sync_online(stage: Stage) -> None:
    _panel(stage, Clinic(), whole=True)


def sync_offline(stage: Stage) -> None:
    _panel(stage, Clinic(sync=AWAY, waits=WAITING))


def sync_portal(stage: Stage) -> None:
    problem = (
        "The video service sent an answer that could not be read. A web page answered in the video service's place."
    )
    told = replace(AWAY, standing=Standing.INTERCEPTED, problem=problem, waiting=1)
    _panel(stage, Clinic(sync=told, waits=WAITING[:1]))


def sync_refused(stage: Stage) -> None:
    problem = "The video service refused the sign-in. Check the credentials in Settings, Account."
    _panel(stage, Clinic(sync=replace(AWAY, standing=Standing.REFUSED, problem=problem, waiting=0)))


def sync_troubled(stage: Stage) -> None:
    problem = "The video service has a fault of its own. Wait a moment, then try again."
    retry_at = NOW + timedelta(minutes=4)
    told = replace(AWAY, standing=Standing.TROUBLED, problem=problem, waiting=1, retry_at=retry_at)
    _panel(stage, Clinic(sync=told, waits=WAITING[1:2]))


def sync_import(stage: Stage) -> None:
    _panel(stage, Clinic(sync=replace(SYNCED, progress=Progress(2_350, 9_984))))


def sync_import_paused(stage: Stage) -> None:
    _panel(stage, Clinic(sync=replace(SYNCED, progress=Progress(2_350, 9_984), paused=True)))


def sync_attention(stage: Stage) -> None:
    _panel(stage, Clinic(sync=replace(SYNCED, waiting=3, attention=2), waits=(*WAITING, *NEEDING)))


def sync_small(stage: Stage) -> None:
    told = replace(AWAY, standing=Standing.INTERCEPTED, attention=2, progress=Progress(2_350, 9_984))
    _panel(stage, Clinic(sync=told, waits=(*WAITING, *NEEDING)), (1024, 640), whole=True)


# ---- trouble with the store
def store(stage: Stage) -> None:
    for trouble, (title, advice) in TROUBLES.items():
        broken = StoreProblem(title, advice, details="SQLITE_NOTADB", trouble=trouble)
        stage.save(stage.window("meetings", Clinic(broken=broken)), more=f"-{trouble}")


def store_no_backup(stage: Stage) -> None:
    title, advice = TROUBLES[StoreTrouble.DAMAGED]
    broken = StoreProblem(title, advice, trouble=StoreTrouble.DAMAGED)
    stage.save(stage.window("meetings", Clinic(broken=broken, keeper=FakeKeeper())))


def store_anew(stage: Stage) -> None:
    broken = StoreProblem(*TROUBLES[StoreTrouble.KEY], trouble=StoreTrouble.KEY)
    dialog = stage.window("meetings", Clinic(broken=broken)).store_care.ask_anew()
    stage.settle(150)
    stage.save(dialog)


def store_damage_found(stage: Stage) -> None:
    clinic = Clinic()
    clinic.keeper.problem = StoreProblem(*TROUBLES[StoreTrouble.DAMAGED], trouble=StoreTrouble.DAMAGED)
    window = stage.window("meetings", clinic)
    window.store_care.look()
    stage.settle(120)
    stage.save(window)


def store_second_start(stage: Stage) -> None:
    dialog = SilentDialog()
    stage.show(dialog)
    stage.save(dialog)


# ---- backups
def restore(stage: Stage) -> None:
    dialog = stage.window("settings").store_care.open_restore()
    stage.settle(150)
    stage.save(dialog)


def restore_empty(stage: Stage) -> None:
    dialog = stage.window("settings", Clinic(keeper=FakeKeeper())).store_care.open_restore()
    stage.settle(150)
    stage.save(dialog)


def settings_backups(stage: Stage) -> None:
    window = stage.window("settings")
    pane = pane_of(window)
    pane.show_section(SectionKey.DATA)
    pane.backups.back_up()
    stage.settle(120)
    stage.save(window)


SYNC: tuple[Callable[[Stage], None], ...] = (
    sync_online, sync_offline, sync_portal, sync_refused, sync_troubled, sync_import, sync_import_paused,
    sync_attention, sync_small, store, store_no_backup, store_anew, store_damage_found, store_second_start, restore,
    restore_empty, settings_backups,
)  # fmt: skip
