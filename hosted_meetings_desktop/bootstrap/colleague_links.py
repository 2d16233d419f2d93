"""The links with which colleagues open meetings: what makes and finds them, and where they are handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.services.deep_links import DeepLinkService
    from hosted_meetings_desktop.ui.panes.meetings.details import MeetingDetails
    from hosted_meetings_desktop.ui.runtime.calls import Calls


def deep_link_service(backend: Backend) -> DeepLinkService:
    """Return what looks links up in an account."""
    from hosted_meetings_desktop.services.deep_links import DeepLinkService

    return DeepLinkService(backend.database, backend.engine, backend.account.id)


def offer_links(details: MeetingDetails, backend: Backend, calls: Calls) -> None:
    """Let the details of a meeting hand out the link with which a colleague opens it."""
    from hosted_meetings_desktop.ui.panes.meetings.colleague_link import ColleagueLink

    ColleagueLink(details, deep_link_service(backend).link_to, calls)
