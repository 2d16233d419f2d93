"""The system's privacy switches as each system has them, what the page may say, and the proxy of calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.checkup import Access, Finding, Reason, Topic, Verdict
from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind
from hosted_meetings_desktop.ui.checkup import system
from hosted_meetings_desktop.ui.checkup.reports import Heard, read_heard
from hosted_meetings_desktop.ui.checkup.system import System
from hosted_meetings_desktop.ui.checkup.system_proxy import proxy_of_calls
from hosted_meetings_desktop.ui.checkup.words import finding_words
from hosted_meetings_desktop.ui.checkup.words_devices import device_words, switch_words
from hosted_meetings_desktop.ui.checkup.words_network import network_words

STORE = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"


# ---- switches
@pytest.mark.parametrize(
    ("status", "access"),
    [
        (Qt.PermissionStatus.Granted, Access.GRANTED),
        (Qt.PermissionStatus.Denied, Access.DENIED),
        (Qt.PermissionStatus.Undetermined, Access.NOT_ASKED),
    ],
)
def test_macos_is_asked_by_way_of_qt(status: Qt.PermissionStatus, access: Access) -> None:
    found = system.macos_access(lambda kind: status if kind is DeviceKind.CAMERA else Qt.PermissionStatus.Granted)
    assert (found.camera, found.microphone) == (access, Access.GRANTED)


@pytest.mark.parametrize(
    ("hive", "path"),
    [("HKLM", rf"{STORE}\webcam"), ("HKCU", rf"{STORE}\webcam"), ("HKCU", rf"{STORE}\webcam\NonPackaged")],
    ids=["for everybody", "the person's", "for programs that are no store apps"],
)
def test_each_of_windows_switches_can_say_no_alone(hive: str, path: str) -> None:
    found = system.windows_access(lambda at, name: "Deny" if (at, name) == (hive, path) else "Allow")
    assert (found.camera, found.microphone) == (Access.DENIED, Access.GRANTED)
    assert any(line.endswith(": Deny") for line in found.facts)
    assert len(found.facts) == 6


def test_switches_that_windows_does_not_have_say_nothing() -> None:
    found = system.windows_access(lambda _hive, _path: "")
    assert (found.camera, found.facts) == (Access.GRANTED, ())


def test_linux_has_a_portal_in_a_sandbox_and_no_switch_outside(tmp_path: Path) -> None:
    assert system.linux_access(tmp_path / "none").camera is Access.NO_SWITCH
    (tmp_path / "info").touch()
    assert system.linux_access(tmp_path / "info").microphone is Access.PORTAL


@pytest.mark.parametrize("kind", [DeviceKind.CAMERA, DeviceKind.MICROPHONE])
def test_every_switch_is_named_and_can_be_opened(kind: DeviceKind) -> None:
    assert f"System Settings > Privacy & Security > {kind.value.title()}" in switch_words(kind, System.MACOS)
    words = switch_words(kind, System.WINDOWS)
    assert f"Settings > Privacy & security > {kind.value.title()}" in words
    assert f"Let desktop apps access your {kind.value}" in words
    for found in (System.MACOS, System.WINDOWS):
        place = system.switch_place(kind, found)
        assert place is not None
        assert place.isValid()
    assert system.switch_place(kind, System.LINUX) is None


def test_it_knows_this_pc_without_a_name_of_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass
    import platform

    said = "\n".join(system.about_this_pc())
    assert "Hosted Meetings " in said
    assert "Qt 6" in said
    assert platform.node() not in said.split()
    assert getpass.getuser() not in said.split()


def test_the_proxy_of_calls_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://desk:secret@proxy.park.example:3128")
    assert proxy_of_calls("https://api.dyte.io/") == "http://proxy.park.example:3128"
    monkeypatch.setenv("https_proxy", "")
    monkeypatch.delenv("https_proxy")
    assert proxy_of_calls("https://api.dyte.io/") == ""


# ---- words
@pytest.mark.parametrize("found", list(System))
def test_every_fault_says_what_it_means_and_what_to_do(found: System) -> None:
    told = 0
    for topic in Topic:
        table = device_words(topic, found) or network_words(topic)
        for reason, words in table.items():
            told += 1
            text = " ".join(words.sentences)
            assert text[0].isupper() or text.startswith(("“", "%1")), (topic, reason)
            for banned in ("please", "!", "invalid", "error"):
                assert banned not in text.lower(), (topic, reason)
            assert all(part.rstrip().endswith((".", "?", "…")) for part in words.sentences), (topic, reason)
            assert bool(words.advice) or not words.means, (topic, reason)
    assert told > 70


@given(st.sampled_from(Topic), st.sampled_from(Verdict), st.sampled_from(Reason), st.text(max_size=30))
def test_any_finding_has_words_with_its_name_in_them_as_it_is(
    topic: Topic, verdict: Verdict, reason: Reason, name: str
) -> None:
    words = finding_words(Finding(topic, verdict, reason, name))
    assert words.says
    assert "%1" in name or not any("%1" in part for part in words.sentences)
    assert "“”" in name or not any("“”" in part for part in words.sentences)


def test_a_name_that_looks_like_a_place_is_left_alone() -> None:
    assert "“%1%2”" in finding_words(Finding(Topic.CAMERA, Verdict.GOOD, Reason.GOOD, "%1%2")).says


# ---- the page
def test_what_the_page_says_is_read() -> None:
    text = json.dumps(
        {
            "what": "devices",
            "camera": [{"id": "c", "label": "BRIO"}, {"label": "without an id"}],
            "microphone": [],
            "speaker": [{"id": "s"}],
            "used": ["c", "", "s"],
        }
    )
    heard = read_heard(text)
    assert heard is not None
    assert heard.devices == {
        DeviceKind.CAMERA: (Device("BRIO", "c"),),
        DeviceKind.MICROPHONE: (),
        DeviceKind.SPEAKER: (Device("", "s"),),
    }
    assert heard.used[DeviceKind.SPEAKER] == "s"
    assert read_heard('{"what": "level", "level": 7}').level == 1.0  # type: ignore[union-attr]
    assert read_heard('{"what": "engine", "reached": {"a": true, "b": "yes"}}').reached == {  # type: ignore[union-attr]
        "a": True,
        "b": False,
    }


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["what", "value", "name", "level", "known", "facts", "camera", "speaker", "used", "reached"])


@given(st.text(max_size=50) | st.dictionaries(KEYS, VALUES).map(json.dumps))
def test_whatever_a_page_says_breaks_nothing(text: str) -> None:
    heard = read_heard(text)
    assert heard is None or (isinstance(heard, Heard) and 0 <= heard.level <= 1)


def test_a_very_long_message_is_not_read() -> None:
    assert read_heard(json.dumps({"what": "camera", "name": "x" * 30_000})) is None
