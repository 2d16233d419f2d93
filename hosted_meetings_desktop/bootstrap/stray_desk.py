"""What finds sealed files of an account's archive that no recording stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.later import LaterServices
    from hosted_meetings_desktop.domain.ports import StoreCopies
    from hosted_meetings_desktop.services.strays import StrayService


def stray_service(later: LaterServices, copies: StoreCopies) -> StrayService:
    """Make it; there is one for each account, see ``Backend.strays``."""
    from hosted_meetings_desktop.archive.readable import readable
    from hosted_meetings_desktop.services.strays import StrayService
    from hosted_meetings_desktop.store.archive_strays import stray_rows

    return StrayService(
        later.store, later.vaults, copies, stray_rows, readable, later.changes, later.clock,
        folder=str(later.archive_folder), resting=later.in_call.is_set,
    )  # fmt: skip
