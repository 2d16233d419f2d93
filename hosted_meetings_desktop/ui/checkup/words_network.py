"""What is said about the network: for whoever sits at the PC first, for IT second."""

from __future__ import annotations

from collections.abc import Mapping

from hosted_meetings_desktop.domain.checkup import Reason, Topic
from hosted_meetings_desktop.ui.checkup.sentences import Words, say

Table = Mapping[Reason, Words]


def network_words(topic: Topic) -> Table:
    """Return what a line about the network can say; nothing for other topics."""
    return {
        Topic.SERVICE: _service,
        Topic.SIGNALLING: _signalling,
        Topic.DIRECT: _direct,
        Topic.DETOUR: _detour,
        Topic.ENGINE: _engine,
        Topic.PROXY: _proxy,
        Topic.CERTIFICATES: _certificates,
    }.get(topic, dict)()


def _offline(means: str) -> Words:
    return Words(
        say("This PC has no connection to the internet."), means, say("Look at the network cable or the Wi-Fi.")
    )


def _closed(means: str) -> dict[Reason, Words]:
    """Return why a host is not reached, as every line about a host says it."""
    ask = say("Save this for IT: a firewall has to let the hosts and ports through that it lists.")
    return {
        Reason.OFFLINE: _offline(means),
        Reason.NO_NAME: Words(
            say("“%1” is not found by the network's name server."),
            means,
            say("Look whether this PC is online. If other pages open, save this for IT: the name may be blocked."),
        ),
        Reason.REFUSED: Words(say("“%1” refuses the connection."), means, ask),
        Reason.CLOSED: Words(say("“%1” does not answer."), means, ask),
        Reason.BROKEN: Words(say("The connection to “%1” is cut off."), means, ask),
        Reason.STRANGE: Words(
            say("Something else answers for “%1”, such as a network's sign-in page."),
            means,
            say("Open a web browser, sign in to the network, and run the check-up again."),
        ),
        Reason.UNTRUSTED: Words(
            say("The certificate that answers for “%1” is not trusted by this PC."),
            means,
            say("The line “Encrypted connections” says more."),
        ),
        Reason.WRONG_TIME: Words(
            say("The certificate that answers for “%1” is not valid today."),
            means,
            say("Look whether this PC's date and time are right."),
        ),
        Reason.WRONG_NAME: Words(
            say("A certificate for another name answers for “%1”."),
            means,
            say("Open a web browser and sign in to the network, or save this for IT."),
        ),
        Reason.SIGN_IN: Words(
            say("The proxy wants a sign-in before it lets anything through to “%1”."),
            means,
            say("The line “Proxy” says more."),
        ),
        Reason.PROXY_BLOCKS: Words(
            say("The proxy does not let anything through to “%1”."), means, say("The line “Proxy” says more.")
        ),
        Reason.PROXY_GONE: Words(
            say("“%1” is not reached: the proxy does not answer."), means, say("The line “Proxy” says more.")
        ),
        Reason.PRACTICE_GONE: Words(
            say("The practice service on this PC does not answer."), means, say("Close the app and start it again.")
        ),
    }


def _slow(means: str) -> Words:
    return Words(
        say("The way there is slow: %1 ms."), means, say("Use a cable in place of Wi-Fi, or end large downloads.")
    )


def _service() -> Table:
    return _closed(say("Neither plans nor calls work.")) | {
        Reason.GOOD: Words(say("The video service answers.")),
        Reason.SLOW: _slow(say("Plans take longer to be sent; calls may be choppy.")),
        Reason.SOME: Words(
            say("The video service answers, but “%1” does not."),
            say("Calls work. Chat and recordings may not load."),
            say("Save this for IT: a firewall has to let that host through."),
        ),
    }


def _signalling() -> Table:
    return _closed(say("Calls cannot be opened.")) | {
        Reason.GOOD: Words(say("The line that holds a call together can be opened.")),
        Reason.SLOW: _slow(say("Who joins and who speaks shows late in calls.")),
        Reason.INSPECTED: Words(
            say("The line can be opened, but “%1” inspects it."),
            say("If it does not know such lines, calls break off."),
            say("Save this for IT: the host should be left out of the inspection."),
        ),
    }


