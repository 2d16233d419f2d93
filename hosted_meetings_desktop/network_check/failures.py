"""What a failed connection says about the network."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from hosted_meetings_desktop.domain.network_probes import Outcome
from hosted_meetings_desktop.support.trust import causes

_NO_NETWORK = frozenset(
    number
    for name in ("ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "WSAENETUNREACH", "WSAEHOSTUNREACH", "WSAENETDOWN")
    if (number := getattr(errno, name, None)) is not None
)
# X509_V_ERR_* of OpenSSL.
_NOT_NOW = frozenset({9, 10})
_OTHER_NAME = frozenset({62, 64})


class Failed(Exception):
    """A probe came to its end.

    Attributes:
        outcome: What became of it.
        said: For IT.
    """

    def __init__(self, outcome: Outcome, said: str = "") -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.said = said


def outcome_of(error: BaseException) -> Outcome:
    """Return what a failure of the standard library's or anyio's says."""
    found = [one for cause in causes(error) for one in _leaves(cause)]
    for one in found:
        if isinstance(one, Failed):
            return one.outcome
        if isinstance(one, socket.gaierror):
            return Outcome.NO_NAME
        if isinstance(one, ssl.SSLCertVerificationError):
            return _of_certificate(one)
    if any(isinstance(one, ConnectionRefusedError) for one in found):
        return Outcome.REFUSED
    if any(isinstance(one, OSError) and one.errno in _NO_NETWORK for one in found):
        return Outcome.OFFLINE
    return Outcome.SILENT if any(isinstance(one, TimeoutError) for one in found) else Outcome.BROKEN


def _of_certificate(error: ssl.SSLCertVerificationError) -> Outcome:
    code = getattr(error, "verify_code", 0)
    if code in _NOT_NOW:
        return Outcome.WRONG_TIME
    return Outcome.WRONG_NAME if code in _OTHER_NAME else Outcome.UNTRUSTED


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _leaves(one)
    else:
        yield error
