"""Visit types: a clinic's templates for what it plans, so that a host chooses a word and not ten settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from unicodedata import category

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import DEFAULT_PUBLIC_TITLE, MAX_DURATION, MAX_NAME, MAX_TITLE
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.stage import LIVESTREAM, WEBINAR, Place, Stage

MAX_BUFFER = timedelta(hours=4)
MAX_REMINDERS = 4
MAX_AHEAD = timedelta(days=90)
"""How long before the start somebody can be reminded."""

_MINUTE = timedelta(minutes=1)
_NOT_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Line breaks and other controls, and halves of characters: they can neither be shown in a line nor be kept."""


class VisitColour(StrEnum):
    """How a visit type is told apart in a calendar; the theme has a light and a dark shade of each."""

    BLUE = "blue"
    TEAL = "teal"
    GREEN = "green"
    AMBER = "amber"
    ORANGE = "orange"
    ROSE = "rose"
    VIOLET = "violet"
    GREY = "grey"


class RoomPolicy(StrEnum):
    """Whose room the meetings of a series are held in."""

    PER_VISIT = "per-visit"  # a fresh room each time: what was said in one is not open to another
    PER_SERIES = "per-series"  # one room and one link for all


class RecordingPolicy(StrEnum):
    """Whether a visit may be recorded."""

    NEVER = "never"
    BY_HAND = "by-hand"
    FROM_START = "from-start"


class ConsentPolicy(StrEnum):
    """What has to be on record before a recording starts."""

    EACH_PERSON = "each-person"
    ANNOUNCED = "announced"


class VisitFormat(StrEnum):
    """Who is heard and seen in it."""

    CALL = "call"  # everybody
    WEBINAR = "webinar"  # presenters; viewers watch in the call and may ask to come on stage
    LIVESTREAM = "livestream"  # presenters; the others watch a stream of it


USUAL_STAGES = {VisitFormat.WEBINAR: WEBINAR, VisitFormat.LIVESTREAM: LIVESTREAM}
_SPEAK = frozenset({Role.HOST, Role.COLLEAGUE, Role.INTERPRETER})
"""Who presents unless somebody chooses otherwise; patients and relatives watch."""


