"""The loop beside the GUI thread: answers, failures, cancelling, closing."""

from __future__ import annotations

import threading

import anyio
import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls


@pytest.fixture
def calls(qapp):
    made = LoopCalls()
    yield made
    made.close()


@pytest.fixture
def owner(qapp):
    return QObject()


async def where():
    await anyio.sleep(0.01)
    return threading.current_thread().name


def sleeper():
    """Return work that runs until it is cancelled, and events for its beginning and its end."""
    began, ended = threading.Event(), threading.Event()

    async def work():
        began.set()
        try:
            await anyio.sleep(60)
        finally:
            ended.set()

    return work, began, ended


def test_result_arrives_on_the_gui_thread(calls, owner, qtbot):
    got = []
    calls.run(owner, where, lambda name: got.append((name, threading.current_thread() is threading.main_thread())))
    qtbot.waitUntil(lambda: bool(got))
    assert got == [("services", True)]


def test_app_error_goes_to_who_asked(calls, owner, qtbot):
    async def bad():
        raise Unreachable(details="ConnectTimeout")

    got = []
    with qtbot.assertNotEmitted(calls.failed):
        calls.run(owner, bad, None, got.append)
        qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], Unreachable)


def test_untaken_app_error_is_told_by_signal(calls, owner, qtbot):
    async def bad():
        raise AppError("No room")

    with qtbot.waitSignal(calls.failed) as told:
        calls.run(owner, bad)
    assert told.args[0].title == "No room"


def test_unexpected_error_is_logged_and_told_without_its_text(calls, owner, qtbot, caplog):
    async def bad():
        raise KeyError("Fatima al-Zahra")

    with qtbot.waitSignal(calls.failed) as told:
        calls.run(owner, bad)
    error = told.args[0]
    assert error.title == "Something went wrong in the app"
    assert error.details == "KeyError"
    assert "Fatima" not in error.title + error.advice + error.details
    assert "KeyError" in caplog.text


def test_destroyed_owner_cancels_and_hears_nothing(calls, qtbot):
    work, began, ended = sleeper()
    owner, heard = QObject(), []
    calls.run(owner, work, heard.append, heard.append)
    assert began.wait(5)
    owner.deleteLater()
    qtbot.waitUntil(ended.is_set)
    assert heard == []


def test_owner_destroyed_between_answer_and_delivery_hears_nothing(calls, qtbot):
    import shiboken6

    answered, heard = threading.Event(), []

    async def work():
        answered.set()
        return 1

    owner, other = QObject(), QObject()
    calls.run(owner, work, heard.append)
    assert answered.wait(5)
    shiboken6.delete(owner)
    calls.run(other, where, lambda _name: heard.append("other"))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["other"]


def test_cancel_stops_the_work(calls, owner):
    work, began, ended = sleeper()
    call = calls.run(owner, work)
    assert began.wait(5)
    call.cancel()
    assert ended.wait(5)


def test_cancel_after_the_end_does_nothing(calls, owner, qtbot):
    got = []
    call = calls.run(owner, where, got.append)
    qtbot.waitUntil(lambda: bool(got))
    call.cancel()
    assert got == ["services"]


def test_close_cancels_what_is_under_way_and_ends_the_thread(qapp, owner):
    calls = LoopCalls()
    work, began, ended = sleeper()
    calls.run(owner, work)
    assert began.wait(5)
    calls.close()
    calls.close()
    assert ended.is_set()
    assert "services" not in {thread.name for thread in threading.enumerate()}


def test_nothing_runs_after_close(qapp, owner):
    calls = LoopCalls()
    calls.close()
    ran = []

    async def work():
        ran.append(1)

    calls.run(owner, work).cancel()
    with pytest.raises(RuntimeError):
        _ = calls.portal
    assert ran == []


def test_work_asked_for_before_the_start_waits_for_it(qapp, owner, qtbot):
    calls = LoopCalls(start=False)
    got, dropped = [], []
    calls.run(owner, where, got.append)
    calls.run(owner, where, dropped.append).cancel()
    assert "services" not in {thread.name for thread in threading.enumerate()}
    calls.start()
    qtbot.waitUntil(lambda: bool(got))
    calls.close()
    assert got == ["services"]
    assert dropped == []


def test_portal_runs_background_tasks(calls):
    assert calls.portal.call(where) == "services"


def test_a_modal_dialog_does_not_stop_the_services(calls, owner, qtbot):
    got = []
    calls.run(owner, where, got.append)
    dialog = QDialog()
    QTimer.singleShot(200, dialog.accept)
    dialog.exec()
    assert got == ["services"]


def test_every_one_of_many_calls_is_answered_once(calls, owner, qtbot):
    got = []

    async def number(n):
        return n

    for n in range(300):
        calls.run(owner, lambda n=n: number(n), got.append)
    qtbot.waitUntil(lambda: len(got) >= 300)
    assert sorted(got) == list(range(300))


def test_a_busy_loop_holds_up_no_gesture(qtbot, calls) -> None:
    free, busy = threading.Event(), threading.Event()

    async def block() -> None:
        busy.set()
        free.wait(20)

    calls.run(calls, block)
    assert busy.wait(5)
    answers: list[int] = []

    async def answer() -> int:
        return 1

    dropped = calls.run(calls, answer, answers.append)
    calls.run(calls, answer, answers.append)
    dropped.cancel()  # both came back although the loop takes nothing
    assert answers == []
    free.set()
    qtbot.waitUntil(lambda: answers == [1])
