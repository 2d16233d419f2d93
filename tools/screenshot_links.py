"""The scenes of opened links, of closing during a call, of the audit log and of the settings of a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget
from screenshot_stage import Stage

from hosted_meetings_desktop.domain.deep_link import Linked, LinkState, Refusal
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw, Problem, Verdict
from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.ui.settings.audit.group import AuditGroup
from hosted_meetings_desktop.ui.window.closing import ClosingDialog
from hosted_meetings_desktop.ui.window.deep_link import LinkCard
from hosted_meetings_desktop.ui.window.deep_link_words import LinkNews, linked_news, refused_news
from hosted_meetings_desktop.ui.window.notifications.card import put_below
from tests.panes.clinic_data import LONG_TITLE, NOW, clinic_meetings
from tests.panes.fakes import NowCalls
from tests.panes.test_settings_audit import FakeLog

HELD = next(each for each in clinic_meetings() if each.phase(NOW) is Phase.UPCOMING and not each.made_elsewhere)


def _news(linked: Linked) -> LinkNews:
    return linked_news(linked, "Clinic at the Park", NOW, practice=False)


def link_asked(stage: Stage) -> None:
    window = stage.window()
    card = LinkCard()
    put_below(window.bar_row, card)
    card.show_news(_news(Linked(LinkState.FOUND, HELD)))
    stage.settle()
    stage.save(window)


def link_answers(stage: Stage) -> None:
    """One card under the other: cancelled, another account's, unknown, and each refusal."""
    page = QWidget()
    column = QVBoxLayout(page)
    long = replace(HELD, title=LONG_TITLE)
    told = [
        _news(Linked(LinkState.FOUND, long)),
        _news(Linked(LinkState.CANCELLED, HELD)),
        _news(Linked(LinkState.OTHER_ACCOUNT)),
        _news(Linked(LinkState.GONE)),
        *(refused_news(why) for why in Refusal),
    ]
    for news in told:
        card = LinkCard()
        column.addWidget(card)
        card.show_news(news)
    column.addStretch(1)
    stage.show(page, (1024, 760))
    stage.save(page)


def closing_in_a_call(stage: Stage) -> None:
    window = stage.window()
    window.set_stakes(lambda: ("Follow-up after knee surgery",), lambda: True)
    window.close()
    stage.settle(150)
    dialog = window.findChild(ClosingDialog)
    if isinstance(dialog, ClosingDialog):
        stage.save(dialog)
        dialog.reject()
    window.set_stakes(tuple, lambda: True)


def settings_audit(stage: Stage) -> None:
    broken = Verdict(3, Anchor(3, "ab" * 32), 0, (Problem(Flaw.CHANGED, 2),))
    for more, log in (("", FakeLog()), ("-broken", FakeLog(verdict=broken)), ("-empty", FakeLog(lines=[]))):
        group = AuditGroup(log, NowCalls(), lambda: NOW)
        page = QWidget()
        QVBoxLayout(page).addWidget(group)
        stage.show(page, (860, 460))
        group.reload()
        if more == "-broken":
            group.check_button.click()
        stage.settle()
        stage.save(page, more=more)
        stage.clear()


LINKS: tuple[Callable[[Stage], None], ...] = (link_asked, link_answers, closing_in_a_call, settings_audit)