@dataclass(frozen=True, slots=True)
class VisitType:
    """A template.

    Attributes:
        duration: The usual length.
        before: What the host keeps free before it; ``after`` likewise.
        one_at_a_time: Whether the host can do nothing else meanwhile: the slot rule.
        presets: What each role may do in the call, by the preset's name; a role left out has its usual one.
        public_title: What guests and the provider read: neutral.
        reminders: How long before the start each invited person is reminded.
        retired: Whether it is no longer offered; what was planned with it stays as it is.
        format: Who is heard and seen; one kept before there was a choice tells it by its presets, see ``shown_as``.
    """

    id: VisitTypeId
    name: str
    duration: timedelta
    colour: VisitColour = VisitColour.BLUE
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    one_at_a_time: bool = True
    rooms: RoomPolicy = RoomPolicy.PER_VISIT
    recording: RecordingPolicy = RecordingPolicy.BY_HAND
    consent: ConsentPolicy = ConsentPolicy.EACH_PERSON
    public_title: str = DEFAULT_PUBLIC_TITLE
    presets: dict[Role, str] = field(default_factory=dict)
    reminders: tuple[timedelta, ...] = (timedelta(days=1), timedelta(hours=1))
    retired: bool = False
    format: VisitFormat = VisitFormat.CALL

    def check(self) -> None:
        """Refuse what cannot be planned with.

        Raises:
            InputProblem: for the field to mend.
        """
        if not self.name.strip() or len(self.name) > MAX_TITLE:
            raise InputProblem("name", f"A visit type needs a name of up to {MAX_TITLE} characters")
        if not self.public_title.strip() or len(self.public_title) > MAX_TITLE:
            raise InputProblem("public_title", f"Guests need a title of up to {MAX_TITLE} characters to read")
        if not _MINUTE <= self.duration <= MAX_DURATION or self.duration % _MINUTE:
            raise InputProblem("duration", "A visit lasts between one minute and 24 hours, in whole minutes")
        for name, buffer in (("before", self.before), ("after", self.after)):
            if not timedelta(0) <= buffer <= MAX_BUFFER or buffer % _MINUTE:
                raise InputProblem(name, "A buffer lasts up to four hours, in whole minutes")
        self._check_reminders()
        if any(len(preset) > MAX_NAME for preset in self.presets.values()):
            raise InputProblem("presets", f"A preset's name can have up to {MAX_NAME} characters")
        texts = {"name": self.name, "public_title": self.public_title, "presets": "".join(self.presets.values())}
        for name, text in texts.items():
            if any(category(letter) in _NOT_TEXT for letter in text):
                raise InputProblem(name, "This holds a character that cannot be used; type it again")
        if self.stage is not None and self.stage.presenter == self.stage.viewer:
            raise InputProblem(
                "presets", "Presenters and viewers need different presets: the host's and the patients'"
            )

    def _check_reminders(self) -> None:
        if len(self.reminders) > MAX_REMINDERS:
            raise InputProblem("reminders", f"There can be up to {MAX_REMINDERS} reminders")
        if any(not _MINUTE <= ahead <= MAX_AHEAD or ahead % _MINUTE for ahead in self.reminders):
            raise InputProblem(
                "reminders",
                f"A reminder comes one minute to {MAX_AHEAD.days} days before the start, in whole minutes",
            )
        if len(set(self.reminders)) < len(self.reminders):
            raise InputProblem("reminders", "Two reminders come at the same time")

    def preset(self, role: Role) -> str:
        """Return what somebody in ``role`` may do, by the preset's name."""
        return self.presets.get(role) or USUAL_PRESETS[role]

    @property
    def recorded_from_start(self) -> bool:
        """Whether the provider records by itself, from the first person who joins.

        Not where each person has to agree: nobody was asked by then. The call window starts it when all have agreed.
        """
        return self.recording is RecordingPolicy.FROM_START and self.consent is ConsentPolicy.ANNOUNCED

    @property
    def shown_as(self) -> VisitFormat:
        """Who is heard and seen, as chosen, or else as the usual presets of a webinar or livestream say."""
        if self.format is not VisitFormat.CALL:
            return self.format
        given = self._stage
        return next((shown for shown, stage in USUAL_STAGES.items() if stage == given), VisitFormat.CALL)

    @property
    def stage(self) -> Stage | None:
        """Which presets make presenters and viewers; None where everybody is heard and seen."""
        return None if self.shown_as is VisitFormat.CALL else self._stage

    @property
    def _stage(self) -> Stage:
        return Stage(self.preset(Role.HOST), self.preset(Role.PATIENT))


def usual_visit_types() -> tuple[VisitType, ...]:
    """Return the templates a clinic starts with."""
    minutes = [timedelta(minutes=count) for count in (5, 15, 20, 30, 45, 60)]
    five, fifteen, twenty, thirty, forty_five, hour = minutes
    return (
        VisitType(VisitTypeId("consultation"), "Consultation", thirty, VisitColour.BLUE, after=five),
        VisitType(VisitTypeId("follow-up"), "Follow-up", fifteen, VisitColour.TEAL, after=five),
        VisitType(
            VisitTypeId("group"), "Group session", hour, VisitColour.VIOLET, before=five, after=five,
            rooms=RoomPolicy.PER_SERIES, recording=RecordingPolicy.NEVER, public_title="Group session",
        ),
        VisitType(
            VisitTypeId("team"), "Team meeting", forty_five, VisitColour.GREEN, one_at_a_time=False,
            rooms=RoomPolicy.PER_SERIES, consent=ConsentPolicy.ANNOUNCED, public_title="Team meeting",
            reminders=(fifteen,),
        ),
        VisitType(
            VisitTypeId("webinar"), "Webinar", hour, VisitColour.AMBER, before=fifteen, rooms=RoomPolicy.PER_SERIES,
            consent=ConsentPolicy.ANNOUNCED, public_title="Webinar", presets=stage_presets(WEBINAR),
            format=VisitFormat.WEBINAR,
        ),
        VisitType(
            VisitTypeId("livestream"), "Livestream", hour, VisitColour.ORANGE, before=twenty,
            rooms=RoomPolicy.PER_SERIES, consent=ConsentPolicy.ANNOUNCED, public_title="Livestream",
            presets=stage_presets(LIVESTREAM), format=VisitFormat.LIVESTREAM,
        ),
    )  # fmt: skip


def stage_presets(stage: Stage) -> dict[Role, str]:
    """Return the presets of an event at which some speak and the rest watches."""
    return {role: stage.preset(Place.PRESENTER if role in _SPEAK else Place.VIEWER) for role in Role}
