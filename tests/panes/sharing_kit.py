"""A service behind the sharing dialog, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from hosted_meetings_desktop.domain.consent import Standing
from hosted_meetings_desktop.domain.ids import InviteeId, RecordingId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.shares import Share, ShareId, ShareWay
from hosted_meetings_desktop.domain.sharing import Attendee, GivenLinks, MadeCopy, ShareOffer
from tests.panes.clinic_data import NOW, PATIENTS
from tests.panes.fake_meetings import Faulty

LINK = "https://files.provider.example/r.mp4?signature=secret"
PASSWORD = "kxm4-92ab-cdeq-7fgh"
UNTIL = NOW + timedelta(days=4)


def an_offer(**changes: object) -> ShareOffer:
    """Return what can be done with a recording of a patient and somebody nobody invited."""
    made = ShareOffer(
        RecordingId("r-1"), "Follow-up after knee surgery", NOW - timedelta(days=3),
        (
            Attendee(
                "a", PATIENTS[0], Role.PATIENT, timedelta(minutes=24), InviteeId("a"),
                email="f@example.org", phone="+493012345678",
            ),
            Attendee("b", "A daughter", None, timedelta(minutes=11)),
        ),
        (), Standing.FREE, link_until=UNTIL, copy_ready=True, can_mail=True, can_text=True,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def a_share(number: int = 1, **changes: object) -> Share:
    """Return something that was given."""
    made = Share(
        ShareId(f"s-{number}"), None, RecordingId("r-1"), None, PATIENTS[0], ShareWay.PROVIDER_LINK, "nurse",
        NOW - timedelta(days=1), address="f@example.org", expires_at=UNTIL,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class FakeSharing(Faulty):
    """Implements ``SharingDeeds``."""

    offer: ShareOffer = field(default_factory=an_offer)
    unsent: tuple[tuple[str, str], ...] = ()

    async def look(self, recording_id: RecordingId) -> ShareOffer:
        self._ask("look", recording_id)
        return self.offer

    def _name(self, key: str) -> str:
        return next(each.name for each in self.offer.people if each.key == key)

    async def give_link(
        self, recording_id: RecordingId, chosen: Sequence[str], words: str = "", *, subject: str = "", mail: bool
    ) -> GivenLinks:
        self._ask("give_link", tuple(chosen), words, mail)
        missed = {name for name, _why in self.unsent}
        names = tuple(name for name in map(self._name, chosen) if name not in missed)
        self.offer = replace(self.offer, given=(a_share(), *self.offer.given))
        return GivenLinks(LINK, UNTIL, names if mail else (), self.unsent)

    async def make_copy(
        self,
        recording_id: RecordingId,
        chosen: Sequence[str],
        target: Path,
        progress: Callable[[int, int | None], None] = lambda _done, _all: None,
    ) -> MadeCopy:
        self._ask("make_copy", tuple(chosen), target)
        progress(2 << 20, 5 << 20)
        return MadeCopy(target, PASSWORD, tuple(map(self._name, chosen)))

    async def text_password(
        self, recording_id: RecordingId, chosen: Sequence[str], password: str, words: str
    ) -> tuple[str, ...]:
        self._ask("text_password", tuple(chosen), password, words)
        return tuple(map(self._name, chosen))

    async def withdraw(self, share_id: ShareId, why: str) -> Share:
        self._ask("withdraw", share_id, why)
        given = [
            replace(each, withdrawn_at=NOW, withdrawn_why=why) if each.id == share_id else each
            for each in self.offer.given
        ]
        self.offer = replace(self.offer, given=tuple(given))
        return next(each for each in given if each.id == share_id)
