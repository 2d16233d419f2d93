"""Clients for tests: no waiting, no network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hosted_meetings_desktop.domain.account import Credentials, DyteCredentials, RealtimeKitCredentials
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.client import DyteClient
from hosted_meetings_desktop.dyte.dialects import access
from hosted_meetings_desktop.dyte.transport import Patience, Transport

DYTE_ROOT = "https://dyte.test/v2"
RTK_ROOT = "https://rtk.test/client/v4/accounts/acc-1/realtime/kit/app-1"
API_KEY = "s3cret-key-of-the-clinic"
API_TOKEN = "s3cret-token-of-the-clinic"


DYTE_ACCOUNT = DyteCredentials("org-1", API_KEY, DYTE_ROOT)
RTK_ACCOUNT = RealtimeKitCredentials("acc-1", "app-1", API_TOKEN, "https://rtk.test/client/v4/")


@dataclass
class Sleeps:
    """Stands in for waiting: notes how long, and moves its clock."""

    waited: list[float] = field(default_factory=list)
    now: float = 1000.0

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


def make_client(credentials: Credentials, sleeps: Sleeps, **patience: Any) -> DyteClient:
    found = access(credentials)
    transport = Transport(
        found.root,
        found.authorization,
        secrets=found.secrets,
        budget=Budget(clock=sleeps.clock, sleep=sleeps),
        patience=Patience(**patience),
        sleep=sleeps,
        jitter=lambda: 1.0,
    )
    return DyteClient(transport, found.dialect)
