"""The check-up's use-cases: everything at the same time, and a ticket that tells IT everything but secrets."""

from __future__ import annotations

from datetime import UTC, datetime

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.account import Embedded, Provider
from hosted_meetings_desktop.domain.checkup import Reason, Topic, Verdict
from hosted_meetings_desktop.domain.checkup_targets import Group, Place
from hosted_meetings_desktop.domain.checkup_ticket import TicketLine
from hosted_meetings_desktop.domain.errors import CredentialsRefused
from hosted_meetings_desktop.domain.network_probes import Outcome, Probe, ProxyFact, ProxyState, Target
from hosted_meetings_desktop.services.checkup import CheckupService

pytestmark = pytest.mark.anyio
EMBEDDED = Embedded("embedded.invalid", "http://127.0.0.1:4000/edge", "http://127.0.0.1:4000/control")


class Together:
    """Answers only when all are asked."""

    def __init__(self, count: int, outcome: Outcome = Outcome.REACHED) -> None:
        self._left = count
        self._all = anyio.Event()
        self._outcome = outcome
        self.asked: list[Target] = []

    async def probe(self, target: Target) -> Probe:
        self.asked.append(target)
        if len(self.asked) == self._left:
            self._all.set()
        await self._all.wait()
        return Probe(target, self._outcome, 20, issuer="World", public=True)

    async def proxy(self, target: Target) -> ProxyFact:
        self.asked.append(target)
        return ProxyFact(ProxyState.WORKS, "http://proxy.example:3128", "system")


def service(probes: Together, place: Place | None = None) -> CheckupService:
    async def where() -> Place:
        if place is None:
            raise CredentialsRefused
        return place

    return CheckupService(probes, where, lambda: datetime(2026, 11, 23, 12, 30, tzinfo=UTC))


async def test_a_group_is_tried_at_the_same_time_and_answers_in_its_order() -> None:
    probes = Together(3)
    found = await service(probes, Place(Provider.REALTIMEKIT)).look(Group.SERVICE)
    assert [one.topic for one in found] == [Topic.SERVICE, Topic.CERTIFICATES]
    assert [one.verdict for one in found] == [Verdict.GOOD, Verdict.GOOD]
    assert [line.split()[0] for line in found[0].facts] == [
        "api.cloudflare.com",
        "api.realtime.cloudflare.com",
        "r2.cloudflarestorage.com",
    ]


@pytest.mark.parametrize(
    ("group", "count", "topic"),
    [(Group.SIGNALLING, 1, Topic.SIGNALLING), (Group.DIRECT, 3, Topic.DIRECT), (Group.DETOUR, 5, Topic.DETOUR)],
)
async def test_each_group_has_its_topic(group: Group, count: int, topic: Topic) -> None:
    probes = Together(count, Outcome.SILENT)
    (found,) = await service(probes, Place(Provider.DYTE)).look(group)
    assert (found.topic, found.verdict, found.reason) == (topic, Verdict.BAD, Reason.CLOSED)
    assert len(found.facts) == count


async def test_the_proxy_is_asked_about_the_services_own_address() -> None:
    probes = Together(1)
    (found,) = await service(probes, Place(Provider.DYTE)).look(Group.PROXY)
    assert (found.reason, found.name) == (Reason.GOOD, "http://proxy.example:3128")
    assert [target.host for target in probes.asked] == ["api.dyte.io"]
    practice = Place(Provider.DYTE, "http://127.0.0.1:4000/v2", EMBEDDED)
    (left,) = await service(probes, practice).look(Group.PROXY)
    assert left.verdict is Verdict.LEFT_OUT


async def test_cancelled_it_stops_asking() -> None:
    probes = Together(99)
    with anyio.move_on_after(0.05) as scope:
        await service(probes, Place(Provider.DYTE)).look(Group.DETOUR)
    assert scope.cancelled_caught


# ---- the ticket
async def ticket(*facts: str, place: Place | None = None) -> str:
    lines = [TicketLine("Good", "Camera", ("It works.",), facts)]
    return await service(Together(0), place).ticket("Check-up", ["Hosted Meetings 1.0"], lines, "Let through:")


async def test_it_says_when_and_whose_and_what_has_to_be_let_through() -> None:
    text = await ticket("a fact", place=Place(Provider.DYTE))
    assert "Hosted Meetings 1.0\n2026-11-23 12:30 UTC\ndyte\n" in text
    assert "[Good] Camera\n    It works.\n    - a fact\n" in text
    assert "Let through:\n    - api.dyte.io 443/tcp (HTTPS)\n" in text
    practice = await ticket(place=Place(Provider.DYTE, embedded=EMBEDDED))
    assert "dyte, practice" in practice
    assert "Let through" not in practice


async def test_without_a_keyring_it_says_what_it_can() -> None:
    assert "[Good] Camera" in await ticket()


NAMES = st.text(st.characters(categories=("Ll", "Lu", "Nd"), max_codepoint=0x17F), min_size=1, max_size=12)
MAILS = st.builds(lambda name, host: f"{name}.{name}@{host}.example", NAMES, NAMES)
TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=12, max_size=60)
SECRETS = st.one_of(
    TOKENS.map(lambda token: ("eyJ" + token, "eyJ{}")),
    TOKENS.map(lambda token: (token, "Bearer {}")),
    TOKENS.map(lambda token: (token, "http://desk:{}@proxy.example:3128")),
    TOKENS.map(lambda token: (token, "api_key={}")),
    TOKENS.map(lambda token: (token, "wss://socket-edge.dyte.io/ws?authToken={}")),
)


@given(MAILS, SECRETS, st.sampled_from(["%s", "camera of %s", "“%s”", "<%s>", "via %s, then", "(%s)"]))
def test_neither_a_mail_address_nor_a_secret_is_in_it(mail: str, secret: tuple[str, str], around: str) -> None:
    hidden, form = secret
    shown = form.format(hidden.removeprefix("eyJ") if form == "eyJ{}" else hidden)

    async def write() -> str:
        return await ticket(around % mail, around % shown, place=Place(Provider.REALTIMEKIT))

    text = anyio.run(write)
    assert mail not in text
    assert hidden not in text
    assert "@" not in text
