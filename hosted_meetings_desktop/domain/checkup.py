"""The check-up of a PC: what is looked at, and what the answers of devices and of this PC mean for a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Topic(StrEnum):
    """One line of a check-up, in the order in which they are shown."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    ACCESS = "access"
    GRAPHICS = "graphics"
    SERVICE = "service"
    SIGNALLING = "signalling"
    DIRECT = "direct"
    DETOUR = "detour"
    ENGINE = "engine"
    PROXY = "proxy"
    CERTIFICATES = "certificates"


class Verdict(StrEnum):
    """What a line says at a glance."""

    RUNNING = "running"
    ASKING = "asking"
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"
    LEFT_OUT = "left_out"


class Reason(StrEnum):
    """Why; each topic has its own words for those it knows."""

    RUNNING = "running"
    GOOD = "good"
    LEFT_OUT = "left_out"
    FAULT = "fault"
    NO_VIEW = "no_view"
    # camera, microphone, speaker
    ALLOW = "allow"
    NONE = "none"
    BLOCKED = "blocked"
    SWITCHED_OFF = "switched_off"
    KEPT_OFF = "kept_off"
    BUSY = "busy"
    IN_CALL = "in_call"
    DARK = "dark"
    STILL = "still"
    LISTENING = "listening"
    SILENT = "silent"
    PLAY = "play"
    PLAYING = "playing"
    HEARD = "heard"
    NOT_HEARD = "not_heard"
    # what the system lets programs use
    NO_SWITCHES = "no_switches"
    PORTAL = "portal"
    NOT_ASKED = "not_asked"
    CAMERA_OFF = "camera_off"
    MICROPHONE_OFF = "microphone_off"
    BOTH_OFF = "both_off"
    # graphics
    SOFTWARE = "software"
    UNKNOWN = "unknown"
    # the network
    SLOW = "slow"
    SOME = "some"
    OFFLINE = "offline"
    NO_NAME = "no_name"
    REFUSED = "refused"
    CLOSED = "closed"
    BROKEN = "broken"
    STRANGE = "strange"
    UNTRUSTED = "untrusted"
    WRONG_TIME = "wrong_time"
    WRONG_NAME = "wrong_name"
    INSPECTED = "inspected"
    SIGN_IN = "sign_in"
    PROXY_BLOCKS = "proxy_blocks"
    PROXY_GONE = "proxy_gone"
    UNUSABLE = "unusable"
    NO_PROXY = "no_proxy"
    NO_DIRECT = "no_direct"
    NO_DETOUR = "no_detour"
    ONLY_CALLS = "only_calls"
    PRACTICE_GONE = "practice_gone"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known about one topic now.

    Attributes:
        name: What its words name: a device, a proxy, the issuer of a certificate; often empty.
        facts: Lines for IT.
    """

    topic: Topic
    verdict: Verdict
    reason: Reason
    name: str = ""
    facts: tuple[str, ...] = ()


Findings = Mapping[Topic, Finding]


def running(topic: Topic) -> Finding:
    """Return that a topic is being looked at."""
    return Finding(topic, Verdict.RUNNING, Reason.RUNNING)


def left_out(topic: Topic) -> Finding:
    """Return that a topic is not looked at, as practice mode has no such thing."""
    return Finding(topic, Verdict.LEFT_OUT, Reason.LEFT_OUT)


# ---- devices and this PC
_MEDIA = {
    Reason.GOOD: Verdict.GOOD,
    Reason.HEARD: Verdict.GOOD,
    Reason.ALLOW: Verdict.ASKING,
    Reason.PLAY: Verdict.ASKING,
    Reason.LISTENING: Verdict.RUNNING,
    Reason.PLAYING: Verdict.ASKING,
    Reason.KEPT_OFF: Verdict.LOOK,
    Reason.IN_CALL: Verdict.LOOK,
    Reason.DARK: Verdict.LOOK,
    Reason.SILENT: Verdict.LOOK,
}


def judge_device(topic: Topic, reason: Reason, name: str = "", *, in_call: bool = False) -> Finding:
    """Return what a camera, a microphone or a speaker means for a call.

    Args:
        topic: Which of the three.
        reason: What happened with it.
        name: The device's name.
        in_call: Whether a call is under way that may hold it.
    """
    if reason in {Reason.BUSY, Reason.STILL} and in_call:
        reason = Reason.IN_CALL
    return Finding(topic, _MEDIA.get(reason, Verdict.BAD), reason, name, (name,) if name else ())


class Access(StrEnum):
    """What the system says about this program and a device."""

    GRANTED = "granted"
    DENIED = "denied"
    NOT_ASKED = "not asked yet"
    NO_SWITCH = "no switch"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class SystemAccess:
    """The system's privacy switches for this program.

    Attributes:
        facts: Where each answer was read, for IT.
    """

    camera: Access
    microphone: Access
    facts: tuple[str, ...] = ()


def judge_access(access: SystemAccess) -> Finding:
    """Return what the system's privacy switches mean for a call."""
    both = {access.camera, access.microphone}
    facts = (f"camera: {access.camera}", f"microphone: {access.microphone}", *access.facts)
    if both == {Access.DENIED}:
        reason = Reason.BOTH_OFF
    elif access.camera is Access.DENIED:
        reason = Reason.CAMERA_OFF
    elif access.microphone is Access.DENIED:
        reason = Reason.MICROPHONE_OFF
    elif Access.NOT_ASKED in both:
        reason = Reason.NOT_ASKED
    elif Access.PORTAL in both:
        reason = Reason.PORTAL
    else:
        reason = Reason.NO_SWITCHES if both == {Access.NO_SWITCH} else Reason.GOOD
    bad = Access.DENIED in both
    return Finding(Topic.ACCESS, Verdict.BAD if bad else Verdict.GOOD, reason, facts=facts)


