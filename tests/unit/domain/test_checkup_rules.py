"""The rules of the check-up: what findings come to together, which hosts are tried, when it is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.account import Embedded, Provider
from hosted_meetings_desktop.domain.checkup import (
    Access,
    Finding,
    Reason,
    Result,
    SystemAccess,
    Topic,
    Verdict,
    judge_access,
    judge_device,
    judge_graphics,
    result,
    running,
    settle,
)
from hosted_meetings_desktop.domain.checkup_network import (
    judge_certificates,
    judge_engine,
    judge_media,
    judge_proxy,
    judge_service,
    judge_signalling,
)
from hosted_meetings_desktop.domain.checkup_offer import ABOUT_TO_START, CheckupMemory, is_due, leaves_time
from hosted_meetings_desktop.domain.checkup_targets import Group, Place, allow_list, engine_hosts, targets
from hosted_meetings_desktop.domain.network_probes import (
    DATAGRAMS,
    Outcome,
    Probe,
    ProxyFact,
    ProxyState,
    Target,
    Way,
)

EMBEDDED = Embedded("embedded.invalid", "http://127.0.0.1:4000/edge", "http://127.0.0.1:4000/control")
PLACES = (*(Place(provider) for provider in Provider), Place(Provider.DYTE, embedded=EMBEDDED))


def every(verdict: Verdict, reason: Reason = Reason.GOOD) -> dict[Topic, Finding]:
    return {topic: Finding(topic, verdict, reason) for topic in Topic}


# ---- the whole
@pytest.mark.parametrize(
    ("some", "whole"),
    [
        ((), Result.GOOD),
        ((Verdict.LEFT_OUT,), Result.GOOD),
        ((Verdict.LOOK,), Result.LOOK),
        ((Verdict.ASKING, Verdict.LOOK), Result.UNANSWERED),
        ((Verdict.BAD, Verdict.ASKING), Result.FAULTS),
        ((Verdict.RUNNING, Verdict.BAD), Result.RUNNING),
    ],
)
def test_the_whole_is_as_good_as_what_matters_most(some: tuple[Verdict, ...], whole: Result) -> None:
    found = every(Verdict.GOOD)
    for topic, verdict in zip(Topic, some, strict=False):
        found[topic] = Finding(topic, verdict, Reason.FAULT)
    assert result(found) is whole


def test_it_runs_until_every_topic_has_said_something() -> None:
    found = every(Verdict.GOOD)
    del found[Topic.PROXY]
    assert result(found) is Result.RUNNING


findings = st.builds(Finding, st.sampled_from(Topic), st.sampled_from(Verdict), st.sampled_from(Reason))


@given(st.lists(findings))
def test_settling_keeps_every_topic_and_settles_once(found: list[Finding]) -> None:
    raw = {finding.topic: finding for finding in found}
    settled = settle(raw)
    assert settled.keys() == raw.keys()
    assert all(finding.topic is topic for topic, finding in settled.items())
    # What works is never made worse by the others, a muted microphone aside.
    for topic, finding in raw.items():
        if finding.verdict is Verdict.GOOD and finding.reason is Reason.GOOD:
            assert settled[topic] == finding


def test_a_switch_of_the_system_explains_only_what_it_stops() -> None:
    raw = {
        Topic.ACCESS: judge_access(SystemAccess(Access.DENIED, Access.DENIED)),
        Topic.CAMERA: judge_device(Topic.CAMERA, Reason.GOOD, "BRIO"),
        Topic.MICROPHONE: judge_device(Topic.MICROPHONE, Reason.SILENT, "Jabra"),
    }
    settled = settle(raw)
    assert settled[Topic.CAMERA].verdict is Verdict.GOOD  # it works, whatever the registry says
    assert settled[Topic.MICROPHONE].reason is Reason.SWITCHED_OFF
    assert settle({Topic.CAMERA: running(Topic.CAMERA)})[Topic.CAMERA].verdict is Verdict.RUNNING


# ---- this PC
@pytest.mark.parametrize(
    ("renderer", "verdict", "reason"),
    [
        ("ANGLE (NVIDIA, GeForce RTX 3050 Direct3D11)", Verdict.GOOD, Reason.GOOD),
        ("ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))", Verdict.LOOK, Reason.SOFTWARE),
        ("ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)", Verdict.LOOK, Reason.SOFTWARE),
        ("llvmpipe (LLVM 15.0.6, 256 bits)", Verdict.LOOK, Reason.SOFTWARE),
        ("", Verdict.LOOK, Reason.SOFTWARE),
        (None, Verdict.LOOK, Reason.UNKNOWN),
    ],
)
def test_graphics_are_told_apart(renderer: str | None, verdict: Verdict, reason: Reason) -> None:
    found = judge_graphics(renderer, ("more",))
    assert (found.verdict, found.reason) == (verdict, reason)
    assert "more" in found.facts


def test_every_pair_of_switches_has_a_verdict() -> None:
    for camera, microphone in product(Access, repeat=2):
        found = judge_access(SystemAccess(camera, microphone))
        assert (found.verdict is Verdict.BAD) == (Access.DENIED in {camera, microphone})


@pytest.mark.parametrize("reason", [Reason.BUSY, Reason.STILL])
def test_a_call_under_way_excuses_a_device_that_is_held(reason: Reason) -> None:
    assert judge_device(Topic.CAMERA, reason, in_call=True).verdict is Verdict.LOOK
    assert judge_device(Topic.CAMERA, reason).verdict is Verdict.BAD
    assert judge_device(Topic.CAMERA, Reason.NONE, in_call=True).verdict is Verdict.BAD


# ---- the network
@given(st.lists(st.tuples(st.sampled_from(list(Outcome)), st.booleans(), st.sampled_from([None, True, False]))))
def test_any_outcomes_have_a_verdict(outcomes: list[tuple[Outcome, bool, bool | None]]) -> None:
    for way in Way:
        probes = tuple(
            Probe(Target(way, "x.example", 443, needed=needed), outcome, 10, public=public)
            for outcome, needed, public in outcomes
        )
        for found in (
            judge_service(probes),
            judge_signalling(probes),
            judge_media(Topic.DIRECT, probes),
            judge_certificates(probes),
        ):
            reached = all(outcome is Outcome.REACHED for outcome, *_rest in outcomes)
            assert found.verdict is not Verdict.BAD or not reached
            assert found.verdict not in {Verdict.RUNNING, Verdict.ASKING}


@given(st.sampled_from(ProxyState), st.sampled_from(["", "http://p:1"]), st.sampled_from(["", "http://q:1"]))
def test_any_proxy_has_a_verdict(state: ProxyState, address: str, of_calls: str) -> None:
    found = judge_proxy(ProxyFact(state, address, of_calls=of_calls))
    assert found.name in {"", address, of_calls}
    assert (found.verdict is Verdict.BAD) == (state not in {ProxyState.NONE, ProxyState.WORKS})


def test_the_engine_names_the_first_host_that_it_does_not_reach() -> None:
    assert judge_engine({"a": True, "b": False, "c": False}).name == "b"
    assert judge_engine({}).verdict is Verdict.LEFT_OUT


# ---- hosts and ports
@pytest.mark.parametrize("place", PLACES[:2], ids=str)
def test_every_way_that_calls_need_is_tried(place: Place) -> None:
    by_group = {group: targets(place, group) for group in Group}
    assert {target.way for target in by_group[Group.DIRECT]} == {Way.STUN_UDP, Way.TURN_UDP}
    assert {target.way for target in by_group[Group.DETOUR]} == {Way.TURN_TCP, Way.TURN_TLS}
    assert 443 in {target.port for target in by_group[Group.DETOUR] if target.way is Way.TURN_TLS}
    assert [target.way for target in by_group[Group.SIGNALLING]] == [Way.WSS]
    assert by_group[Group.PROXY] == by_group[Group.SERVICE][:1]
    base = {Provider.DYTE: "dyte.io", Provider.REALTIMEKIT: "realtime.cloudflare.com"}[place.provider]
    assert engine_hosts(place) == (f"api.{base}", f"socket-edge.{base}")
    listed = allow_list(place)
    assert len(listed) == len(set(listed))
    assert f"socket-edge.{base} 443/tcp (WebSocket over TLS)" in listed
    assert "turn.cloudflare.com 3478/udp (TURN over UDP)" in listed


def test_the_accounts_own_address_is_tried_in_place_of_the_usual_one() -> None:
    found = targets(Place(Provider.DYTE, "https://api.cluster.dyte.in/v2"), Group.SERVICE)
    assert [(target.host, target.port, target.path) for target in found] == [
        ("api.cluster.dyte.in", 443, "/v2"),
        ("api.dyte.io", 443, "/"),
    ]
    assert [target.host for target in targets(Place(Provider.DYTE), Group.SERVICE)] == ["api.dyte.io"]


def test_practice_tries_this_pc_only() -> None:
    place = Place(Provider.REALTIMEKIT, "http://127.0.0.1:4000/client/v4", EMBEDDED)
    found = [target for group in Group for target in targets(place, group)]
    assert {target.host for target in found} == {"127.0.0.1"}
    assert {(target.way, target.port, target.path) for target in found} == {
        (Way.HTTP, 4000, "/client/v4"),
        (Way.WS, 4000, "/edge/socket-edge/ws"),
    }
    assert (engine_hosts(place), allow_list(place)) == ((), ())
    assert not any(target.way in DATAGRAMS for target in found)


# ---- the offer
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
memories = st.builds(
    CheckupMemory, st.none() | days, st.booleans(), offered_on=st.none() | days, unwanted=st.booleans()
)


@given(memories, days, st.booleans(), st.booleans())
def test_it_is_offered_at_most_once_a_day_and_never_where_it_is_not_wanted(
    memory: CheckupMemory, today: date, host: bool, in_call: bool
) -> None:
    due = is_due(memory, today, host=host, in_call=in_call)
    assert not is_due(memory.after_offer(today), today, host=True, in_call=False)
    assert not due or (host and not in_call and not memory.unwanted and memory.good_on != today)


@given(memories, days, st.sampled_from(Result))
def test_a_good_one_ends_the_offers_of_the_day_and_a_faulty_one_brings_it_back(
    memory: CheckupMemory, today: date, outcome: Result
) -> None:
    later = replace(memory.after_offer(today).after(outcome, today), unwanted=False)
    due = is_due(later, today, host=True, in_call=False)
    assert due == (outcome is Result.FAULTS)
    if outcome in {Result.RUNNING, Result.UNANSWERED}:
        assert later == replace(memory.after_offer(today), unwanted=False)


def test_only_a_start_that_is_known_and_far_enough_leaves_time() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert not leaves_time(None, now)
    assert not leaves_time(now - timedelta(hours=1), now)
    assert not leaves_time(now + ABOUT_TO_START, now)
    assert leaves_time(now + ABOUT_TO_START + timedelta(seconds=1), now)
