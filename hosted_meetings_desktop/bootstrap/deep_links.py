"""Links that were opened: kept until there is an account to look in, looked up there, asked about."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from hosted_meetings_desktop.bootstrap.colleague_links import deep_link_service
from hosted_meetings_desktop.domain.deep_link import Asked, DeepLink, Linked, from_line
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.clock import utc_now

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.bootstrap.screens import Screens
    from hosted_meetings_desktop.domain.meeting import Meeting
    from hosted_meetings_desktop.domain.ports import Clock
    from hosted_meetings_desktop.services.deep_links import DeepLinkService
    from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
    from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
    from hosted_meetings_desktop.ui.window.deep_link import LinkCard

log = logging.getLogger(__name__)


class DeepLinks(QObject):
    """Has one link at a time, the newest; nothing is joined before somebody says so on the card."""

    def __init__(
        self,
        calls: Calls,
        parent: QObject | None = None,
        *,
        service: Callable[[Backend], DeepLinkService] = deep_link_service,
        clock: Clock = utc_now,
    ) -> None:
        """Make it; before ``serve`` or ``wait_at`` what comes is kept."""
        super().__init__(parent)
        self._calls = calls
        self._service = service
        self._clock = clock
        self._kept: Asked | None = None
        self._screens: Screens | None = None
        self._bar: MessageBar | None = None
        self._call: Call | None = None
        self._found: Meeting | None = None
        self.card: LinkCard | None = None

    def take(self, asked: Asked) -> None:
        """Ask about a link; it takes the place of the one before."""
        log.info("a link was opened%s", "" if isinstance(asked, DeepLink) else f", and is not followed: {asked}")
        self._kept = asked
        self._ask()

    def take_line(self, line: str) -> None:
        """Ask about what the system or another start handed over."""
        self.take(from_line(line))

    def serve(self, screens: Screens) -> None:
        """Look in this account and ask in its window from now on, once that is painted."""
        self._drop_call()
        self._screens, self._bar, self.card, self._found = screens, None, None, None
        window = screens.window
        window.painted.connect(lambda: QTimer.singleShot(0, window, self._ask))
        window.store_retried.connect(self._ask)
        self._ask()

    def wait_at(self, bar: MessageBar) -> None:
        """Say in a bar that there is a link, as long as no account is connected."""
        self._drop_call()
        self._screens, self._bar, self.card, self._found = None, bar, None, None
        self._ask()

    # ---- looking
    def _ask(self) -> None:
        asked = self._kept
        if asked is None:
            return
        if self._bar is not None:
            self._say_in_bar(self._bar, asked)
            return
        screens = self._screens
        if screens is None or not screens.window.shown_key:  # not painted yet
            return
        self._drop_call()
        if isinstance(asked, DeepLink):
            self._look(screens, asked)
            return
        from hosted_meetings_desktop.ui.window.deep_link_words import refused_news

        self._kept = self._found = None
        self._card_in(screens).show_news(refused_news(asked))

    def _say_in_bar(self, bar: MessageBar, asked: Asked) -> None:
        from hosted_meetings_desktop.ui.window.deep_link_words import refused_news, waiting_words

        if isinstance(asked, DeepLink):
            bar.show_message(waiting_words())
            return
        self._kept = None
        news = refused_news(asked)
        bar.show_message(f"{news.heading}. {news.note}", kind="warning")

    def _look(self, screens: Screens, link: DeepLink, *, again: bool = False) -> None:
        service = self._service(screens.backend)

        def failed(error: AppError) -> None:
            self._call = None
            if self.card is not None:
                self.card.set_looking(looking=False)
            screens.window.show_error(error, self._ask)

        self._call = self._calls.run(
            screens.window,
            lambda: (service.look_again if again else service.look)(link),
            lambda linked: self._show(screens, link, linked),
            failed,
        )

    def _show(self, screens: Screens, link: DeepLink, linked: Linked) -> None:
        from hosted_meetings_desktop.ui.window.deep_link_words import linked_news

        self._call = None
        account = screens.backend.account
        self._found = linked.meeting
        # It stays for the window of another account, and for looking again.
        self._kept = None if linked.meeting is not None else link
        news = linked_news(linked, account.label, self._clock(), practice=account.practice)
        self._card_in(screens).show_news(news)
        log.info("a link leads to: %s", linked.state)

    def _drop_call(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.cancel()

    # ---- the card
    def _card_in(self, screens: Screens) -> LinkCard:
        if self.card is None:
            from hosted_meetings_desktop.ui.window.deep_link import LinkCard
            from hosted_meetings_desktop.ui.window.notifications.card import put_below

            window = screens.window
            self.card = card = LinkCard(window.message_bar.close_button)
            put_below(window.bar_row, card)
            card.join_wanted.connect(lambda: self._join(screens))
            card.show_wanted.connect(lambda: self._show_meeting(screens))
            card.again_wanted.connect(lambda: self._look_again(screens, card))
            card.put_off.connect(self._put_off)
        return self.card

    def _put_off(self) -> None:
        self._drop_call()
        self._kept = self._found = None
        if self.card is not None:
            self.card.hide()

    def _join(self, screens: Screens) -> None:
        meeting = self._found
        self._put_off()
        if meeting is not None:
            screens.join(meeting.id, title=meeting.title)

    def _show_meeting(self, screens: Screens) -> None:
        meeting = self._found
        self._put_off()
        if meeting is not None:
            screens.window.meeting_requested.emit(meeting.id)

    def _look_again(self, screens: Screens, card: LinkCard) -> None:
        link = self._kept
        if isinstance(link, DeepLink):
            card.set_looking(looking=True)
            self._drop_call()
            self._look(screens, link, again=True)
