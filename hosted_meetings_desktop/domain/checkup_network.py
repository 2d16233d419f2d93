"""What the answers of a network mean for a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hosted_meetings_desktop.domain.checkup import Finding, Reason, Topic, Verdict, left_out
from hosted_meetings_desktop.domain.network_probes import Outcome, Probe, ProxyFact, ProxyState, Way

SLOW_MS = 400
"""A round trip from which on people talk over each other (ITU-T G.114 advises 400 ms at most)."""

_WHY = {
    Outcome.OFFLINE: Reason.OFFLINE,
    Outcome.NO_NAME: Reason.NO_NAME,
    Outcome.REFUSED: Reason.REFUSED,
    Outcome.SILENT: Reason.CLOSED,
    Outcome.BROKEN: Reason.BROKEN,
    Outcome.UNTRUSTED: Reason.UNTRUSTED,
    Outcome.WRONG_TIME: Reason.WRONG_TIME,
    Outcome.WRONG_NAME: Reason.WRONG_NAME,
    Outcome.PROXY_SIGN_IN: Reason.SIGN_IN,
    Outcome.PROXY_BLOCKED: Reason.PROXY_BLOCKS,
    Outcome.PROXY_GONE: Reason.PROXY_GONE,
    Outcome.STRANGE: Reason.STRANGE,
}


def _why(probe: Probe) -> Reason:
    # Only the service of practice mode, on this PC, is spoken to without encryption.
    practice = probe.target.way in {Way.HTTP, Way.WS} and probe.outcome is not Outcome.STRANGE
    return Reason.PRACTICE_GONE if practice else _WHY[probe.outcome]


def _facts(probes: Iterable[Probe]) -> tuple[str, ...]:
    return tuple(probe.line for probe in probes)


def judge_service(probes: tuple[Probe, ...]) -> Finding:
    """Return whether plans and calls reach the video service's web addresses."""
    if not probes:
        return left_out(Topic.SERVICE)
    failed = [probe for probe in probes if probe.outcome is not Outcome.REACHED]
    needed = [probe for probe in failed if probe.target.needed]
    if needed:
        first = needed[0]
        return Finding(Topic.SERVICE, Verdict.BAD, _why(first), first.target.host, _facts(probes))
    if failed:
        return Finding(Topic.SERVICE, Verdict.LOOK, Reason.SOME, failed[0].target.host, _facts(probes))
    return _by_speed(Topic.SERVICE, probes)


def _by_speed(topic: Topic, probes: tuple[Probe, ...]) -> Finding:
    slowest = max((probe.milliseconds or 0 for probe in probes), default=0)
    if slowest > SLOW_MS:
        return Finding(topic, Verdict.LOOK, Reason.SLOW, str(slowest), _facts(probes))
    return Finding(topic, Verdict.GOOD, Reason.GOOD, facts=_facts(probes))


def judge_signalling(probes: tuple[Probe, ...]) -> Finding:
    """Return whether the line can be opened over which a call is held together."""
    failed = [probe for probe in probes if probe.outcome is not Outcome.REACHED]
    if failed:
        first = failed[0]
        return Finding(Topic.SIGNALLING, Verdict.BAD, _why(first), first.target.host, _facts(probes))
    # What inspects encrypted traffic can let a plain answer through and still cut off a WebSocket.
    doubtful = [probe for probe in probes if probe.public is False and not probe.said.endswith("101")]
    if doubtful:
        return Finding(Topic.SIGNALLING, Verdict.LOOK, Reason.INSPECTED, doubtful[0].issuer, _facts(probes))
    return _by_speed(Topic.SIGNALLING, probes) if probes else left_out(Topic.SIGNALLING)


def judge_media(topic: Topic, probes: tuple[Probe, ...]) -> Finding:
    """Return whether one of the two ways for sound and picture is open; ``settle`` weighs them against each other."""
    if not probes:
        return left_out(topic)
    if any(probe.outcome is Outcome.REACHED for probe in probes):
        return Finding(topic, Verdict.GOOD, Reason.GOOD, facts=_facts(probes))
    outcomes = {probe.outcome for probe in probes}
    reason = Reason.OFFLINE if outcomes <= {Outcome.OFFLINE} else Reason.CLOSED
    return Finding(topic, Verdict.BAD, reason, facts=_facts(probes))


_PROXY = {
    ProxyState.NONE: (Verdict.GOOD, Reason.NO_PROXY),
    ProxyState.WORKS: (Verdict.GOOD, Reason.GOOD),
    ProxyState.SIGN_IN: (Verdict.BAD, Reason.SIGN_IN),
    ProxyState.BLOCKS: (Verdict.BAD, Reason.PROXY_BLOCKS),
    ProxyState.GONE: (Verdict.BAD, Reason.PROXY_GONE),
    ProxyState.UNUSABLE: (Verdict.BAD, Reason.UNUSABLE),
}


def judge_proxy(fact: ProxyFact | None) -> Finding:
    """Return what the PC's proxy means for a call; None where there is nothing to reach through one."""
    if fact is None:
        return left_out(Topic.PROXY)
    verdict, reason = _PROXY[fact.state]
    told = [
        f"proxy of this program: {fact.address or 'none'}" + (f" (from the {fact.source})" if fact.source else "")
    ]
    told.append(f"proxy of calls: {fact.of_calls or 'none'}")
    if fact.said:
        told.append(f"answered: {fact.said}")
    if fact.state is ProxyState.NONE and fact.of_calls:
        verdict, reason = Verdict.LOOK, Reason.ONLY_CALLS
    return Finding(Topic.PROXY, verdict, reason, fact.address or fact.of_calls, tuple(told))


def judge_certificates(probes: tuple[Probe, ...]) -> Finding:
    """Return whether something between this PC and the service opens encrypted connections."""
    shown = [probe for probe in probes if probe.target.way is Way.HTTPS]
    facts = tuple(f"{probe.target.host}: issued by {probe.issuer}" for probe in shown if probe.issuer)
    if not shown:
        return left_out(Topic.CERTIFICATES)
    order = (
        (Outcome.WRONG_TIME, Verdict.BAD, Reason.WRONG_TIME),
        (Outcome.UNTRUSTED, Verdict.BAD, Reason.UNTRUSTED),
        (Outcome.WRONG_NAME, Verdict.BAD, Reason.WRONG_NAME),
    )
    for outcome, verdict, reason in order:
        for probe in shown:
            if probe.outcome is outcome:
                return Finding(Topic.CERTIFICATES, verdict, reason, probe.issuer, facts)
    for probe in shown:
        if probe.public is False:
            return Finding(Topic.CERTIFICATES, Verdict.LOOK, Reason.INSPECTED, probe.issuer, facts)
    if any(probe.public for probe in shown):
        return Finding(Topic.CERTIFICATES, Verdict.GOOD, Reason.GOOD, facts=facts)
    return Finding(Topic.CERTIFICATES, Verdict.LEFT_OUT, Reason.UNKNOWN, facts=facts)


def judge_engine(reached: Mapping[str, bool]) -> Finding:
    """Return whether calls themselves get through: they have a proxy and a list of authorities of their own.

    Args:
        reached: By host; empty in practice mode.
    """
    if not reached:
        return left_out(Topic.ENGINE)
    facts = tuple(f"{host}: {'reached' if ok else 'not reached'}" for host, ok in reached.items())
    closed = [host for host, ok in reached.items() if not ok]
    if closed:
        return Finding(Topic.ENGINE, Verdict.BAD, Reason.CLOSED, closed[0], facts)
    return Finding(Topic.ENGINE, Verdict.GOOD, Reason.GOOD, facts=facts)
