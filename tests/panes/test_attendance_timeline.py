"""The timeline: what it draws, how it is zoomed and walked through, and its pictures in files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ledger.truth import Closing
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Piece, PieceKind, timeline_of
from hosted_meetings_desktop.ui.panes.attendance.timeline_export import TimelinePicture
from hosted_meetings_desktop.ui.panes.attendance.timeline_frame import Frame, fitting_scale
from hosted_meetings_desktop.ui.panes.attendance.timeline_paint import legend_of, paint_piece
from hosted_meetings_desktop.ui.panes.attendance.timeline_words import timeline_text
from hosted_meetings_desktop.ui.theme.tokens import DARK, LIGHT
from tests.panes.clinic_data import NOW, PATIENTS, session
from tests.panes.fakes import NowCalls
from tests.panes.ledger_kit import SHOWN, FakeAttendance, Scene, full_room, scene_of
from tests.panes.mouse_kit import move_mouse
from tests.panes.timeline_kit import keys, section

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    yield
    SHOWN.clear()


# ---- what is in it
def test_windows_at_once_are_one_bar_and_short_breaks_are_gaps() -> None:
    report = scene_of(session(5)).report()
    lane = timeline_of(report.truth, report.facts).lanes[1]
    assert [(each.kind, each.windows) for each in lane.pieces] == [
        (PieceKind.WAIT, 1), (PieceKind.ROOM, 1), (PieceKind.GAP, 1), (PieceKind.ROOM, 2),
    ]  # fmt: skip
    room = [each for each in lane.pieces if each.kind is PieceKind.ROOM]
    assert sum((each.ended - each.began for each in room), timedelta(0)) == lane.person.present


def test_bars_add_up_to_what_the_ledger_says() -> None:
    for number in range(6):
        report = scene_of(session(number)).report()
        for lane in timeline_of(report.truth, report.facts).lanes:
            told = {kind: timedelta(0) for kind in PieceKind}
            for each in lane.pieces:
                told[each.kind] += each.ended - each.began
            assert told[PieceKind.ROOM] == lane.person.present
            assert told[PieceKind.WAIT] == lane.person.waited


def test_tries_now_and_uncertain_ends_are_marks_of_their_own() -> None:
    tried = scene_of(session(4)).report()
    assert [each.kind for each in timeline_of(tried.truth, tried.facts).lanes[1].pieces] == [PieceKind.TRY] * 3
    moving = timeline_of(*_open())
    assert moving.now == NOW
    assert any(each.open for lane in moving.lanes for each in lane.pieces)
    unsure = scene_of(session(5)).report()
    legend = [words for words, _sample in legend_of(timeline_of(unsure.truth, unsure.facts))]
    assert "End not certain" in legend
    assert "Several windows, counted once" in legend
    assert "Now" not in legend


def _open():
    report = FakeAttendance().reports["m00@2026-11-23T09:00:00.000000Z"]
    return report.truth, report.facts


def test_a_planned_time_to_which_nobody_came_is_a_picture_too(qtbot) -> None:
    made = Scene(session(7))
    made.facts = [each for each in made.facts if each.kind.value in {"planned", "invited"}]
    report = made.report()
    timeline = timeline_of(report.truth, report.facts)
    assert timeline.begin < made.start < timeline.end
    assert not timeline.kinds()
    assert not TimelinePicture(timeline, "Nobody", ()).size.isEmpty()


# ---- looks
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_kinds_are_told_apart_without_colour(qtbot, theme) -> None:
    """In shades of grey too: by pattern, shape and what stands at an end."""

    def drawn(kind: PieceKind, closing: Closing | None = None, windows: int = 1) -> list[int]:
        image = QImage(80, 26, QImage.Format.Format_Grayscale8)
        image.fill(0x80)
        painter = QPainter(image)
        paint_piece(painter, QRectF(4, 6, 60, 14), Piece(kind, NOW, NOW, (), closing, windows), theme)
        painter.end()
        return [image.pixelColor(x, y).red() for y in range(26) for x in range(80)]

    looks = [
        drawn(PieceKind.WAIT), drawn(PieceKind.ROOM), drawn(PieceKind.GAP), drawn(PieceKind.TRY),
        drawn(PieceKind.ROOM, Closing.OPEN), drawn(PieceKind.ROOM, Closing.SESSION_END),
        drawn(PieceKind.ROOM, windows=2),
    ]  # fmt: skip
    for place, one in enumerate(looks):
        for other in looks[place + 1 :]:
            assert sum(abs(a - b) > 24 for a, b in zip(one, other, strict=True)) > 20


def test_time_goes_as_one_reads(qtbot) -> None:
    report = scene_of(session(5)).report()
    timeline = timeline_of(report.truth, report.facts)
    scale = fitting_scale(timeline, 400)
    one, other = Frame(timeline, 600, 190, scale), Frame(timeline, 600, 190, scale, mirrored=True)
    piece = timeline.lanes[1].pieces[0]
    left, right = one.piece_box(1, piece), other.piece_box(1, piece)
    assert left.left() == pytest.approx(600 - right.right())
    assert one.at(left.center().x()) == other.at(right.center().x())
    assert one.name_box(0).left() == 0
    assert other.name_box(0).right() == pytest.approx(600)


def test_marks_of_the_axis_do_not_touch(qtbot) -> None:
    report = scene_of(session(5)).report()
    timeline = timeline_of(report.truth, report.facts)
    for zoom in (1, 3, 20, 300):
        frame = Frame(timeline, 600, 190, fitting_scale(timeline, 400) * zoom)
        places = [frame.x(at) for at in frame.ticks(frame.step())]
        assert len(places) <= 14
        assert all(later - earlier > 30 for earlier, later in pairwise(places))


# ---- looking at pieces
def test_forty_people_scroll(qtbot) -> None:
    made = section(qtbot, full_room())
    bar = made.view.verticalScrollBar()
    assert bar.maximum() > 0
    keys(qtbot, made, *([Qt.Key.Key_Down] * 40))
    assert bar.value() == bar.maximum()
    assert made.view.row == 39


def test_arrows_walk_through_pieces_and_tell_facts(qtbot) -> None:
    made = section(qtbot)
    keys(qtbot, made, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Home)
    assert made.view.marked == (1, 0)
    assert made.told.text().startswith(f"{PATIENTS[5]}: waiting 16:23\N{EN DASH}16:26, 3 min.")
    assert "By a call window of the clinic, heard Sat 21 Nov 16:26." in made.told.text()
    keys(qtbot, made, Qt.Key.Key_End)
    assert "2 windows at once, counted once." in made.told.text()
    assert made.view.accessibleDescription() == made.told.text()
    keys(qtbot, made, Qt.Key.Key_Down)
    assert "Nobody said when they left" in made.told.text()
    with qtbot.waitSignal(made.person_chosen) as chosen:
        keys(qtbot, made, Qt.Key.Key_Return)
    assert chosen.args == [made.view.timeline.lanes[2].person.key]


def test_who_never_came_is_told_by_key_too(qtbot) -> None:
    made = section(qtbot, scene_of(session(2)).report())
    keys(qtbot, made, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert made.view.marked is None
    assert made.told.text().startswith(f"{PATIENTS[2]}: Never came.")


def test_the_marked_piece_is_brought_into_view(qtbot) -> None:
    made = section(qtbot)
    made.view.zoom_to(30)
    keys(qtbot, made, Qt.Key.Key_Down, Qt.Key.Key_End)
    frame = made.view.frame_now()
    lane, place = made.view.marked
    box = frame.piece_box(lane, made.view.timeline.lanes[lane].pieces[place])
    assert box.intersects(frame.time_box().intersected(QRectF(made.view.viewport().rect())))


def test_the_mouse_tells_and_chooses(qtbot) -> None:
    made = section(qtbot)
    frame = made.view.frame_now()
    box = frame.piece_box(3, made.view.timeline.lanes[3].pieces[0])
    move_mouse(made.view.viewport(), QPoint(2, 2))
    move_mouse(made.view.viewport(), box.center().toPoint())
    assert made.told.text().startswith("Guest 4: in the call")
    with qtbot.waitSignal(made.person_chosen):
        qtbot.mouseClick(made.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert made.view.marked == (3, 0)


def test_its_name_says_what_it_is(qtbot) -> None:
    made = section(qtbot)
    assert made.view.accessibleName() == timeline_text(made.view.timeline)
    assert made.view.accessibleName().startswith("Timeline of 3 guests and a host, 16:2")
    assert "planned 16:25\N{EN DASH}16:50" in made.view.accessibleName()


# ---- pictures
def test_a_picture_holds_all_of_it_at_any_zoom(qtbot, tmp_path: Path) -> None:
    made = section(qtbot, full_room())
    made.view.zoom_to(50)
    told = []
    made.saved.connect(told.append)
    made.save(tmp_path / "room.png")
    made.save(tmp_path / "room.svg")
    image = QImage(str(tmp_path / "room.png"))
    timeline = made.view.timeline
    size = TimelinePicture(timeline, "Knee / check", ("Today",)).size
    assert (image.width(), image.height()) == (2 * size.width(), 2 * size.height())
    # Every lane has its mark, the last one too, and nothing touches the margins.
    edge = LIGHT.surface
    assert {image.pixelColor(x, 4).name() for x in range(0, image.width(), 40)} == {edge}
    assert {image.pixelColor(image.width() - 4, y).name() for y in range(0, image.height(), 40)} == {edge}
    drawn = QSvgRenderer(str(tmp_path / "room.svg"))
    assert drawn.isValid()
    assert drawn.viewBox().size() == size
    words = (tmp_path / "room.svg").read_text("utf-8")
    for lane in timeline.lanes:
        assert lane.person.name in words  # in whole, however long
    assert told == ["room.png", "room.svg"]


def test_both_kinds_of_pictures_look_the_same(qtbot, tmp_path: Path) -> None:
    made = section(qtbot)
    made.save(tmp_path / "one.png")
    made.save(tmp_path / "one.svg")
    plain = QImage(str(tmp_path / "one.png")).convertToFormat(QImage.Format.Format_Grayscale8)
    image = QImage(plain.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(str(tmp_path / "one.svg")).render(painter)
    painter.end()
    other = image.convertToFormat(QImage.Format.Format_Grayscale8)
    spots = [(x, y) for x in range(0, plain.width(), 7) for y in range(0, plain.height(), 5)]
    different = sum(abs(plain.pixelColor(*at).red() - other.pixelColor(*at).red()) > 64 for at in spots)
    assert different / len(spots) < 0.02


def test_the_place_is_asked_with_a_name_that_files_can_have(qtbot, tmp_path: Path) -> None:
    made = section(qtbot)
    made.save_button.click()
    dialog = made.save_question.dialog
    assert Path(dialog.selectedFiles()[0]).name == "Knee check.png"
    dialog.selectNameFilter(dialog.nameFilters()[1])
    dialog.fileSelected.emit(str(tmp_path / "knee.png"))
    dialog.reject()
    assert [path.name for path in tmp_path.iterdir()] == ["knee.svg"]


def test_a_place_that_cannot_be_written_is_told(qtbot, tmp_path: Path) -> None:
    made = section(qtbot)
    with qtbot.waitSignal(made.failed) as failed:
        made.save(tmp_path / "no such folder" / "one.png")
    assert failed.args[0].title == "The picture could not be saved"


def test_it_opens_large_and_follows(qtbot) -> None:
    attendance = FakeAttendance()
    pane = AttendancePane(attendance, NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    SHOWN.append(pane)
    pane.resize(1200, 800)
    pane.show()
    pane.show_large()
    assert pane._large is None
    pane.select("s05")
    pane.session_details.timeline.large_button.click()
    large = pane._large
    assert large.isVisible()
    assert large.windowTitle() == "Timeline of Medication review"
    assert "21 November 2026" in large.lines.text()
    for _lane in range(3):
        qtbot.keyClick(large.section.view, Qt.Key.Key_Down)
    qtbot.keyClick(large.section.view, Qt.Key.Key_Return)
    assert pane.session_details.person.name == pane.attendance.people[2].name
    with qtbot.waitSignal(large.destroyed):
        large.close()
    assert pane._large is None


def test_that_a_picture_is_saved_is_told_where_no_button_moves(qtbot, tmp_path: Path) -> None:
    pane = AttendancePane(FakeAttendance(), NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    SHOWN.append(pane)
    pane.resize(1200, 800)
    pane.show()
    pane.select("s05")
    details = pane.session_details
    pane.show_large()
    large = pane._large
    for part, bar in ((details.timeline, details.message_bar), (large.section, large.message_bar)):
        QApplication.sendPostedEvents()
        places = [button.mapTo(button.window(), QPoint(0, 0)) for button in (part.save_button, part.in_button)]
        part.save(tmp_path / "there.png")
        QApplication.sendPostedEvents()
        qtbot.waitUntil(lambda bar=bar: bar.width() > 200)
        assert bar.text == "The timeline is saved as “there.png”."
        assert places == [
            button.mapTo(button.window(), QPoint(0, 0)) for button in (part.save_button, part.in_button)
        ]
        assert bar.parentWidget().rect().contains(bar.geometry())
        assert not bar.geometry().intersects(
            QRect(part.save_button.mapTo(bar.parentWidget(), QPoint(0, 0)), part.save_button.size())
        )
    large.close()
