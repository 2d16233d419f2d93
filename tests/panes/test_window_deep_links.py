"""A link that was opened: asked about on a card, joined by a click alone, and never repeated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.bootstrap.deep_links import DeepLinks
from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.deep_link import DeepLink, Linked, LinkState, Refusal
from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble, Unreachable
from hosted_meetings_desktop.domain.ids import AccountId, new_id
from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.window.deep_link_events import OpenedLinks
from hosted_meetings_desktop.ui.window.deep_link_words import linked_news, refused_news
from tests.panes.clinic_data import NOW, clinic_meetings
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton
LINK = DeepLink("3f2b8c1e-9d41-4c7a-8a55-0c1d2e3f4a5b")
OTHER = DeepLink("bbbb2fac-953c-4239-9ba8-75ba912d76fc")
ACCOUNT = Account(AccountId("a1"), Provider.DYTE, "Praxis am Park")
MEETING = next(each for each in clinic_meetings() if each.phase(NOW) is Phase.UPCOMING and not each.made_elsewhere)
HELD = replace(MEETING, title="Consultation: 100 %1", host="Dr. Hale")
FOUND = Linked(LinkState.FOUND, HELD)


class FakeLinks:
    """A list in memory."""

    def __init__(self) -> None:
        self.known: dict[DeepLink, Linked] = {LINK: FOUND}
        self.looked: list[tuple[str, DeepLink]] = []
        self.problem: Exception | None = None

    async def look(self, link: DeepLink) -> Linked:
        return self._answer("look", link)

    async def look_again(self, link: DeepLink) -> Linked:
        return self._answer("again", link)

    def _answer(self, how: str, link: DeepLink) -> Linked:
        self.looked.append((how, link))
        if self.problem is not None:
            raise self.problem
        return self.known.get(link, Linked(LinkState.GONE if link.account else LinkState.UNKNOWN))


class Rig:
    """The desk of links over a window and a list."""

    def __init__(self, kit: Any, *, calls: Any = None, account: Account = ACCOUNT, begin: bool = True) -> None:
        self.kit = kit
        self.service = FakeLinks()
        self.calls = calls or NowCalls()
        self.joined: list[tuple[str, str]] = []
        self.shown: list[str] = []
        self.links = DeepLinks(self.calls, service=lambda _backend: self.service, clock=lambda: NOW)  # type: ignore[arg-type, return-value]
        self.window = self.serve(account, begin=begin)

    def serve(self, account: Account, *, begin: bool = True) -> Any:
        window = self.kit.window(begin=begin, practice=account.practice)
        window.meeting_requested.connect(self.shown.append)
        desk = SimpleNamespace(join=lambda meeting, title: self.joined.append((meeting, title)))
        screens = SimpleNamespace(window=window, join=desk.join, backend=SimpleNamespace(account=account))
        self.links.serve(screens)  # type: ignore[arg-type]
        return window

    @property
    def card(self) -> Any:
        assert self.links.card is not None
        return self.links.card

    @property
    def offered(self) -> list[str]:
        return [button.text() for button in self.card.buttons if button.isVisible()]


@pytest.fixture
def rig(kit: Any) -> Rig:
    return Rig(kit)


# ---- a meeting
def test_a_link_asks_and_joins_by_a_click_alone(rig: Rig, qtbot: Any) -> None:
    rig.links.take(LINK)
    card = rig.card
    assert (card.lead.text(), card.heading.text()) == ("A link to this meeting was opened", HELD.title)
    assert card.note.text().endswith("with Dr. Hale")
    assert DASH in card.note.text()
    assert rig.offered == ["Join as host", "Show it", "Not now"]
    assert rig.joined == []
    assert not card.isAncestorOf(rig.window.focusWidget() or rig.window), "what somebody types must not answer it"
    qtbot.mouseClick(card.join_button, LEFT)
    assert rig.joined == [(HELD.id, HELD.title)]
    assert card.isHidden()
    card.join_button.click()
    assert len(rig.joined) == 1


def test_it_shows_the_meeting_or_goes_away(rig: Rig, qtbot: Any) -> None:
    rig.links.take(LINK)
    qtbot.mouseClick(rig.card.show_button, LEFT)
    assert rig.shown == [HELD.id]
    assert rig.card.isHidden()
    rig.links.take(LINK)
    qtbot.keyClick(rig.card.leave_button, Qt.Key.Key_Return)
    assert rig.card.isHidden()
    assert rig.joined == []


def test_tab_comes_from_the_message_to_the_card_in_reading_order(rig: Rig) -> None:
    rig.links.take(LINK)
    after, order = rig.window.message_bar.close_button, []
    for _ in range(5):
        after = after.nextInFocusChain()
        order.append(after)
    wanted = [rig.card.join_button, rig.card.show_button, rig.card.again_button, rig.card.leave_button]
    assert [each for each in order if each in wanted] == wanted


def test_a_flood_of_links_shows_the_newest_alone(kit: Any) -> None:
    calls = HeldCalls()
    rig = Rig(kit, calls=calls)
    rig.service.known[OTHER] = Linked(LinkState.FOUND, replace(HELD, title="The newest"))
    for link in (LINK, OTHER) * 20:
        rig.links.take(link)
    calls.release()
    assert rig.service.looked == [("look", OTHER)]
    assert rig.card.heading.text() == "The newest"
    rig.links.take(Refusal.ELSEWHERE)
    assert rig.card.heading.text() == "This link leads to another place"
    assert rig.offered == ["Close"]
    assert len(rig.window.findChildren(type(rig.card))) == 1


def test_a_cancelled_meeting_is_shown_and_not_joined(rig: Rig) -> None:
    rig.service.known[LINK] = Linked(LinkState.CANCELLED, replace(HELD, cancelled=True))
    rig.links.take(LINK)
    assert "cancelled" in rig.card.lead.text()
    assert rig.offered == ["Show it", "Close"]


def test_when_a_room_of_another_program_is_held_nobody_knows(rig: Rig) -> None:
    rig.service.known[LINK] = Linked(LinkState.FOUND, replace(HELD, made_elsewhere=True))
    rig.links.take(LINK)
    assert rig.card.note.text() == "Dr. Hale"


# ---- no meeting
def test_what_is_not_in_the_list_can_be_looked_for_again(kit: Any) -> None:
    calls = HeldCalls()
    rig = Rig(kit, calls=calls)
    rig.links.take(OTHER)
    calls.release()
    assert rig.offered == ["Look again", "Close"]
    assert "another account" in rig.card.note.text()
    rig.service.known[OTHER] = FOUND
    rig.card.again_button.click()
    assert (rig.card.again_button.text(), rig.card.again_button.isEnabled()) == ("Looking…", False)
    calls.release()
    assert rig.service.looked == [("look", OTHER), ("again", OTHER)]
    assert rig.card.heading.text() == HELD.title


def test_looking_again_without_a_connection_says_so_and_can_be_tried_again(rig: Rig) -> None:
    rig.links.take(OTHER)
    rig.service.problem = Unreachable()
    rig.card.again_button.click()
    assert "cannot be reached" in rig.window.message_bar.text
    assert (rig.card.again_button.text(), rig.card.again_button.isEnabled()) == ("Look again", True)
    assert rig.card.isVisible()


def test_a_link_of_another_account_is_asked_about_there(rig: Rig) -> None:
    link = replace(OTHER, account="b2")
    rig.service.known[link] = Linked(LinkState.OTHER_ACCOUNT)
    rig.links.take(link)
    assert rig.card.heading.text() == "This link is for another account"
    assert "Praxis am Park" in rig.card.note.text()
    assert rig.offered == ["Close"]
    rig.service.known[link] = FOUND
    first = rig.window
    rig.window = rig.serve(replace(ACCOUNT, id=AccountId("b2")))
    assert rig.card.window() is rig.window
    assert rig.card.heading.text() == HELD.title
    first.close()


def test_practice_mode_says_that_it_has_only_its_own_meetings(kit: Any) -> None:
    rig = Rig(kit, account=replace(ACCOUNT, practice=True))
    rig.links.take(OTHER)
    assert "practice mode" in rig.card.heading.text()
    assert rig.offered == ["Close"]
    rig.links.take(LINK)
    assert rig.offered == ["Join as host", "Show it", "Not now"]


def test_a_link_that_was_put_off_is_not_asked_about_in_another_account(rig: Rig) -> None:
    rig.links.take(OTHER)
    rig.card.leave_button.click()
    rig.serve(replace(ACCOUNT, id=AccountId("b2"))).close()
    assert rig.links.card is None


# ---- before there is anything to look in
def test_a_link_waits_for_the_first_paint(kit: Any, qtbot: Any) -> None:
    rig = Rig(kit, begin=False)
    rig.links.take(LINK)
    assert rig.service.looked == []
    rig.window.show()
    rig.window.begin()
    qtbot.waitUntil(lambda: rig.links.card is not None)
    assert rig.card.heading.text() == HELD.title
    assert rig.service.looked == [("look", LINK)]


def test_a_link_waits_until_an_account_is_connected(kit: Any, qtbot: Any) -> None:
    rig = Rig(kit)
    bar = MessageBar()
    qtbot.addWidget(bar)
    rig.links.wait_at(bar)
    rig.links.take(LINK)
    assert "Connect the account" in bar.text
    assert rig.service.looked == []
    rig.links.take(Refusal.GUEST)
    assert bar.kind == "warning"
    assert "guest's own link" in bar.text
    rig.links.take(LINK)
    rig.serve(ACCOUNT)
    assert rig.card.heading.text() == HELD.title


def test_a_link_waits_for_the_store(rig: Rig) -> None:
    problem = StoreProblem("The keyring of this PC did not open", trouble=StoreTrouble.LOCKED)
    rig.service.problem = rig.kit.sync.broken = problem
    rig.links.take(LINK)
    assert rig.window.store_care.page is not None
    rig.service.problem = rig.kit.sync.broken = None
    rig.window.store_care.page.again_button.click()
    assert rig.card.heading.text() == HELD.title


# ---- words
@pytest.mark.parametrize("why", Refusal)
def test_every_refusal_has_its_words(why: Refusal) -> None:
    news = refused_news(why)
    assert news.heading
    assert news.note.endswith(".")
    assert (news.joins, news.shows, news.again) == (False, False, False)


def test_every_state_has_its_words() -> None:
    said = {linked_news(Linked(state), "Praxis", NOW, practice=False) for state in LinkState}
    assert len(said) == 3  # that of another account, of this one, of nobody knows whose
    assert linked_news(Linked(LinkState.GONE), "Praxis", NOW, practice=False) != linked_news(
        Linked(LinkState.UNKNOWN), "Praxis", NOW, practice=False
    )


# ---- what macOS hands over
def test_links_of_the_system_are_taken_and_files_left(qapp: QApplication, tmp_path: Path) -> None:
    opened: list[str] = []
    watch = OpenedLinks(qapp, opened.append)
    for address in (LINK.address(), "hostedmeetings://join/%20x"):
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl(address)))
    QApplication.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "a.ics")))
    QApplication.sendEvent(qapp, QEvent(QEvent.Type.User))
    assert opened == [LINK.address(), "hostedmeetings://join/%20x"]
    qapp.removeEventFilter(watch)
    watch.deleteLater()


def test_an_id_in_capitals_reaches_the_list_as_it_is_kept(rig: Rig) -> None:
    made = new_id()
    rig.service.known[DeepLink(made)] = FOUND
    rig.links.take_line(f"hostedmeetings://join/{made.upper()}")
    assert rig.offered == ["Join as host", "Show it", "Not now"]
