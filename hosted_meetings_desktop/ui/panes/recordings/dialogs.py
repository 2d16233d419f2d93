"""What is asked before recordings are deleted, held or given out."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.parts.reason_dialog import ReasonDialog
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("RecordingDialogs", text, "", n)


def deletion(count: int, title: str, parent: QWidget, *, held: int = 0) -> ReasonDialog:
    """Ask why recordings are deleted."""
    one = _tr(
        "“%1” is deleted from the archive for good, with what was said and written in it. This cannot be undone."
    )
    many = _tr(
        "%n recordings are deleted from the archive for good, with what was said and written in them. What is "
        "on hold stays. This cannot be undone.",
        count,
    )
    heading = one_or_many(count, _tr("Delete this recording"), _tr("Delete %n recordings", count))
    if held:
        stay = one_or_many(
            held, _tr("1 of them is on hold and stays."), _tr("%n of them are on hold and stay.", held)
        )
        some = _tr("%n recordings are deleted from the archive for good. %1 This cannot be undone.", count - held)
        only = _tr("1 recording is deleted from the archive for good. %1 This cannot be undone.")
        many = one_or_many(count - held, only, some).replace("%1", stay)
    said = one_or_many(count, one.replace("%1", title), many)
    return ReasonDialog(heading, said, _tr("Delete"), danger=True, parent=parent)


def holding(count: int, parent: QWidget) -> ReasonDialog:
    """Ask why recordings are put on hold."""
    heading = one_or_many(count, _tr("Put this recording on hold"), _tr("Put %n recordings on hold", count))
    one = _tr("As long as it is on hold nobody can delete it here, whatever its clock says.")
    said = one_or_many(
        count, one, _tr("As long as they are on hold nobody can delete them here, whatever their clock says.")
    )
    return ReasonDialog(heading, said, _tr("Put on hold"), parent=parent)


def releasing(count: int, parent: QWidget) -> ReasonDialog:
    """Ask why recordings are not on hold any more."""
    heading = one_or_many(count, _tr("End the hold of this recording"), _tr("End the hold of %n recordings", count))
    one = _tr("Its retention clock counts again. Once that is over it may be deleted by itself.")
    said = one_or_many(count, one, _tr("Their retention clocks count again. What is over may be deleted by itself."))
    return ReasonDialog(heading, said, _tr("End the hold"), parent=parent)


class ExportDialog(Dialog):
    """Says what an exported copy is, before the place is asked for."""

    def __init__(self, count: int, parent: QWidget | None = None, *, voices: bool = False) -> None:
        """Make the dialog; ``voices`` where there is nothing to see in any of them."""
        title = _tr("Export recordings") if count > 1 else _tr("Export this recording")
        super().__init__(title, _tr("Choose where to…"), parent=parent)
        self.setMinimumWidth(SIZE.field_width + 2 * SPACE.group)
        warning = self.tr(
            "The copy is a plain film. Whoever gets the file can watch it, without this app or a password."
        )
        if voices:
            warning = self.tr(
                "Each copy is a plain sound file. Whoever gets one can hear it, without this app or a password."
            )
        self.body.addWidget(Notice(warning, kind="warning"))
        said = self.tr("Save it where only those can come who may see it, and delete it there when it has served.")
        if voices:
            said = self.tr(
                "Save them where only those can come who may hear them, and delete them there when they have served."
            )
        self.body.addWidget(body_label(said))
        self.body.addWidget(body_label(self.tr("That you exported it is written to the audit log."), tone="muted"))
        self.confirmed.connect(self.accept)
