"""Asks who of those who were in a recorded call shall have the recording, and how they get it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.person import is_phone
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.shares import Share
from hosted_meetings_desktop.domain.sharing import GivenLinks, MadeCopy, ShareOffer
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label, strong_label
from hosted_meetings_desktop.ui.parts.notice import Notice, NoticeKind
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.sharing.given import GivenList
from hosted_meetings_desktop.ui.sharing.services import SharingDeeds
from hosted_meetings_desktop.ui.sharing.words import copied_words, lacking_words, person_words, sent_words, way_words
from hosted_meetings_desktop.ui.text.format import isolated, moment_text
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LINES = 4
_SETTLE_MS = 20


class _Progress(QObject):
    """Brings how far a copy is from the services' thread."""

    moved = Signal(int, int)


class ShareDialog(Dialog):
    """Stays after sharing: what came of it is shown here, and the password is nowhere else.

    Signals:
        shared(): Something was given to somebody, or taken back.
    """

    shared = Signal()

    def __init__(
        self,
        recording_id: RecordingId,
        deeds: SharingDeeds,
        calls: Calls,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("Share this recording"), self.tr("Share"), leave_text=self.tr("Close"), parent=parent
        )
        self.setMinimumWidth(SIZE.field_width + 4 * SPACE.group)
        self._recording_id = recording_id
        self._deeds = deeds
        self._calls = calls
        self._clock = clock
        self.offer: ShareOffer | None = None
        self.boxes: dict[str, QCheckBox] = {}
        self.lacking: Notice | None = None
        self.outcome: Notice | None = None
        self._password_shown = False
        self.save_question = SaveQuestion(self)
        self._copying: Call | None = None
        self.subtitle = small_label(self.tr("Looking who was in it…"))
        self._people = QVBoxLayout()
        self._people.setSpacing(SPACE.hair)
        self._notices = QVBoxLayout()
        self.by_mail = QRadioButton(self.tr("Send the video service's link by e-mail"))
        self.by_link = QRadioButton(self.tr("Copy the link and hand it over"))
        self.by_copy = QRadioButton(self.tr("Make a copy with a password"))
        self._ways = QButtonGroup(self)
        for way in (self.by_mail, self.by_link, self.by_copy):
            self._ways.addButton(way)
            way.toggled.connect(self._choose_anew)
        self.way_note = small_label("")
        self.words = QPlainTextEdit(self.tr("Here is the recording of your visit. Do not pass the link on."))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * _LINES + SPACE.gap)
        self.given = GivenList()
        self.given.withdrawn.connect(self._withdraw)
        self._arrange_body()
        self.confirmed.connect(self._share)
        self.main_button.setEnabled(False)
        self._look()

    def _arrange_body(self) -> None:
        body = self.body
        body.addWidget(self.subtitle)
        body.addLayout(self._notices)
        self._who = strong_label(self.tr("Who was in it"))
        body.addWidget(self._who)
        body.addLayout(self._people)
        self._how = strong_label(self.tr("How they get it"))
        body.addWidget(self._how)
        ways = QVBoxLayout()
        ways.setSpacing(SPACE.hair)
        for way in (self.by_mail, self.by_link, self.by_copy):
            ways.addWidget(way)
        body.addLayout(ways)
        body.addWidget(self.way_note)
        form = FormColumn()
        self._words_block = form.add_field("words", self.tr("&Message"), self.words)
        self.set_form(form)
        body.addWidget(self.given)
        self._show_parts(shown=False)

    def _show_parts(self, *, shown: bool) -> None:
        for part in (
            self._who,
            self._how,
            self.by_mail,
            self.by_link,
            self.by_copy,
            self.way_note,
            self._words_block,
        ):
            part.setVisible(shown)

    # ---- looking
    def _look(self) -> None:
        self._calls.run(self, partial(self._deeds.look, self._recording_id), self._show, self._miss_all)

    def _miss_all(self, error: AppError) -> None:
        self.subtitle.hide()
        self.show_error(error)
        self.main_button.setEnabled(False)

    def _show(self, offer: ShareOffer) -> None:
        first, self.offer = self.offer is None, offer
        when = moment_text(offer.recorded_at, self._clock())
        self.subtitle.setText(f"{offer.title} · {when}")
        if self.lacking is not None:
            self.lacking.hide()
            self.lacking.deleteLater()
            self.lacking = None
        if not offer.allowed:
            self.lacking = Notice(lacking_words(offer), kind="error")
            self._notices.addWidget(self.lacking)
        self._show_parts(shown=offer.allowed and bool(offer.people))
        if not offer.people and offer.allowed:
            self._notices.addWidget(body_label(self.tr("Nobody but the host was in it."), tone="muted"))
        if first:
            self._list_people(offer)
            self._offer_ways(offer)
        for box in self.boxes.values():
            box.setVisible(offer.allowed)
        self.given.show_shares(offer.given, self._clock())
        self._follow_way()

    def _list_people(self, offer: ShareOffer) -> None:
        for person in offer.people:
            box = QCheckBox(person_words(person))
            box.toggled.connect(self._choose_anew)
            self.boxes[person.key] = box
            self._people.addWidget(box)
        if len(self.boxes) == 1:
            next(iter(self.boxes.values())).setChecked(True)

    def _offer_ways(self, offer: ShareOffer) -> None:
        linked = offer.link_until is not None
        self.by_mail.setEnabled(linked and offer.can_mail)
        self.by_link.setEnabled(linked)
        self.by_copy.setEnabled(offer.copy_ready)
        ways = (self.by_copy, self.by_mail, self.by_link)
        chosen = next((way for way in ways if way.isEnabled()), None)
        if chosen is not None:
            chosen.setChecked(True)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of those who shall have it."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _choose_anew(self) -> None:
        self._password_shown = False
        self._follow_way()

    def _follow_way(self) -> None:
        offer = self.offer
        if offer is None:
            return
        way = self._ways.checkedButton()
        self._words_block.setVisible(offer.allowed and way is self.by_mail)
        self.way_note.setText(way_words(offer, self._clock(), copies=self.by_copy.isChecked()))
        link = self.tr("Send the link") if way is self.by_mail else self.tr("Copy the link")
        self.main_button.setText(self.tr("Make the copy…") if way is self.by_copy else link)
        # While a password is shown, to copy it is the one thing to do.
        self.main_button.setVisible(offer.allowed and not self._password_shown)
        usable = way is not None and way.isEnabled()
        self.main_button.setEnabled(offer.allowed and usable and bool(self.chosen) and not self.busy)

    # ---- sharing
    def _share(self) -> None:
        if self.by_copy.isChecked():
            name = self.tr("Recording %1.zip")
            day = f"{self.offer.recorded_at:%Y-%m-%d}" if self.offer is not None else ""
            self.save_question.ask(
                self.tr("Where to make the copy"), name.replace("%1", day), self.tr("ZIP files (*.zip)"), self.copy_to
            )
            return
        self._drop_result()
        self.set_busy(busy=True)
        mail = self.by_mail.isChecked()
        work = partial(
            self._deeds.give_link,
            self._recording_id,
            self.chosen,
            self.words.toPlainText(),
            subject=self.tr("The recording of your visit"),
            mail=mail,
        )
        self._calls.run(self, work, partial(self._tell_link, mail=mail), self._miss)

    def copy_to(self, target: Path) -> None:
        """Make a copy there for those who are chosen."""
        self._drop_result()
        self.set_busy(busy=True)
        progress = _Progress(self)
        progress.moved.connect(self._move, Qt.ConnectionType.QueuedConnection)
        people = self.chosen
        work = partial(
            self._deeds.make_copy,
            self._recording_id,
            people,
            target,
            lambda done, total: progress.moved.emit(done >> 10, (total or 0) >> 10),  # beyond 2 GB an int ends
        )
        # It may take minutes.
        self.leave_button.setText(self.tr("Stop"))
        self.leave_button.setEnabled(True)
        call = self._calls.run(self, work, partial(self._tell_copy, people), self._miss)
        if self.busy:
            self._copying = call

    def _move(self, done: int, total: int) -> None:
        if self._copying is not None and total:
            self.subtitle.setText(self.tr("Copying: %1 %").replace("%1", str(done * 100 // total)))

    def reject(self) -> None:
        """Stop a copy that is being made; else leave."""
        if self._copying is None:
            super().reject()
            return
        self._copying.cancel()
        self._end()
        self._look()
        self.message_bar.show_message(self.tr("Stopped. No copy was made."))

    def _end(self) -> None:
        """Let go of everything that work under way held."""
        self._copying = None
        self.set_busy(busy=False)
        self.leave_button.setText(self.tr("Close"))

    def _miss(self, error: AppError) -> None:
        self._end()
        self.show_error(error)
        self._look()

    def _done(self, sentence: str, *, kind: NoticeKind = "info", note: str = "") -> Notice:
        self._end()
        self._drop_result()
        result = self.outcome = Notice(sentence, kind=kind, note=note)
        self._notices.addWidget(result)
        # Its first words, once it has its place: on a small screen not all of it is seen.
        QTimer.singleShot(_SETTLE_MS, result, lambda: self.go_to(result.sentence))
        self.shared.emit()
        self._look()
        return result

    def _drop_result(self) -> None:
        self.message_bar.dismiss()
        if self.outcome is not None:
            self.outcome.hide()
            self.outcome.deleteLater()
            self.outcome = None

    def _tell_link(self, given: GivenLinks, *, mail: bool) -> None:
        if not mail:
            copy_text(given.link)
            self._done(copied_words(given, self._clock()))
            return
        result = self._done(sent_words(given, self._clock()), kind="warning" if given.unsent else "info")
        if given.unsent:
            button = result.add_way(plain_button(self.tr("Copy the link"), "content-copy"))
            button.clicked.connect(lambda: copy_text(given.link))

    def _tell_copy(self, people: tuple[str, ...], made: MadeCopy) -> None:
        said = self.tr("The copy for %1 is made. Its password: %2")
        names = ", ".join(map(isolated, made.names))
        note = self.tr(
            "The password is kept nowhere: write it down or send it now, and not together with the file. Windows "
            "opens such files with 7-Zip, a Mac with Keka."
        )
        self._password_shown = True
        result = self._done(said.replace("%1", names).replace("%2", made.password), note=note)
        button = result.add_way(main_button(self.tr("Copy the password"), "content-copy"))
        button.clicked.connect(lambda: copy_text(made.password))
        if self._can_text(people):
            text = result.add_way(plain_button(self.tr("Send it as a text message"), "message-text-outline"))
            text.clicked.connect(partial(self._text, people, made.password))

    def _can_text(self, people: tuple[str, ...]) -> bool:
        offer = self.offer
        if offer is None or not offer.can_text:
            return False
        return any(each.key in people and is_phone(each.phone) for each in offer.people)

    def _text(self, people: tuple[str, ...], password: str, *_checked: bool) -> None:
        words = self.tr("The password of your recording: %1")
        work = partial(self._deeds.text_password, self._recording_id, people, password, words)

        def told(names: tuple[str, ...]) -> None:
            said = self.tr("The password was sent to %1.").replace("%1", ", ".join(map(isolated, names)))
            self.message_bar.tell(said)

        self._calls.run(self, work, told, self.show_error)

    def _withdraw(self, share: Share, why: str) -> None:
        def done(_share: Share) -> None:
            self.shared.emit()
            self._look()

        self._calls.run(self, partial(self._deeds.withdraw, share.id, why), done, self._miss)
