"""What the check-up's window says about the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.checkup import Reason, Result, Topic, Verdict
from hosted_meetings_desktop.domain.errors import CredentialsRefused
from hosted_meetings_desktop.domain.network_probes import Outcome, ProxyFact, ProxyState
from tests.panes.checkup_kit import FakeNetwork, FakeProbes, Made, answer, practice

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]
NETWORK = (Topic.SERVICE, Topic.SIGNALLING, Topic.DIRECT, Topic.DETOUR, Topic.ENGINE)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Made:
    return Made(qtbot, tmp_path, good=True)


def network(**more: Any) -> FakeNetwork:
    return FakeNetwork(FakeProbes(**more))


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.REACHED])
def test_every_outcome_has_words_of_its_own(qtbot: QtBot, tmp_path: Path, outcome: Outcome) -> None:
    made = Made(qtbot, tmp_path, good=True, network=network(outcomes={"api.cloudflare.com": outcome}))
    assert made.state(Topic.SERVICE)[0] is Verdict.BAD
    said = made.line(Topic.SERVICE).words
    assert "Neither plans nor calls work." in said.means
    assert said.advice
    assert outcome is Outcome.OFFLINE or "api.cloudflare.com" in said.says


def test_a_host_that_is_not_needed_is_worth_a_look(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, good=True, network=network(outcomes={"r2.cloudflarestorage.com": Outcome.SILENT}))
    assert made.state(Topic.SERVICE) == (Verdict.LOOK, Reason.SOME)


@pytest.mark.parametrize(
    ("closed", "direct", "detour"),
    [
        (("STUN over UDP", "TURN over UDP"), (Verdict.LOOK, Reason.NO_DIRECT), (Verdict.GOOD, Reason.GOOD)),
        (("TURN over TCP", "TURN over TLS"), (Verdict.GOOD, Reason.GOOD), (Verdict.LOOK, Reason.NO_DETOUR)),
        (
            ("STUN over UDP", "TURN over UDP", "TURN over TCP", "TURN over TLS"),
            (Verdict.BAD, Reason.CLOSED),
            (Verdict.BAD, Reason.CLOSED),
        ),
        (("TURN over TCP",), (Verdict.GOOD, Reason.GOOD), (Verdict.GOOD, Reason.GOOD)),
    ],
    ids=["no UDP", "UDP only", "neither", "one of several"],
)
def test_one_way_for_sound_and_picture_is_enough(
    qtbot: QtBot, tmp_path: Path, closed: tuple[str, ...], direct: Any, detour: Any
) -> None:
    hosts = [f"{way} {name}.cloudflare.com" for way in closed for name in ("stun", "turn")]
    made = Made(qtbot, tmp_path, good=True, network=network(outcomes=dict.fromkeys(hosts, Outcome.SILENT)))
    assert (made.state(Topic.DIRECT), made.state(Topic.DETOUR)) == (direct, detour)


def test_without_any_network_it_is_said_so_on_every_line(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, network=network(outcomes={"*": Outcome.NO_NAME}))
    made.media.all_good()
    made.media.say("engine", reached={"api.realtime.cloudflare.com": False})
    for topic in NETWORK:
        assert made.state(topic) == (Verdict.BAD, Reason.OFFLINE), topic
        assert "no connection to the internet" in made.said(topic)


@pytest.mark.parametrize(
    ("state", "verdict", "word"),
    [
        (ProxyState.NONE, Verdict.GOOD, "No proxy stands between"),
        (ProxyState.WORKS, Verdict.GOOD, "lets the app through"),
        (ProxyState.SIGN_IN, Verdict.BAD, "a sign-in of its own"),
        (ProxyState.BLOCKS, Verdict.BAD, "does not allow the video service"),
        (ProxyState.GONE, Verdict.BAD, "does not answer"),
        (ProxyState.UNUSABLE, Verdict.BAD, "cannot use"),
    ],
)
def test_what_the_proxy_does(qtbot: QtBot, tmp_path: Path, state: ProxyState, verdict: Verdict, word: str) -> None:
    address = "" if state is ProxyState.NONE else "http://proxy.park.example:3128"
    made = Made(qtbot, tmp_path, good=True, network=network(proxy_fact=ProxyFact(state, address, "system")))
    assert made.state(Topic.PROXY)[0] is verdict
    assert word in made.said(Topic.PROXY)
    assert address in made.said(Topic.PROXY)


def test_a_proxy_that_only_calls_take_is_worth_a_look(qtbot: QtBot, tmp_path: Path) -> None:
    fact = ProxyFact(ProxyState.NONE, of_calls="http://pac.park.example:8080")
    made = Made(qtbot, tmp_path, good=True, network=network(proxy_fact=fact))
    assert made.state(Topic.PROXY) == (Verdict.LOOK, Reason.ONLY_CALLS)


def test_an_inspecting_certificate_is_named_trusted_or_not(qtbot: QtBot, tmp_path: Path) -> None:
    inspector = "Clinic at the Park, Inspection CA"
    trusted = Made(qtbot, tmp_path, good=True, network=network(issuer=inspector, public=False))
    assert trusted.state(Topic.CERTIFICATES) == (Verdict.LOOK, Reason.INSPECTED)
    assert inspector in trusted.said(Topic.CERTIFICATES)
    assert trusted.state(Topic.SIGNALLING) == (Verdict.LOOK, Reason.INSPECTED)
    upgraded = Made(qtbot, tmp_path, good=True, network=network(issuer=inspector, public=False, said="HTTP 101"))
    assert upgraded.state(Topic.SIGNALLING) == (Verdict.GOOD, Reason.GOOD)
    refused = Made(qtbot, tmp_path, good=True, network=network(issuer=inspector, outcomes={"*": Outcome.UNTRUSTED}))
    assert refused.state(Topic.CERTIFICATES) == (Verdict.BAD, Reason.UNTRUSTED)
    assert inspector in refused.said(Topic.CERTIFICATES)


def test_calls_may_get_stuck_where_plans_get_through(made: Made) -> None:
    made.media.say(
        "engine", reached={"api.realtime.cloudflare.com": True, "socket-edge.realtime.cloudflare.com": False}
    )
    assert made.state(Topic.ENGINE) == (Verdict.BAD, Reason.CLOSED)
    assert "socket-edge.realtime.cloudflare.com" in made.said(Topic.ENGINE)


def test_a_slow_way_is_worth_a_look(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, good=True, network=network(milliseconds=950))
    assert made.state(Topic.SERVICE) == (Verdict.LOOK, Reason.SLOW)
    assert "950 ms" in made.said(Topic.SERVICE)


def test_practice_needs_this_pc_only(qtbot: QtBot, tmp_path: Path) -> None:
    made = Made(qtbot, tmp_path, good=True, network=practice())
    for topic in (Topic.DIRECT, Topic.DETOUR, Topic.ENGINE, Topic.PROXY, Topic.CERTIFICATES):
        assert made.state(topic) == (Verdict.LEFT_OUT, Reason.LEFT_OUT), topic
    answer(made)
    assert made.window.run.result is Result.GOOD
    gone = practice()
    gone.probes.outcomes["*"] = Outcome.REFUSED
    assert Made(qtbot, tmp_path, network=gone).state(Topic.SERVICE) == (Verdict.BAD, Reason.PRACTICE_GONE)


def test_a_locked_keyring_does_not_end_the_check_up(qtbot: QtBot, tmp_path: Path) -> None:
    locked = FakeNetwork(fails=CredentialsRefused(details="keyring locked"))
    made = Made(qtbot, tmp_path, good=True, network=locked)
    assert made.state(Topic.SERVICE) == (Verdict.BAD, Reason.FAULT)
    assert "keyring locked" in made.line(Topic.SERVICE).finding.facts
    made.window.copy_button.click()
    assert "keyring locked" in QGuiApplication.clipboard().text()
