"""Files of people: whatever stands in them, every line is imported or told, and nothing else happens."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_columns import Field
from hosted_meetings_desktop.services.people_export import as_written, harmless, lines_csv, people_csv
from hosted_meetings_desktop.services.people_import import preview_of
from hosted_meetings_desktop.services.people_lines import (
    Doubles,
    ImportChoices,
    ImportPreview,
    ImportStopped,
    Outcome,
    Trouble,
)
from hosted_meetings_desktop.services.people_sheet import ENCODINGS, MAX_BYTES, SEPARATORS

NOBODY = PersonId("")


def read(text: str | bytes, *people: Person, **choices: object) -> ImportPreview:
    data = text.encode() if isinstance(text, str) else text
    return preview_of(data, people, ImportChoices(**choices), country_code="49")  # type: ignore[arg-type]


def names(preview: ImportPreview) -> list[str]:
    return [line.person.name for line in preview.lines if line.person]


def troubles(preview: ImportPreview) -> dict[int, list[Trouble]]:
    return {line.first: [problem.trouble for problem in line.problems] for line in preview.lines if line.problems}


# ---- what is read
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_letters_separators_and_ends_of_lines_are_found_out(separator: str, encoding: str, end: str) -> None:
    rows = (("Name", "E-Mail", "Notizen"), ("Jürgen Müller", "j@clinic.test", 'sagt "Grüß Gott"'))
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    preview = read(text.getvalue().encode(encoding))
    assert (preview.separator, preview.encoding) == (separator, encoding.removesuffix("-sig")[:6].rstrip("-")
            if encoding.startswith("utf-16") else encoding.removesuffix("-sig"))  # fmt: skip
    assert preview.encoding_certain == (encoding in {"utf-8-sig", "utf-16"})
    [line] = preview.lines
    assert (line.first, line.outcome) == (2, Outcome.ADD)
    assert replace(line.person, id=NOBODY) == Person(
        NOBODY, "Jürgen Müller", email="j@clinic.test", notes='sagt "Grüß Gott"'
    )


def test_another_encoding_can_be_chosen() -> None:
    data = "Name;E-Mail\nZdeněk Čapek;p@clinic.test\n".encode("windows-1250")
    assert read(data).encoding == "windows-1252"
    assert names(read(data, encoding="windows-1250")) == ["Zdeněk Čapek"]


def test_a_few_broken_letters_spoil_their_lines_only() -> None:
    data = "Name\nJürgen\nZoë\nÉmile\nRenée\nMörike\n".encode() + b"Bj\xf6rn\n" + "Søren\n".encode()
    preview = read(data)
    assert preview.encoding == "utf-8"
    assert troubles(preview) == {7: [Trouble.LETTERS]}
    assert names(preview)[-1] == "Søren"


def test_excel_tells_its_separator_in_the_first_line() -> None:
    preview = read("sep=;\r\nName;E-Mail\r\nAda, the first;a@b.c\r\n")
    assert (preview.separator, preview.lines[0].first, names(preview)) == (";", 3, ["Ada, the first"])


def test_line_numbers_are_those_of_the_file() -> None:
    preview = read('Name,Notes\n\n"Ada","two\nlines"\n\r\nBo,\n,,\n"Cy","a\r\nb\r\nc"\nDee,\n')
    assert [(line.first, line.last) for line in preview.lines] == [(3, 4), (6, 6), (8, 10), (11, 11)]
    assert (preview.blank, preview.file_lines) == (3, 11)
    assert preview.lines[2].person.notes == "a\nb\nc"


def test_a_quotation_mark_that_is_not_closed_spoils_its_own_line_only() -> None:
    preview = read('Name;E-Mail\n"Ada;a@b.c\nBo;b@b.c\n"Cy";c@b.c\nDee;"d@b.c\n')
    assert names(preview) == ["Bo", "Cy"]
    assert troubles(preview) == {2: [Trouble.QUOTES], 5: [Trouble.QUOTES]}
    assert [line.cells for line in preview.lacking] == [('"Ada;a@b.c',), ('Dee;"d@b.c',)]


def test_other_bad_lines_are_told_too() -> None:
    giant = "x" * 200_000
    preview = read(f"Name,E-Mail\n{giant},\nA\0b,\nAda,a@b.c,surplus\n,only@mail.test\n{'n' * 121},\nBo,\n")
    assert names(preview) == ["Bo"]
    assert troubles(preview) == {
        2: [Trouble.CELL],
        3: [Trouble.LETTERS],
        4: [Trouble.WIDTH],
        5: [Trouble.NO_NAME],
        6: [Trouble.LONG_NAME],
    }
    assert {line.outcome for line in preview.lacking} == {Outcome.LEFT_OUT}


def test_a_person_is_imported_without_what_means_nothing() -> None:
    preview = read(
        "Name,E-Mail,Phone,Role,Language,Zone\nAda,ada@,n/a,plumber,Klingon,Mars\nBo,<bo@b.c>,030 123456,,,\n"
    )
    ada, bo = preview.lines
    assert [(problem.trouble, problem.value) for problem in ada.problems] == [
        (Trouble.EMAIL, "ada@"),
        (Trouble.PHONE, "n/a"),
        (Trouble.ROLE, "plumber"),
        (Trouble.LANGUAGE, "Klingon"),
        (Trouble.ZONE, "Mars"),
    ]
    assert (ada.outcome, replace(ada.person, id=NOBODY)) == (Outcome.ADD, Person(NOBODY, "Ada"))
    assert (bo.person.email, bo.person.phone) == ("bo@b.c", "+4930123456")
    assert preview.lacking == (ada,)


def test_second_numbers_and_addresses_go_into_the_notes() -> None:
    preview = read("First,Last,Mobile,Phone,E-Mail,Mail,Notes\nAda,Osei,0171 2345678,030 123456,a@b.c,d@e.f,Deaf\n")
    [line] = preview.lines
    assert (line.person.name, line.person.phone, line.person.email) == ("Ada Osei", "+491712345678", "a@b.c")
    assert line.person.notes == "Deaf\nd@e.f\n030 123456"


def test_a_file_without_names_of_columns() -> None:
    preview = read("Ada Osei;ada@clinic.test;030 123456\nBo;bo@clinic.test;0171 999\n")
    assert (preview.heads, preview.columns) == ((), (Field.NAME, Field.EMAIL, Field.PHONE))
    assert names(preview) == ["Ada Osei", "Bo"]
    assert names(read("Ada Osei;x\nBo;y\n", with_heads=True, columns=(Field.NAME, None))) == ["Bo"]


def test_columns_can_be_chosen() -> None:
    text = "Wer,Mail\nAda,a@b.c\n"
    preview = read(text)
    assert preview.names_missing
    assert troubles(preview) == {2: [Trouble.NO_NAME]}
    preview = read(text, columns=(Field.NAME, Field.NOTES))
    assert not preview.names_missing
    assert preview.lines[0].person.notes == "a@b.c"
    assert preview.samples[1] == "a@b.c"


def test_people_without_a_role_have_the_one_that_was_chosen() -> None:
    preview = read("Name,Role\nAda,\nBo,relative\n", role=Role.COLLEAGUE)
    assert [line.person.role for line in preview.lines] == [Role.COLLEAGUE, Role.RELATIVE]


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"", "nothing in this file"),
        (b"\n\n,,\n", "nothing in this file"),
        (b"\xef\xbb\xbf", "nothing in this file"),
        (b"Name;E-Mail\n", "nobody in this file"),
        (b"x" * (MAX_BYTES + 1), "larger than 10 MB"),
        (b"a\n" * 100_002, "more than 100,000 lines"),
        (b"\n" * 9_000_000, "more than 100,000 lines"),
        (b"PK\x03\x04workbook", "not a CSV file"),
        (b"\xd0\xcf\x11\xe0", "not a CSV file"),
        (b"\x00\x01\x02\x03" * 500, "not a text file"),
    ],
)
def test_what_is_no_file_of_people_is_refused_in_words(data: bytes, title: str) -> None:
    with pytest.raises(InputProblem, match=title) as told:
        read(data)
    assert told.value.field == "file"
    assert told.value.advice


@pytest.mark.parametrize(
    "data",
    [
        b'"' * 3_000_000,
        b'";\n' * 90_000,
        b'x,"yyy\n' * 90_000,
        b'a";"\n' * 90_000,
        b"," * 3_000_000 + b"\nx",
        b"name" + b"\0" * 9_000_000 + b"x",
        b'name\n"' + b"x\n" * 90_000,
        ("name\n" + "\N{COMBINING ACUTE ACCENT}" * 100_000).encode(),
        ("name\n" + "e\N{COMBINING ACUTE ACCENT}" * 60 + "\n").encode() * 5_000,
        b"\xff\xfe" + b"\xd8" * 100_001,
    ],
    ids=range(10),
)
def test_hostile_files_end(data: bytes) -> None:
    try:
        preview = read(data)
    except InputProblem:
        return
    assert len(preview.lines) + preview.blank <= preview.file_lines


def test_it_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[tuple[int, int]] = []
    data = ("Name\n" + "".join(f"Person {number}\n" for number in range(4000))).encode()
    preview_of(data, (), progress=lambda done, total: told.append((done, total)))
    shares = [done / total for done, total in told]
    assert shares == sorted(shares)
    assert len(shares) > 8

    def stop(done: int, total: int) -> None:
        raise ImportStopped

    with pytest.raises(ImportStopped):
        preview_of(data, (), progress=stop)


# ---- who is known
ADA = Person(PersonId("ada"), "Ada Osei", email="ada@clinic.test")


def test_who_is_in_the_list_is_left_as_they_are_unless_said_otherwise() -> None:
    text = "Name,E-Mail,Phone\nada osei,ADA@clinic.test,030 123456\n"
    [line] = read(text, ADA).lines
    assert (line.outcome, line.known, line.repeats) == (Outcome.KNOWN, ADA, 0)
    assert [(p.trouble, p.value) for p in line.problems] == [(Trouble.DIFFERS, "+4930123456")]
    [line] = read(text, ADA, doubles=Doubles.FILL).lines
    assert (line.outcome, line.whole) == (Outcome.FILL, True)
    [line] = read(text, ADA, doubles=Doubles.ADD).lines
    assert (line.outcome, line.known) == (Outcome.ADD, None)


def test_who_stands_twice_in_a_file_is_imported_once() -> None:
    text = "Name,E-Mail,Phone\nBo Li,bo@b.c,\nBo Li,bo@b.c,\nBo Li,bo@b.c,030 123456\nBo Li,bo@b.c,030 999999\n"
    preview = read(text, doubles=Doubles.FILL)
    assert [(line.outcome, line.repeats) for line in preview.lines] == [
        (Outcome.ADD, 0),
        (Outcome.KNOWN, 2),
        (Outcome.FILL, 2),
        (Outcome.KNOWN, 2),
    ]
    assert [line.first for line in preview.lacking] == [5]
    assert len(preview.new) == 1


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("Ada Osei,", True),
        ("Osei Ada,", True),
        ("Ada Ossei,ada@clinic.test", True),
        ("Ada Ossei,", False),
        ("Ada Osei,other@clinic.test", False),
        ("Kofi Osei,ada@clinic.test", False),
        ("Ada Akua Osei,ada@clinic.test", True),
    ],
)
def test_families_share_addresses_and_names_but_are_not_one_person(line: str, same: bool) -> None:
    preview = read(f"Name,E-Mail\n{line}\n", ADA)
    assert (preview.lines[0].known is not None) == same


# ---- any bytes at all
def covered(preview: ImportPreview) -> None:
    """Every line of the file is the one with the names, blank, or told of exactly once."""
    spans = [number for line in preview.lines for number in range(line.first, line.last + 1)]
    assert len(spans) == len(set(spans))
    head = 0
    if preview.heads:
        head = preview.file_lines - preview.blank - len(spans)
        assert head >= 1
    assert len(spans) + preview.blank + head == preview.file_lines
    for line in preview.lines:
        assert (line.outcome is Outcome.LEFT_OUT) == (line.person is None)
        assert line.problems or line.person is not None
        if line.person is not None:
            line.person.check()


_pieces = st.sampled_from(
    ["Name", "E-Mail", "Telefon", "Rolle", '"', '""', "\n", "\r\n", "\r", ",", ";", "\t", "|", "\0", "=1+1", "'=",
     "@", "ä", "محمد", "x" * 130, "a@b.c", "030 123456", " ", "sep=;", "\x1a", "\ufeff", "\u2028", "\x85", "Vorname"]
)  # fmt: skip
_texts = st.lists(_pieces, max_size=40).map("".join)
_choices = st.builds(
    ImportChoices,
    encoding=st.sampled_from(["", *ENCODINGS]),
    separator=st.sampled_from(["", *SEPARATORS]),
    with_heads=st.sampled_from([None, True, False]),
    columns=st.none() | st.lists(st.none() | st.sampled_from(Field), max_size=5).map(tuple),
    doubles=st.sampled_from(Doubles),
    role=st.sampled_from(Role),
)


@settings(max_examples=400, deadline=None)
@given(
    data=st.binary(max_size=300)
    | _texts.map(str.encode)
    | st.builds(lambda text, codec: text.encode(codec, "replace"), _texts, st.sampled_from(["utf-16", "cp1252"])),
    choices=_choices,
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes, choices: ImportChoices) -> None:
    try:
        preview = preview_of(data, (ADA,), choices, country_code="49")
    except InputProblem:
        return
    covered(preview)
    kept = lines_csv(
        preview.heads, ((line.cells, "why") for line in preview.lacking), reason="Reason", separator=preview.separator
    )
    rows = list(csv.reader(io.StringIO(kept.decode("utf-8-sig"), newline=""), delimiter=preview.separator))
    rows = rows[1:] if preview.heads else rows
    assert [
        tuple(map(as_written, row[: len(line.cells)])) for row, line in zip(rows, preview.lacking, strict=True)
    ] == [line.cells for line in preview.lacking]
    assert all(row[-1] == "why" for row in rows)


# ---- out and in again
_line = st.text(st.characters(codec="utf-8"), max_size=60)
_people = st.builds(
    Person,
    id=st.just(NOBODY),
    name=(st.sampled_from(["=", "+", "'=", "-1", "@x", '"', "Name", "name"]) | _line).flatmap(
        lambda text: _line.map(lambda more: text + more)
    ),
    role=st.sampled_from(Role),
    email=st.sampled_from(["", "a@b.c", "=1@b.c", "+x@b.c", "'@b.c", "ü@ü.test"]),
    phone=st.sampled_from(["", "+4930123456", "030 1", "-123", "=1+1+1", "ext. 123", "'+123", "'123"]),
    language=st.sampled_from(["", "de", "pt-BR", "zh-Hant", "yue"]),
    zone=st.sampled_from(["", "Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"]),
    notes=st.text(st.characters(codec="utf-8"), max_size=200),
).map(Person.tidied)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_people.filter(lambda person: bool(person.name)), min_size=1, max_size=12))
def test_what_is_written_is_read_again_as_it_was(people: list[Person]) -> None:
    people = [person.tidied() for person in people]
    assert all(not person.problems() for person in people)
    preview = preview_of(people_csv(people), (), ImportChoices(doubles=Doubles.ADD))
    assert preview.encoding_certain
    assert [replace(line.person, id=NOBODY) for line in preview.lines] == people
    assert preview.lacking == ()
    covered(preview)


@settings(deadline=None)
@given(st.text(max_size=30) | st.sampled_from(["=1", "'=1", "''=1", "+49", "+4930123456", "-x", "\uff1d1", "\t=1"]))
def test_nothing_that_is_written_can_be_calculated(cell: str) -> None:
    kept = harmless(cell)
    assert as_written(kept) == (cell if kept != cell or not cell.startswith("'") else as_written(cell))
    assert not kept.startswith(("=", "-", "@", "\t", "\r", "\uff1d", "\uff0b"))
    assert not kept.startswith("+") or kept[1:].isdigit()
