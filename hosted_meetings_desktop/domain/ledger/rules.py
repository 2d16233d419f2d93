"""What a clinic decided about its ledger: from when on somebody is late, and when a sitting is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta

from hosted_meetings_desktop.domain.errors import InputProblem

LATE_LEAVES = timedelta(hours=1)
"""How long after the end of a session the provider may still say when somebody left."""
LATE_FACTS = timedelta(days=8)
"""How long after a sitting what is learned of it still corrects the ledger; the provider keeps details for a week."""
NEAR = timedelta(hours=12)
"""A session that lies further than this from the planned time of its meeting was not held for it."""
MOST = timedelta(hours=4)
"""The longest of the limits."""

_SECOND = timedelta(seconds=1)
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """The limits.

    Attributes:
        late_after: Who comes later than this after the planned start is late.
        early_before: Who leaves earlier than this before the end, while others go on, left early.
        reconnect: Who is out for no longer than this and comes back has come once; the gap does not count as time in
            the room.
        fleeting: Who was in the room for less than this all together has not attended: it was a try.
        settle: A sitting is closed this long after its end, not earlier: people come back.
    """

    late_after: timedelta = timedelta(minutes=5)
    early_before: timedelta = timedelta(minutes=5)
    reconnect: timedelta = timedelta(minutes=1)
    fleeting: timedelta = timedelta(seconds=20)
    settle: timedelta = timedelta(minutes=15)

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            InputProblem: for the field to mend.
        """
        for name in _NAMES:
            length: timedelta = getattr(self, name)
            if not _NONE <= length <= MOST or length % _SECOND:
                raise InputProblem(name, "A limit lasts up to four hours, in whole seconds")

    def words(self) -> dict[str, int]:
        """Return the limits in seconds, for :meth:`read`."""
        return {name: int(getattr(self, name) / _SECOND) for name in _NAMES}

    @classmethod
    def read(cls, words: Mapping[str, object]) -> LedgerRules:
        """Return what :meth:`words` gave; what is missing or makes no sense is as a clinic starts."""
        found = {name: words.get(name) for name in _NAMES}
        return cls(
            **{
                name: timedelta(seconds=seconds)
                for name, seconds in found.items()
                if isinstance(seconds, int) and not isinstance(seconds, bool) and 0 <= seconds <= MOST / _SECOND
            }
        )


_NAMES = tuple(each.name for each in fields(LedgerRules))
