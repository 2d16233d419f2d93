"""The list of a day on paper and as a PDF: who comes when, with names or without."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QPageSize

from hosted_meetings_desktop.ui.panes.schedule import printing
from hosted_meetings_desktop.ui.panes.schedule.day_list import (
    DayList,
    day_document,
    day_list_html,
    initials,
    page_layout,
    pdf_of,
)
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.parts import save_question
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import MONDAY, FakeSchedule, at, entry, make_pane

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support|QPrintDialog|printer"),
    pytest.mark.usefixtures("london"),
]


def day_list(*, names: bool = True, rows: tuple | None = None) -> DayList:
    found = rows if rows is not None else (
        entry(1, at(0, 10), host=HOSTS[1], people=("Fatima al-Zahra Hassani", "Yusuf Rao"), place="Room <2>"),
        entry(2, at(0, 9), host=HOSTS[1], people=()),
        entry(3, at(0, 9), host=HOSTS[0], title="MRI & results"),
        entry(4, at(0, 11), host=HOSTS[0], cancelled=True, title="Gone"),
        entry(5, at(0, 12), host="Zoe", title="Late"),
    )  # fmt: skip
    return DayList(MONDAY, found, HOSTS, names, NOW)


def test_hosts_and_their_meetings_are_in_order(qtbot) -> None:
    text = day_document(day_list()).toPlainText()
    order = [text.index(word) for word in (HOSTS[0], "MRI & results", HOSTS[1], "Yusuf Rao", "Zoe", "Late")]
    assert order == sorted(order)
    assert text.startswith("Monday, 23 November 2026")
    assert "4 meetings · Made Monday, 23 November 2026 at 09:12" in text
    assert "10:00\N{EN DASH}10:30" in text
    assert "Room <2>" in text
    assert "Gone" not in text


def test_names_can_be_left_out(qtbot) -> None:
    text = day_document(day_list(names=False)).toPlainText()
    assert "Fatima" not in text
    assert "F. A. Z. H., Y. R." in text
    assert "by their initials" in text
    assert initials("Nguyễn Thị") == "N. T."


def test_what_people_wrote_is_never_markup() -> None:
    html = day_list_html(day_list(rows=(entry(1, at(0, 9), title="<script>", people=("<b>Rao</b>",)),)))
    assert "<script>" not in html
    assert "&lt;b&gt;Rao" in html


def test_a_length_stays_on_its_line_and_a_type_is_said_once(qtbot) -> None:
    rows = (
        entry(1, at(0, 9), 90, title="Consultation: Walk-in"),
        entry(2, at(0, 11), title="MRI & results"),
        entry(3, at(0, 12), title="Meet", visit_type=""),
    )
    html = day_list_html(day_list(rows=rows))
    assert "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min" in html
    assert ">Consultation: Walk-in<" in html
    assert ">MRI &amp; results (Consultation)<" in html
    assert ">Meet<" in html


def test_an_empty_day_says_so() -> None:
    assert "Nothing is planned on this day." in day_list_html(day_list(rows=()))


def test_a_long_day_takes_several_numbered_pages(qtbot) -> None:
    rows = tuple(entry(n, at(0, 7) + timedelta(minutes=5 * n), host=HOSTS[0]) for n in range(120))
    data = pdf_of(day_list(rows=rows))
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") >= 2


def test_paper_is_the_countrys() -> None:
    assert page_layout().pageSize().id() == QPageSize.PageSizeId.A4


def test_the_pane_lists_the_day_and_the_hosts_that_are_shown(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.grid.go_to(2, 600)
    pane.tools._hide_hosts(frozenset({HOSTS[1]}))
    pane.tools.names.setChecked(False)
    made = pane.tools.day_list()
    assert made.day == MONDAY + timedelta(2)
    assert not made.names
    assert {row.host for row in made.entries} == set(HOSTS) - {HOSTS[1]}
    assert all(row.starts_at.date() == made.day for row in made.entries)


def test_a_pdf_is_saved_where_somebody_says_and_can_be_opened(qtbot, tmp_path, monkeypatch) -> None:
    opened: list[Path] = []
    (tmp_path / "Documents").mkdir()
    monkeypatch.setattr(save_question.QStandardPaths, "writableLocation", lambda _which: str(tmp_path / "Documents"))
    monkeypatch.setattr(printing, "open_outside", lambda path: bool(opened.append(path)))
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, at(0, 10))]))
    pane.tools.pdf.trigger()
    dialog = pane.tools.printing.save_question.dialog
    assert dialog is not None
    assert dialog.directory().absolutePath() == str(tmp_path / "Documents")
    place = tmp_path / "day.pdf"
    dialog.fileSelected.emit(str(place))
    dialog.reject()
    assert place.read_bytes().startswith(b"%PDF")
    assert pane.message_bar.text == "day.pdf is saved."
    assert pane.message_bar.action_button.text() == "Open"
    pane.message_bar.action_button.click()
    assert opened == [place]
    assert pane.message_bar.text.startswith("This PC has no program for PDF files")
    pane.tools.printing.save_pdf(pane.tools.day_list(), tmp_path / "nowhere" / "day.pdf")
    assert "could not be written" in pane.message_bar.text


def test_a_preview_is_opened_not_run(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[replace(entry(1, at(0, 10)))]), view=View.DAY)
    pane.tools.print.trigger()
    preview = pane.tools.printing.preview
    assert preview.isVisible()
    gc.collect()  # the preview goes on painting with its printer
    painted = preview.grab().toImage()
    qtbot.wait(50)
    assert not painted.isNull()
    assert preview.windowTitle() == "Day list: Monday, 23 November 2026"
    pane.tools.print.trigger()
    assert pane.tools.printing.preview is preview
    preview.reject()
    assert pane.tools.printing.preview is None
