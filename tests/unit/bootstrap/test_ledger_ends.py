"""Where the ledger ends is kept in the keyring and found again."""

from __future__ import annotations

import inspect
from dataclasses import fields
from unittest.mock import Mock

from hosted_meetings_desktop.bootstrap.later import LaterServices
from hosted_meetings_desktop.bootstrap.ledger_ends import LedgerEnds
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.ledger.chain import Anchor
from hosted_meetings_desktop.dyte.client import DyteClient
from hosted_meetings_desktop.identity.secrets import MemorySecrets


def test_ends_are_found_again_each_by_its_ledger() -> None:
    secrets = MemorySecrets()
    ends = LedgerEnds(secrets)
    kept = (Anchor(5, "a" * 64), Anchor(17, "b" * 64))
    assert ends.kept("clinic") == ()
    ends.keep("clinic", kept)
    assert LedgerEnds(secrets).kept("clinic") == kept
    assert ends.kept("other") == ()


def test_what_is_no_end_of_a_ledger_is_left_out() -> None:
    secrets = MemorySecrets()
    secrets.keep_ledger_end(AccountId("clinic"), f"17 nonsense 3:{'c' * 64} 4:short")
    assert LedgerEnds(secrets).kept("clinic") == (Anchor(3, "c" * 64),)


def test_the_ledger_asks_the_accounts_own_client_about_connections() -> None:
    later = LaterServices(**{each.name: Mock(name=each.name) for each in fields(LaterServices)})
    assert later.ledger_gatherer.peers is later.joining.service
    for asked in ("peer_events", "devices"):
        assert inspect.iscoroutinefunction(getattr(DyteClient, asked))