_SOFTWARE = ("swiftshader", "llvmpipe", "softpipe", "software", "basic render", "gdi generic")


def judge_graphics(renderer: str | None, facts: tuple[str, ...] = ()) -> Finding:
    """Return what draws the pictures of a call.

    Args:
        renderer: As the web engine names it; empty where it draws without any, None where it does not say.
        facts: More for IT.
    """
    if renderer is None:
        return Finding(Topic.GRAPHICS, Verdict.LOOK, Reason.UNKNOWN, facts=facts)
    software = not renderer or any(word in renderer.lower() for word in _SOFTWARE)
    said = (f"renderer: {renderer or 'none'}", *facts)
    if software:
        return Finding(Topic.GRAPHICS, Verdict.LOOK, Reason.SOFTWARE, facts=said)
    return Finding(Topic.GRAPHICS, Verdict.GOOD, Reason.GOOD, renderer, said)


# ---- one finding in the light of the others
_REFUSED_BY_SYSTEM = frozenset({Reason.BLOCKED, Reason.NONE, Reason.BUSY, Reason.FAULT, Reason.STILL, Reason.DARK})
_OFF = {
    Topic.CAMERA: frozenset({Reason.CAMERA_OFF, Reason.BOTH_OFF}),
    Topic.MICROPHONE: frozenset({Reason.MICROPHONE_OFF, Reason.BOTH_OFF}),
}


def settle(raw: Findings) -> dict[Topic, Finding]:
    """Return the findings as they are shown, each in the light of the others; ``raw`` holds them as they came in."""
    found = dict(raw)
    access = raw.get(Topic.ACCESS)
    for topic, reasons in _OFF.items():
        device = raw.get(topic)
        off = access is not None and access.reason in reasons
        refused = device is not None and device.reason in _REFUSED_BY_SYSTEM | {Reason.SILENT}
        if off and refused and device is not None:
            found[topic] = replace(device, verdict=Verdict.BAD, reason=Reason.SWITCHED_OFF)
    _weigh(found, raw, Topic.DIRECT, Topic.DETOUR, Reason.NO_DIRECT)
    _weigh(found, raw, Topic.DETOUR, Topic.DIRECT, Reason.NO_DETOUR)
    if all(_unheard(raw.get(topic)) for topic in (Topic.SERVICE, Topic.SIGNALLING, Topic.DIRECT, Topic.DETOUR)):
        for topic in _NEED_A_NETWORK & found.keys():
            if found[topic].verdict is Verdict.BAD:
                found[topic] = replace(found[topic], reason=Reason.OFFLINE)
    return found


_NEED_A_NETWORK = frozenset({Topic.SERVICE, Topic.SIGNALLING, Topic.DIRECT, Topic.DETOUR, Topic.ENGINE})


def _unheard(finding: Finding | None) -> bool:
    """Return whether nothing at all was reached, not even a name: each alone has other causes than no network."""
    unheard = {Reason.NO_NAME, Reason.OFFLINE, Reason.CLOSED}
    return finding is not None and finding.verdict is Verdict.BAD and finding.reason in unheard


def _weigh(found: dict[Topic, Finding], raw: Findings, topic: Topic, other: Topic, reason: Reason) -> None:
    """Take a closed way for sound and picture less seriously while the other is open."""
    closed, opened = raw.get(topic), raw.get(other)
    if closed is None or opened is None or closed.verdict is not Verdict.BAD:
        return
    if opened.verdict is Verdict.GOOD:
        found[topic] = replace(closed, verdict=Verdict.LOOK, reason=reason)


class Result(StrEnum):
    """What a whole check-up comes to."""

    RUNNING = "running"
    UNANSWERED = "unanswered"
    GOOD = "good"
    LOOK = "look"
    FAULTS = "faults"


def result(findings: Findings) -> Result:
    """Return what the settled findings of all topics come to."""
    verdicts = {finding.verdict for finding in findings.values()}
    if Verdict.RUNNING in verdicts or len(findings) < len(Topic):
        return Result.RUNNING
    if Verdict.BAD in verdicts:
        return Result.FAULTS
    if Verdict.ASKING in verdicts:
        return Result.UNANSWERED
    return Result.LOOK if Verdict.LOOK in verdicts else Result.GOOD
