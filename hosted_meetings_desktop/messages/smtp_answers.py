"""What a mail server's answers and silences mean, before and after the handing over (RFC 5321 4.2, RFC 3463)."""

from __future__ import annotations

import re
import socket
import ssl
from enum import StrEnum

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.message import MailSignIn
from hosted_meetings_desktop.messages import failures
from hosted_meetings_desktop.messages.failures import Way
from hosted_meetings_desktop.messages.outside import server_words
from hosted_meetings_desktop.support.trust import causes, failure_words


class Step(StrEnum):
    """How far a conversation got; the value stands in details for IT."""

    CONNECT = "connecting"
    GREETING = "greeting"
    PROTECT = "STARTTLS"
    SIGN_IN = "AUTH"
    SENDER = "MAIL FROM"
    RECIPIENT = "RCPT TO"
    DATA = "DATA"
    MESSAGE = "message"


GREYLISTED = 300.0
"""Seconds after which a server lets somebody in whom it turned away at first (RFC 6647 asks for at most minutes)."""
SOON = 60.0

_MINUTE, _LONGEST_WAIT = 60.0, 3600.0
_NAMED_WAIT = re.compile(r"(?i)\b(?:in|after|wait)\s+(\d{1,4})\s*(s|m)")
_ENHANCED = re.compile(r"^\s*([245])\.(\d{1,3})\.(\d{1,3})\b")

_CHECK_ADDRESS = "Check the mail server's address in Settings, and the connection."
_CHECK_PORT = "Check the mail server's address, port and protection in Settings."
_TLS_ADVICE = (
    "The connection is not safe: the certificate of the mail server is not trusted by this PC. "
    "Ask IT for the right name of the server, or to install the clinic's certificate on this PC."
)
_SIGN_IN_ADVICE = {
    MailSignIn.NONE: "It wants a sign-in. Enter the user name and the password in Settings.",
    MailSignIn.PASSWORD: "Check the user name and the password in Settings. Some servers want a password for apps.",
    MailSignIn.XOAUTH2: "The permission to send may have ended. Sign in to the mail account again in Settings.",
}
_TITLES = {
    Step.CONNECT: "The mail server takes no mail from this PC",
    Step.GREETING: "The mail server takes no mail from this PC",
    Step.PROTECT: "The mail server refused a protected connection",
    Step.SENDER: "The mail server does not accept the sender's address",
}
_SIZE_ADVICE = "The message is larger than the mail server takes. A smaller logo helps."


def refusal(step: Step, code: int, words: str, sign_in: MailSignIn) -> AppError:
    """Return what a definite no means.

    Args:
        step: What it was the answer to.
        code: Of three digits.
        words: The server's.
        sign_in: How the clinic signs in there.
    """
    said = server_words(words)
    details = f"{step}: {code} {said}".rstrip()
    enhanced = _ENHANCED.match(words)
    subject = enhanced[2] if enhanced else ""
    if 400 <= code < 500:
        return failures.busy(Way.MAIL, _wait(step, words), details, said)
    if code in {530, 534, 535, 538} or step is Step.SIGN_IN:
        advice = _SIGN_IN_ADVICE[sign_in]
        return failures.sign_in_refused(Way.MAIL, f"{advice} It said: {said}" if said else advice, details)
    if code == 552 or (enhanced and enhanced[0].strip() in {"5.3.4", "5.2.3"}):
        return failures.refused(Way.MAIL, _SIZE_ADVICE, details)
    if step is Step.RECIPIENT:
        if "relay" in words.lower():
            advice = "It passes no mail on from here. Check the user name and the password in Settings."
            return failures.refused(Way.MAIL, advice, details)
        return failures.recipient_refused(Way.MAIL, said, details)
    if step is Step.MESSAGE and subject == "1":
        return failures.recipient_refused(Way.MAIL, said, details)
    told = f"It said: {said}" if said else "It gave no reason. Ask IT what it accepts."
    if step is Step.SENDER:
        told = f"Check the sender's address in Settings. {told}"
    return failures.refused(Way.MAIL, told, details, _TITLES.get(step, ""))


def silence(step: Step, error: BaseException) -> AppError:
    """Return what a connection that failed before the handing over means: nothing was handed over."""
    details = f"{step}: {failure_words(error)}"

    def met(*kinds: type[BaseException]) -> bool:
        return any(isinstance(found, kinds) for found in causes(error))

    if met(ssl.SSLCertVerificationError):
        return failures.unreachable(Way.MAIL, _TLS_ADVICE, details)
    if met(ssl.SSLError):
        return failures.unreachable(Way.MAIL, f"It does not speak TLS there. {_CHECK_PORT}", details)
    if met(socket.gaierror, UnicodeError):
        return failures.unreachable(Way.MAIL, f"No server of this name was found. {_CHECK_ADDRESS}", details)
    if met(ConnectionRefusedError):
        return failures.unreachable(Way.MAIL, f"Nothing answers at this port. {_CHECK_PORT}", details)
    if met(TimeoutError):
        return failures.unreachable(Way.MAIL, f"It did not answer in time. {_CHECK_PORT}", details)
    return failures.unreachable(Way.MAIL, _CHECK_ADDRESS, details)


def lost(error: BaseException) -> AppError:
    """Return what a connection that failed after the handing over means: nobody knows."""
    return failures.answer_lost(Way.MAIL, f"{Step.MESSAGE}: {failure_words(error)}")


def _wait(step: Step, words: str) -> float:
    """Return how many seconds to wait: as long as the server names, or as is usual."""
    named = _NAMED_WAIT.search(words)
    if named is not None:
        seconds = float(named[1]) * (_MINUTE if named[2].lower() == "m" else 1.0)
        return min(max(seconds, 1.0), _LONGEST_WAIT)
    return GREYLISTED if step is Step.RECIPIENT or "greylist" in words.lower() else SOON
