"""Keeps where the attendance ledger ends in the keyring, where nothing that changes the store reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.ports import Secrets

if TYPE_CHECKING:  # made before the first paint, which needs no ledger
    from hosted_meetings_desktop.domain.ledger.chain import Anchor


class LedgerEnds:
    """Implements ``Anchors`` over the keyring, in one entry per account."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def keep(self, ledger: str, anchors: tuple[Anchor, ...]) -> None:
        """Keep these of a ledger."""
        self._secrets.keep_ledger_end(AccountId(ledger), " ".join(each.text() for each in anchors))

    def kept(self, ledger: str) -> tuple[Anchor, ...]:
        """Return what is kept of a ledger; what is no end of one is left out."""
        from hosted_meetings_desktop.domain.ledger.chain import Anchor

        kept = self._secrets.ledger_end(AccountId(ledger)) or ""
        return tuple(anchor for each in kept.split() if (anchor := Anchor.read(each)) is not None)