def _direct() -> Table:
    return {
        Reason.GOOD: Words(say("Sound and picture can take the direct way (UDP).")),
        Reason.NO_DIRECT: Words(
            say("The direct way (UDP) is closed. Sound and picture take the detour."),
            say("Calls work, but may be less smooth."),
            say("Save this for IT: port 3478 should be open for UDP."),
        ),
        Reason.CLOSED: Words(
            say("The direct way (UDP) is closed, and so is the detour."),
            say("Calls open, but without sound and picture."),
            say("Save this for IT: a firewall has to let the hosts and ports through that it lists."),
        ),
        Reason.OFFLINE: _offline(say("Calls have no sound and picture.")),
    }


def _detour() -> Table:
    return {
        Reason.GOOD: Words(say("Where the direct way is closed, sound and picture can take the detour (TCP).")),
        Reason.NO_DETOUR: Words(
            say("The detour (TCP) is closed. Sound and picture take the direct way."),
            say("Calls work. Should the direct way fail, there is no other."),
            say("Save this for IT: the relays it lists should be open, at least on port 443."),
        ),
        Reason.CLOSED: Words(
            say("The detour (TCP) is closed, and so is the direct way."),
            say("Calls open, but without sound and picture."),
            say("Save this for IT: a firewall has to let the hosts and ports through that it lists."),
        ),
        Reason.OFFLINE: _offline(say("Calls have no sound and picture.")),
    }


def _engine() -> Table:
    means = say("Calls cannot be opened, even where plans are sent.")
    return {
        Reason.GOOD: Words(say("The part of the app that shows calls reaches the service.")),
        Reason.OFFLINE: _offline(means),
        Reason.CLOSED: Words(
            say("The part of the app that shows calls does not reach “%1”."),
            means,
            say("Save this for IT: calls follow the system's proxy and its certificates."),
        ),
    }


def _proxy() -> Table:
    stops = say("Nothing reaches the video service.")
    return {
        Reason.NO_PROXY: Words(say("No proxy stands between this PC and the internet.")),
        Reason.GOOD: Words(say("The proxy %1 lets the app through.")),
        Reason.ONLY_CALLS: Words(
            say("The system has a proxy (%1) that only calls take. Plans are sent directly."),
            say("If the network wants everything to take the proxy, plans are not sent."),
            say("If plans are not sent, ask IT to set the proxy for programs too (HTTPS_PROXY)."),
        ),
        Reason.SIGN_IN: Words(
            say("The proxy %1 wants a sign-in of its own."),
            stops,
            say("Save this for IT: the app has to be let through."),
        ),
        Reason.PROXY_BLOCKS: Words(
            say("The proxy %1 does not allow the video service."),
            stops,
            say("Save this for IT: it has to be allowed."),
        ),
        Reason.PROXY_GONE: Words(
            say("The proxy %1 does not answer."),
            stops,
            say("Ask IT whether the address is right and the proxy runs."),
        ),
        Reason.UNUSABLE: Words(
            say("The proxy set up on this PC (%1) is of a kind that the app cannot use."),
            stops,
            say("Ask IT for an HTTP proxy."),
        ),
    }


def _certificates() -> Table:
    return {
        Reason.GOOD: Words(say("Nobody between this PC and the service opens encrypted connections.")),
        Reason.UNKNOWN: Words(say("Not known: the service was not reached.")),
        Reason.INSPECTED: Words(
            say("“%1” opens encrypted connections on the way, and this PC trusts it."),
            say("Plans and calls work, as far as what inspects them lets them through."),
            say("If calls break off, ask IT to leave the video service out of the inspection."),
        ),
        Reason.UNTRUSTED: Words(
            say("“%1” opens encrypted connections on the way, and this PC does not trust it."),
            say("Nothing is sent, because somebody else could read it."),
            say("If that is your clinic, ask IT to install its certificate on this PC. If not, use another network."),
        ),
        Reason.WRONG_TIME: Words(
            say("A certificate is not valid today."),
            say("Nothing is sent."),
            say("Look whether this PC's date and time are right. If they are, save this for IT."),
        ),
        Reason.WRONG_NAME: Words(
            say("Another server answers in place of the video service."),
            say("Nothing is sent."),
            say("Open a web browser and sign in to the network, or save this for IT."),
        ),
    }
