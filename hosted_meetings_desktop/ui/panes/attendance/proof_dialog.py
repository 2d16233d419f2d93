"""Asks why the ledger's proof fails, and says what telling it does not do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.reason_dialog import ReasonDialog


def _tr(text: str) -> str:
    return QCoreApplication.translate("LedgerProof", text)


def acknowledging(parent: QWidget) -> ReasonDialog:
    """Ask why an end of the ledger is lost."""
    said = _tr(
        "The ledger does not contain an end that was noted outside it. This is so where an older backup was put "
        "back. It is also so where somebody removed entries or wrote them anew: the app cannot tell which."
    )
    stays = _tr(
        "The proof stays failed, and what is gone stays gone. This stops the alarm for these lost ends alone: "
        "anything that is changed or removed later raises it again."
    )
    hint = _tr("It is written to the audit log, with your name on this PC.")
    title = _tr("Acknowledge the failed proof")
    return ReasonDialog(title, said, _tr("Acknowledge"), more=stays, hint=hint, parent=parent)
