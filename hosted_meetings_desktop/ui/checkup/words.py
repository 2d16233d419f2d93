"""What the check-up says around its lines, and how a line is put together: what is so, what it means, what to do."""

from __future__ import annotations

from hosted_meetings_desktop.domain.checkup import Finding, Findings, Reason, Result, Topic, Verdict
from hosted_meetings_desktop.ui.call.devices import plain_label
from hosted_meetings_desktop.ui.checkup.sentences import Words, say
from hosted_meetings_desktop.ui.checkup.words_devices import device_words
from hosted_meetings_desktop.ui.checkup.words_network import network_words
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many


def _named(words: Words, finding: Finding) -> Words:
    """Return the words with what they are about in their ``%1``; what stands in a name is left as it is."""
    name = plain_label(finding.name) if finding.topic in _NAMELESS else finding.name
    without = _nameless(finding.topic)
    return Words(*(_filled(part, isolated(name), without) for part in (words.says, words.means, words.advice)))


_NAMELESS = frozenset({Topic.CAMERA, Topic.MICROPHONE, Topic.SPEAKER})


def _filled(part: str, name: str, without: str) -> str:
    if name:
        return part.replace("%1", name)
    plain = part.replace("“%1”", without).replace("%1", without)
    return plain[:1].upper() + plain[1:]


def _nameless(topic: Topic) -> str:
    """Return what is said in place of a name that is not known."""
    return {
        Topic.CAMERA: say("the camera"),
        Topic.MICROPHONE: say("the microphone"),
        Topic.SPEAKER: say("this PC's speaker"),
        Topic.CERTIFICATES: say("somebody unknown"),
        Topic.SIGNALLING: say("somebody unknown"),
    }.get(topic, say("the video service"))


def finding_words(finding: Finding) -> Words:
    """Return what a line says about a finding."""
    if finding.reason is Reason.RUNNING:
        return Words(say("Being looked at…"))
    table = device_words(finding.topic) or network_words(finding.topic)
    return _named(table.get(finding.reason) or _other(finding), finding)


def _other(finding: Finding) -> Words:
    if finding.reason is Reason.LEFT_OUT:
        return Words(say("Practice calls stay on this PC: nothing of the network is needed."))
    if finding.reason is Reason.NO_VIEW:
        return Words(
            say("The part of the app that shows calls does not run on this PC."),
            say("Calls cannot be opened."),
            say("Run the check-up again. If this stays so, save it for IT: it names what is missing."),
        )
    return Words(say("This could not be looked at."), advice=say("Run the check-up again. IT can read the details."))


def title_words(topic: Topic) -> str:
    """Return a line's title."""
    return {
        Topic.CAMERA: say("Camera"),
        Topic.MICROPHONE: say("Microphone"),
        Topic.SPEAKER: say("Speaker"),
        Topic.ACCESS: say("Permission of this system"),
        Topic.GRAPHICS: say("Graphics"),
        Topic.SERVICE: say("Video service"),
        Topic.SIGNALLING: say("Line for calls"),
        Topic.DIRECT: say("Sound and picture, the direct way"),
        Topic.DETOUR: say("Sound and picture, the detour"),
        Topic.ENGINE: say("Calls reach the service"),
        Topic.PROXY: say("Proxy"),
        Topic.CERTIFICATES: say("Encrypted connections"),
    }[topic]


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict's word."""
    return {
        Verdict.RUNNING: say("Looking"),
        Verdict.ASKING: say("Your answer"),
        Verdict.GOOD: say("Good"),
        Verdict.LOOK: say("Look at this"),
        Verdict.BAD: say("Does not work"),
        Verdict.LEFT_OUT: say("Not needed"),
    }[verdict]


def summary_words(result: Result, findings: Findings, *, answered: int, of: int) -> str:
    """Return what all lines together come to."""
    if result is Result.RUNNING:
        return say("Looking at this PC: %1 of %2").replace("%1", str(answered)).replace("%2", str(of))
    bad, look = _titles(findings, Verdict.BAD), _titles(findings, Verdict.LOOK)
    if result is Result.FAULTS:
        count = len(bad)
        said = one_or_many(count, say("1 thing does not work: %1"), say("%n things do not work: %1", count))
        return said.replace("%1", _listed(bad))
    if result is Result.UNANSWERED:
        if look:
            return say("To be looked at: %1. Your answer is still wanted").replace("%1", _listed(look))
        return say("Nothing is wrong so far. Your answer is still wanted")
    if result is Result.LOOK:
        count = len(look)
        one = say("Calls work. 1 thing is worth a look: %1")
        said = one_or_many(count, one, say("Calls work. %n things are worth a look: %1", count))
        return said.replace("%1", _listed(look))
    return say("This PC is ready for calls")


def _titles(findings: Findings, verdict: Verdict) -> list[str]:
    """Return the titles of the lines with a verdict, from top to bottom."""
    return [title_words(topic) for topic in Topic if topic in findings and findings[topic].verdict is verdict]


def _listed(titles: list[str]) -> str:
    """Return which lines are meant, the first three of them: they may stand below what is seen."""
    return ", ".join(titles[:3]) + ("…" if len(titles) > 3 else "")
