"""Camera, microphone and screen: nothing is taken without an answer, and the answer is kept."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.bars import Bar, PermissionBar
from hosted_meetings_desktop.ui.call.picker import SharePicker
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import (
    MEETING,
    PATIENCE_MS,
    EmbeddedDyte,
    MemoryPolicy,
    OpenCall,
    Pages,
    UntilState,
    made_up_ticket,
)

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

SELF = f"{MEETING}.self"


def permission_bar(window: CallWindow) -> PermissionBar:
    found = window.findChild(PermissionBar)
    assert found is not None
    return found


@pytest.mark.parametrize("kit", list(Kit))
def test_the_call_waits_for_the_answer_and_remembers_it(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    policy = MemoryPolicy()
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit), policy)
    bar = permission_bar(window)
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    assert window.state == "loading"
    qtbot.mouseClick(bar.allow, Qt.MouseButton.LeftButton)
    until_state(window, "setup")
    assert not bar.isVisible()
    assert pages.ask(window, f"[{SELF}.audioEnabled, {SELF}.videoEnabled]") == [True, True]
    assert policy.answers == {"camera": True, "microphone": True}

    again = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit), policy)
    until_state(again, "setup")
    assert not permission_bar(again).isVisible()


@pytest.mark.parametrize("kit", list(Kit))
def test_a_no_reaches_the_kit_as_a_refusal_and_can_be_taken_back(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    policy = MemoryPolicy()
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit), policy)
    bar = permission_bar(window)
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(bar.deny, Qt.MouseButton.LeftButton)
    until_state(window, "setup")
    assert pages.ask(window, f"[{SELF}.audioEnabled, {SELF}.videoEnabled]") == [False, False]
    for medium in ("audio", "video"):
        pages.until(window, f"{SELF}.mediaPermissions.{medium} === 'DENIED'")
    assert policy.answers == {"camera": False, "microphone": False}

    kept_off = window.findChild(Bar, "kept_off_bar")
    assert kept_off is not None
    qtbot.waitUntil(kept_off.isVisible, timeout=PATIENCE_MS)
    kept_off.findChild(QPushButton, "ask_again").click()
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(bar.allow, Qt.MouseButton.LeftButton)
    pages.until(window, f"{SELF}.audioEnabled")


def test_everything_else_is_denied_without_a_question(
    open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    pages.run(
        window, "navigator.geolocation.getCurrentPosition(() => { window.got = 1 }, e => { window.got = e.code })"
    )
    assert pages.until(window, "window.got") == 1
    assert pages.ask(window, "window.got") == 1
    assert not permission_bar(window).isVisible()


def test_a_screen_is_never_shared_without_a_choice(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    pages.run(
        window,
        "navigator.mediaDevices.getDisplayMedia({video: true})"
        ".then(() => { window.got = 'shared' }, e => { window.got = e.name })",
    )
    qtbot.waitUntil(lambda: window.findChild(SharePicker) is not None, timeout=PATIENCE_MS)
    picker = window.findChild(SharePicker)
    assert picker is not None
    assert picker.isVisible()
    assert pages.ask(window, "window.got ?? 'not yet'") == "not yet"
    qtbot.mouseClick(picker.cancel_button, Qt.MouseButton.LeftButton)
    assert pages.until(window, "window.got") == "NotAllowedError"
    notice = window.findChild(Bar, "notice_bar")
    assert notice is not None
    assert notice.text == "Nothing is shared."


@pytest.mark.parametrize("kit", list(Kit))
def test_a_share_that_is_not_chosen_is_a_refusal_to_the_kit_and_can_be_tried_again(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit, show_setup=False))
    until_state(window, "joined")
    notice = window.findChild(Bar, "notice_bar")
    assert notice is not None
    pages.run(window, f"{SELF}.on('mediaPermissionUpdate', (told) => (window.told ??= []).push(told))")
    for times, refuse in enumerate(("click", "escape"), start=1):
        pages.run(window, f"{SELF}.enableScreenShare()")
        qtbot.waitUntil(lambda: window.findChild(SharePicker) is not None, timeout=PATIENCE_MS)
        picker = window.findChild(SharePicker)
        assert picker is not None
        if refuse == "click":
            qtbot.mouseClick(picker.cancel_button, Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(picker, Qt.Key.Key_Escape)
        pages.until(window, f"window.told?.filter((one) => one.kind === 'screenshare').length === {times}")
        # The kits' own word for a screen that somebody refused; COULD_NOT_START would be a fault of the PC.
        assert pages.ask(window, "window.told.at(-1).message") == "CANCELED"
        assert pages.ask(window, f"{SELF}.screenShareEnabled") is False
        qtbot.waitUntil(lambda: window.findChild(SharePicker) is None, timeout=PATIENCE_MS)
        assert notice.text == "Nothing is shared."
        notice.hide()
    assert window.state == "joined"
    assert "sharing" not in window.media


@pytest.mark.parametrize("kit", list(Kit))
def test_a_share_that_the_systems_dialog_refuses_is_told_and_none_to_the_kit(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    open_call: OpenCall,
    pages: Pages,
    embedded_dyte: EmbeddedDyte,
    until_state: UntilState,
    kit: Kit,
) -> None:
    # On Wayland the engine begins to capture and the system's dialog comes then: a no there is, to the engine, a
    # screen that could not be started, as it is without any display.
    for asks in ("boot", "sharing"):
        monkeypatch.setattr(f"hosted_meetings_desktop.ui.call.{asks}.system_asks", lambda _environ: True)
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit, show_setup=False))
    until_state(window, "joined")
    notice = window.findChild(Bar, "notice_bar")
    assert notice is not None
    pages.run(window, f"{SELF}.on('mediaPermissionUpdate', (told) => (window.told ??= []).push(told))")
    for times in (1, 2):
        pages.run(window, f"{SELF}.enableScreenShare()")
        qtbot.waitUntil(lambda: not notice.isHidden(), timeout=PATIENCE_MS)
        assert notice.text == "Nothing is shared."
        pages.until(window, f"window.told?.filter((one) => one.kind === 'screenshare').length === {times}")
        assert pages.ask(window, "window.told.at(-1).message") == "CANCELED"
        assert (
            pages.ask(window, f"[{SELF}.screenShareEnabled, Boolean({SELF}.screenShareTracks?.video)]") == [False] * 2
        )
        notice.hide()
    assert window.findChild(SharePicker) is None
    assert not window.shares
    assert window.state == "joined"


@pytest.mark.parametrize("kit", list(Kit))
def test_what_the_kits_keep_silent_about_is_told(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState, kit: Kit
) -> None:
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit, show_setup=False))
    until_state(window, "joined")
    notice = window.findChild(Bar, "notice_bar")
    assert notice is not None
    qtbot.waitUntil(lambda: window.media == {"microphone", "camera"}, timeout=PATIENCE_MS)

    # Two presses in a row are two presses: the SDKs take no second one while the first is under way.
    for _press in range(2):
        window.toggle_camera()
    qtbot.waitUntil(lambda: "camera" not in window.media, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "camera" in window.media, timeout=PATIENCE_MS)
    assert notice.isHidden(), "what was done is not told as if it were not"

    # Another program took the camera meanwhile.
    window.toggle_camera()
    qtbot.waitUntil(lambda: "camera" not in window.media, timeout=PATIENCE_MS)
    pages.run(
        window,
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('in use', 'NotReadableError'))",
    )
    window.toggle_camera()
    qtbot.waitUntil(notice.isVisible, timeout=PATIENCE_MS)
    assert notice.text.startswith("The camera could not be switched")
    assert "camera" not in window.media
    notice.hide()

    # The kits' chat does not wait for what becomes of a file.
    pages.run(window, f"{MEETING}.chat.sendFileMessage(new File(['x'], 'x-ray.txt', {{type: 'text/plain'}}))")
    qtbot.waitUntil(notice.isVisible, timeout=PATIENCE_MS)
    assert notice.text.startswith("The file was not sent to the chat")
    assert window.state == "joined"


ENDS = (
    # what the engine says, whether the system asks: what the program tells besides its own picker
    (("AbortError", "Invalid state"), False, ""),
    (("AbortError", "Invalid state"), True, "share_refused"),
    (("NotReadableError", "Could not start video source"), True, "share_refused"),
    (("NotReadableError", "Could not start video source"), False, "share"),
    (("NotFoundError", ""), True, "share"),
)


def test_every_end_of_a_share_is_told_once(open_call: OpenCall, pages: Pages, until_state: UntilState) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    asked = json.dumps([[*error, asks] for error, asks, _told in ENDS])
    module = (
        "import { missedShare } from 'app://call/media.js';"
        f" window.told = {asked}.map(([name, text, asks]) => missedShare(new DOMException(text, name), asks));"
    )
    pages.run(
        window,
        "document.head.append(Object.assign(document.createElement('script'), {type: 'module',"
        f" src: URL.createObjectURL(new Blob([{json.dumps(module)}], {{type: 'text/javascript'}}))}}))",
    )
    assert pages.until(window, "window.told") == [told for _error, _asks, told in ENDS]
