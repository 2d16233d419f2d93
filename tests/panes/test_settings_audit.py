"""The audit log in the settings: read, proved whole, saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.audit import AuditLine, AuditNote, Deed
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw, Problem, Verdict
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.ui.settings.audit.group import AT_ONCE, AuditGroup
from hosted_meetings_desktop.ui.settings.audit.words import deed_word
from tests.panes.clinic_data import NOW, OFFLINE
from tests.panes.fake_meetings import Faulty
from tests.panes.fakes import NowCalls

HEAD = Anchor(3, "ab" * 32)


def entries(count: int) -> list[AuditLine]:
    """Return entries, the newest first."""
    said = {"answer": "given", "way": "paper"}
    lines = []
    for number in range(count, 0, -1):
        deed = Deed.CONSENT if number % 2 else Deed.EXPORTED
        note = AuditNote(NOW - timedelta(hours=count - number), deed, f"m{number}", "nurse", "asked for", said)
        lines.append(AuditLine(number, note, "Wound check" if number > 1 else "", "ab" * 32))
    return lines


@dataclass
class FakeLog(Faulty):
    """Implements ``AuditLog``."""

    lines: list[AuditLine] = field(default_factory=lambda: entries(3))
    verdict: Verdict = field(default_factory=lambda: Verdict(3, HEAD, 0, ()))

    async def page(self, offset: int, limit: int) -> Page[AuditLine]:
        self._ask("page", offset, limit)
        return Page(tuple(self.lines[offset : offset + limit]), len(self.lines))

    async def check(self) -> Verdict:
        return self.verdict

    async def export_csv(self, target: Path) -> int:
        self._ask("export_csv", target)
        return len(self.lines)


def made(qtbot: QtBot, log: FakeLog) -> AuditGroup:
    group = AuditGroup(log, NowCalls(), lambda: NOW)
    qtbot.addWidget(group)
    group.resize(800, 500)
    group.show()
    group.reload()
    return group


def cells(group: AuditGroup, row: int) -> list[str]:
    return [group.model.index(row, column).data() for column in range(group.model.columnCount())]


def test_entries_are_read_as_sentences(qtbot: QtBot) -> None:
    log = FakeLog()
    log.lines[1] = AuditLine(2, None, "", "00" * 32)
    group = made(qtbot, log)
    assert cells(group, 0)[1:] == ["Consent written down: agrees", "Wound check", "nurse", "asked for"]
    assert cells(group, 1)[1] == "Entry 2 cannot be read"
    assert cells(group, 2)[2] == "m1"
    assert "way: paper" in group.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert group.count.text() == "The newest 3 of 3 entries"
    assert group.more_button.isHidden()


def test_older_ones_come_when_asked_for(qtbot: QtBot) -> None:
    group = made(qtbot, FakeLog(lines=entries(AT_ONCE + 5)))
    assert group.model.rowCount() == AT_ONCE
    group.more_button.click()
    assert group.model.rowCount() == AT_ONCE + 5
    group.reload()
    assert group.model.rowCount() == AT_ONCE + 5


def test_it_says_whether_it_is_whole(qtbot: QtBot) -> None:
    log = FakeLog()
    group = made(qtbot, log)
    group.check_button.click()
    assert group.result.text == "The log is whole: its 3 entries are as they were written."
    log.verdict = Verdict(3, HEAD, 0, (Problem(Flaw.CHANGED, 2),))
    group.check_button.click()
    assert group.result.text == "The log is not whole. Entry 2 was changed."
    assert group.result.kind == "error"


def test_it_is_saved_where_somebody_says(qtbot: QtBot, tmp_path: Path) -> None:
    log = FakeLog()
    group = made(qtbot, log)
    group.save_button.click()
    dialog = group.save_question.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "log.csv"))
    dialog.reject()
    assert log.asked_for("export_csv") == [(tmp_path / "log.csv",)]
    assert group.result.text == "3 entries are saved."


def test_nothing_and_failures_are_told(qtbot: QtBot) -> None:
    log = FakeLog(lines=[])
    group = made(qtbot, log)
    assert group.count.text() == "Nothing yet."
    log.problem = OFFLINE
    group.reload()
    assert group.result.text == "The audit log cannot be read."
    log.problem = None
    group.result.action_button.click()
    assert not group.result.isVisible()


@pytest.mark.parametrize("deed", list(Deed))
def test_every_deed_has_a_word(deed: Deed) -> None:
    assert deed_word(deed) != deed.value
