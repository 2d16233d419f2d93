"""A clinic's people and a service over a list in memory, for the tests of their screens and for pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.errors import AppError, NotFound
from hosted_meetings_desktop.domain.ids import PersonId, new_id
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.person import Merged, PeopleStep, Person, folded
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_doubles import Apart, doubles_among, is_same, with_gaps_filled
from hosted_meetings_desktop.services.people_import import preview_of
from hosted_meetings_desktop.services.people_lines import (
    ImportChoices,
    ImportLine,
    ImportPreview,
    ImportResult,
    Outcome,
)
from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane
from hosted_meetings_desktop.ui.panes.people.person_dialog import PersonDialog
from tests.panes.clinic_data import NOW
from tests.panes.fake_services import Faulty
from tests.panes.fakes import NowCalls

LONG_NAME = "Prof. Dr. Venkatanarasimharajuvaripeta Lakshminarasimhan Subramaniam-Hohenlohe-Langenburg Iyer"

_PEOPLE: tuple[tuple[str, Role, str, str, str, str, str], ...] = (
    ("Fatima al-Zahra al-Hassani", Role.PATIENT, "fatima.hassani@mail.test", "+4915112345678", "ar", "Europe/Berlin",
     "Wheelchair. Her son Yusuf helps with the camera."),
    ("محمد عبد الرحمن الشريف", Role.PATIENT, "m.alsharif@mail.test", "+97145551234", "ar", "Asia/Dubai", ""),
    ("Priya Chandrasekhar", Role.PATIENT, "priya.c@mail.test", "+919845012345", "hi", "Asia/Kolkata", ""),
    ("Jürgen Müller-Lüdenscheidt", Role.PATIENT, "", "030 123456", "de", "", "Prefers the morning."),
    ("Juergen Mueller-Luedenscheidt", Role.PATIENT, "jml@mail.test", "030 123456", "", "", "Asked for a ramp."),
    ("Oluwaseun Adébáyọ̀", Role.PATIENT, "olu@mail.test", "", "en", "Africa/Lagos", ""),
    ("María del Carmen Fernández de Córdoba y Álvarez de Toledo", Role.PATIENT, "mcarmen.fernandez@correo.test",
     "+34612345678", "es", "Europe/Madrid", ""),
    ("Nguyễn Thị Minh Khai", Role.PATIENT, "khai@mail.test", "+84912345678", "vi", "Asia/Ho_Chi_Minh", ""),
    ("Sam O'Neill", Role.PATIENT, "sam@oneill.test", "+442079460123", "", "", ""),
    ("Samuel O'Neill", Role.PATIENT, "sam@oneill.test", "", "en", "Europe/London", "Hard of hearing."),
    ("अनन्या कृष्णमूर्ति", Role.PATIENT, "ananya@mail.test", "", "hi", "Asia/Kolkata", ""),
    ("Yusuf al-Hassani", Role.RELATIVE, "yusuf@mail.test", "+4915187654321", "de", "", ""),
    ("Leila Mansour", Role.INTERPRETER, "leila.mansour@words.test", "+4930555123", "ar", "", "Arabic and French."),
    ("Leila Mansur", Role.INTERPRETER, "", "+4930555123", "fr", "", ""),
    ("Dr. Ada Osei", Role.HOST, "ada.osei@clinic.test", "+4930555100", "en", "", ""),
    ("Dr. Karim Haddad", Role.COLLEAGUE, "karim.haddad@clinic.test", "+4930555101", "", "", ""),
    ("Nurse Ewa Wiśniewska", Role.COLLEAGUE, "ewa@clinic.test", "", "pl", "", ""),
    (LONG_NAME, Role.COLLEAGUE, "venkatanarasimharajuvaripeta.lakshminarasimhan@university-hospital.test",
     "+4930555102", "ta", "America/Argentina/ComodRivadavia", ""),
)  # fmt: skip

FILE = """Vorname;Nachname;E-Mail;Handy;Rolle;Sprache;Geburtsdatum;Bemerkung
Katharina;Schmidt;katharina@mail.test;0171 2345678;Patientin;Deutsch;1961-02-03;Kommt mit Tochter
Fatima;al-Zahra al-Hassani;fatima.hassani@mail.test;+49 151 12345678;Patientin;Arabisch;;
Sam;O'Neill;sam@oneill.test;;;;;
Tomás;Álvarez;tomas@;+34 612 999 888;Paciente;Spanisch;;
Lin;Chen;lin.chen@mail.test;folgt;Patientin;Klingonisch;;
;;nur.adresse@mail.test;;;;;
"Jonas;Weber;jonas@mail.test;0160 1111111;;;;
Amira;Haddad;amira@mail.test;0160 2222222;Dolmetscherin;Arabisch;;"spricht auch
Französisch"
Amira;Haddad;amira@mail.test;;Dolmetscherin;;;
Paul;Berger;paul@mail.test;0170 3333333;;;1970-01-01;=1+1;zu viel
Mia;Lindqvist;mia@mail.test;0170 4444444;Patientin;Schwedisch;;
Noah;Fischer;noah@mail.test;0170 5555555;Patient;Deutsch;;
""".encode()
"""As a front desk sends it: doubles, a line of two lines, a quotation mark that is not closed, a cell too many."""


def clinic_people() -> list[Person]:
    """Return the people of the clinic, doubles and long names among them."""
    return [
        Person(PersonId(f"p{number:02}"), name, role, email, phone, language, zone, notes)
        for number, (name, role, email, phone, language, zone, notes) in enumerate(_PEOPLE)
    ]


@dataclass
class FakePeople(Faulty):
    """A list in memory with the service's own reading of files and finding of doubles."""

    rows: list[Person] = field(default_factory=clinic_people)
    files: dict[str, bytes] = field(default_factory=lambda: {"patients.csv": FILE})
    exported: Path | None = None
    saved: list[tuple[Path, list[str], str]] = field(default_factory=list)
    apart: Apart = field(default_factory=Apart)
    import_problem: AppError | None = None

    # ---- finding
    async def page(self, text: str, offset: int, limit: int) -> Page[Person]:
        self._ask("page", text, offset, limit)
        rows = self._fitting(text)
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def find(self, text: str, limit: int = 8) -> tuple[Person, ...]:
        self._ask("find", text)
        return tuple(self._fitting(text)[:limit])

    def _fitting(self, text: str) -> list[Person]:
        words = folded(text).split()
        rows = [
            row
            for row in self.rows
            if all(f" {word}" in f" {folded(row.name)} {folded(row.email)}" for word in words)
        ]
        return sorted(rows, key=lambda row: (not folded(row.name).startswith(folded(text)), folded(row.name)))

    async def get(self, person_id: PersonId) -> Person:
        self._ask("get", person_id)
        return self._must(person_id)

    def _must(self, person_id: PersonId) -> Person:
        found = next((row for row in self.rows if row.id == person_id), None)
        if found is None:
            raise NotFound("The person")
        return found

    async def alike(self, person: Person) -> tuple[Person, ...]:
        self._ask("alike", person)
        asked = person.tidied()
        return tuple(
            row
            for row in self.rows
            if row.id != asked.id
            and bool(asked.name)
            and (is_same(asked, row) or (bool(asked.email) and row.email.casefold() == asked.email.casefold()))
        )

    # ---- changing
    async def keep(self, person: Person) -> Person:
        self._ask("keep", person)
        made = person.tidied()
        made.check()
        made = replace(made, id=made.id or PersonId(new_id()))
        self._put(made)
        return made

    def _put(self, person: Person) -> None:
        self.rows = [*(row for row in self.rows if row.id != person.id), person]

    async def remove(self, ids: Iterable[PersonId]) -> tuple[Person, ...]:
        wanted = tuple(ids)
        self._ask("remove", wanted)
        gone = tuple(row for row in self.rows if row.id in wanted)
        self.rows = [row for row in self.rows if row.id not in wanted]
        return gone

    async def put_back(self, step: PeopleStep) -> None:
        self._ask("put_back", step)
        self.rows = [row for row in self.rows if row.id not in step.made]
        for person in step.before:
            self._put(person)
        self.apart = self.apart.without_group(step.apart)

    # ---- doubles
    async def doubles(self) -> tuple[tuple[Person, ...], ...]:
        self._ask("doubles")
        return tuple(group for group in doubles_among(self.rows) if not self.apart.settles(group))

    async def keep_apart(self, ids: Iterable[PersonId]) -> PeopleStep:
        group = tuple(ids)
        self._ask("keep_apart", group)
        self.apart = self.apart.with_group(group)
        return PeopleStep(apart=group)

    async def merge(self, kept: Person, doubles: Iterable[PersonId]) -> Merged:
        others = tuple(each for each in doubles if each != kept.id)
        self._ask("merge", kept, others)
        before = tuple(self._must(each) for each in (kept.id, *others))
        self.rows = [row for row in self.rows if row.id not in others]
        self._put(kept.tidied())
        return Merged(kept.tidied(), PeopleStep(before=before))

    # ---- files
    async def read_file(self, path: Path) -> bytes:
        self._ask("read_file", path)
        if path.name not in self.files:
            raise AppError("The file could not be read", "Nothing was changed. Choose another.", details="not there")
        return self.files[path.name]

    async def preview(
        self,
        data: bytes,
        choices: ImportChoices | None = None,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> ImportPreview:
        self._ask("preview", choices)
        return preview_of(data, self.rows, choices, country_code="49", progress=progress)

    async def import_people(
        self, preview: ImportPreview, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> ImportResult:
        self._ask("import_people", preview)
        progress(0, 1)
        if self.import_problem is not None:
            raise self.import_problem
        before: list[Person] = []
        made: list[PersonId] = []
        for line in preview.lines:
            if line.person is not None and line.outcome is Outcome.ADD:
                made.append(line.person.id)
                self._put(line.person)
            elif line.person is not None and line.known is not None and line.outcome is Outcome.FILL:
                before.append(line.known)
                self._put(with_gaps_filled(line.known, line.person))
        undo = PeopleStep(before=tuple(before), made=tuple(made))
        return ImportResult(len(made), len(before), preview.lacking, undo)

    async def save_lacking(
        self, preview: ImportPreview, target: Path, *, say: Callable[[ImportLine], str], reason: str
    ) -> None:
        self._ask("save_lacking", target)
        self.saved.append((target, [say(line) for line in preview.lacking], reason))

    async def export_csv(self, target: Path) -> None:
        self._ask("export_csv", target)
        self.exported = target


class Made:
    """A pane over people in memory."""

    def __init__(self, qtbot, people: FakePeople | None = None, calls=None) -> None:
        self.qtbot = qtbot
        self.people = people or FakePeople()
        self.pane = PeoplePane(self.people, calls or NowCalls(), clock=lambda: NOW)
        qtbot.addWidget(self.pane)
        self.pane.resize(1200, 760)
        self.pane.show()

    @property
    def dialog(self) -> PersonDialog:
        assert self.pane.dialog is not None
        return self.pane.dialog

    @property
    def names(self) -> list[str]:
        return sorted(row.name for row in self.people.rows)

    def texts(self) -> str:
        details = self.pane.person_details
        return "\n".join(label.text() for label in details.findChildren(QLabel) if not label.isHidden())

    def row(self, number: int) -> list[str]:
        model = self.pane.model
        return [model.index(number, column).data() for column in range(model.columnCount())]

    def undo_from_bar(self) -> None:
        assert self.pane.message_bar.action_button.text() == "Undo"
        self.pane.message_bar.action_button.click()
