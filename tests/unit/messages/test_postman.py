"""The postman and the writer as the program knows them: cheap to import, and each part behind its contract."""

from __future__ import annotations

import email
import subprocess
import sys

import pytest

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.message import Postman
from hosted_meetings_desktop.messages.postman import MessagePostman
from tests.unit.messages.kit import mail
from tests.unit.messages.reports import ID, POSTFIX


def test_importing_both_loads_nothing_that_takes_time() -> None:
    dear = ("aiosmtplib", "anyio", "asyncio", "babel", "email", "httpx", "json", "ssl", "truststore", "zoneinfo")
    names = "hosted_meetings_desktop.messages.postman, hosted_meetings_desktop.messages.writer"
    code = f"import sys, {names}; print([name for name in {dear!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_letter_file_opens_as_a_draft() -> None:
    postman: Postman = MessagePostman()
    draft = email.message_from_bytes(postman.letter_file(mail()))
    assert (draft["X-Unsent"], draft["To"]) == ("1", '"Ann Miller" <ann@example.org>')
    with pytest.raises(InputProblem):
        postman.letter_file(mail(to=Contact("Ann", "nowhere")))


def test_a_bounce_is_read() -> None:
    found = MessagePostman().read_bounce(POSTFIX.encode())
    assert found is not None
    assert found.message_id == ID
