"""The file of visit types: what is written is read back, and whatever else is in a file is told and never crashes."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import (
    MAX_AHEAD,
    MAX_BUFFER,
    MAX_REMINDERS,
    ConsentPolicy,
    RecordingPolicy,
    RoomPolicy,
    VisitColour,
    VisitType,
    usual_visit_types,
)
from hosted_meetings_desktop.services.visit_type_file import (
    FORMAT,
    MAX_BYTES,
    MAX_NOTES,
    MAX_TYPES,
    VERSION,
    read,
    write,
)

MINUTE = timedelta(minutes=1)
USUAL = usual_visit_types()
DOC = Path(__file__).parents[3] / "docs" / "visit-types-file.md"


def file_of(*entries: Any, **more: Any) -> bytes:
    return json.dumps({"format": FORMAT, "version": VERSION, "visit_types": list(entries)} | more).encode()


def entry(**more: Any) -> dict[str, Any]:
    return {"name": "First visit", "minutes": 50} | more


def minutes(least: int, most: timedelta) -> st.SearchStrategy[timedelta]:
    return st.integers(least, most // MINUTE).map(lambda count: count * MINUTE)


def texts(most: int) -> st.SearchStrategy[str]:
    plain = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=most)
    return plain.map(str.strip).filter(bool)


@st.composite
def some_types(draw: st.DrawFn) -> tuple[VisitType, ...]:
    names = draw(st.lists(texts(200), max_size=5, unique_by=str.casefold))
    return tuple(
        VisitType(
            VisitTypeId(f"t{number}"),
            name,
            draw(minutes(1, timedelta(hours=24))),
            draw(st.sampled_from(VisitColour)),
            draw(minutes(0, MAX_BUFFER)),
            draw(minutes(0, MAX_BUFFER)),
            draw(st.booleans()),
            draw(st.sampled_from(RoomPolicy)),
            draw(st.sampled_from(RecordingPolicy)),
            draw(st.sampled_from(ConsentPolicy)),
            draw(texts(200)),
            draw(st.dictionaries(st.sampled_from(Role), texts(120))),
            tuple(sorted(draw(st.sets(minutes(1, MAX_AHEAD), max_size=MAX_REMINDERS)), reverse=True)),
            draw(st.booleans()),
        )
        for number, name in enumerate(names)
    )


# ---- there and back
@settings(max_examples=60, deadline=None)
@given(some_types())
def test_what_is_written_is_read_back_at_a_clinic_that_has_none_of_it(types: tuple[VisitType, ...]) -> None:
    if not types:
        return
    found = read(write(types), (), ())
    assert found.notes == ()
    assert tuple(each.kind for each in found.incoming) == types
    assert all(each.before is None for each in found.incoming)


@settings(max_examples=40, deadline=None)
@given(some_types())
def test_what_is_written_changes_nothing_where_it_came_from(types: tuple[VisitType, ...]) -> None:
    if types:
        assert all(each.same for each in read(write(types), types, ()).incoming)


def test_a_file_is_for_people_to_read() -> None:
    text = write(USUAL).decode()
    assert text.endswith("}\n")
    assert '  "format": "hosted-meetings.visit-types",\n  "version": 1,\n' in text
    assert write([replace(USUAL[0], name="Erstgespräch")]).decode().count("Erstgespräch") == 1


def test_nothing_is_written_that_could_not_be_read() -> None:
    with pytest.raises(InputProblem):
        write([replace(USUAL[0], duration=timedelta(seconds=90))])
    with pytest.raises(InputProblem):
        write([replace(USUAL[0], id=VisitTypeId(f"t{number}")) for number in range(MAX_TYPES + 1)])


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert read(b"\xef\xbb\xbf" + file_of(entry()), (), ()).incoming[0].kind.name == "First visit"
    assert len(read(write(USUAL).decode().encode("utf-16"), USUAL, ()).incoming) == len(USUAL)


# ---- what an entry means
def test_an_entry_changes_what_it_says_and_nothing_else() -> None:
    found = read(file_of({"id": "follow-up", "minutes": 20, "colour": "rose"}), USUAL, ()).incoming[0]
    assert found.before == USUAL[1]
    assert found.kind == replace(USUAL[1], duration=20 * MINUTE, colour=VisitColour.ROSE)
    assert set(found.changed) == {"duration", "colour"}


def test_an_entry_is_known_by_its_id_else_by_its_name() -> None:
    by_id = read(file_of(entry(id="team", name="Staff meeting")), USUAL, ()).incoming[0]
    assert (by_id.kind.id, by_id.changed) == ("team", ("name", "duration"))
    by_name = read(file_of(entry(name=" FOLLOW-UP ")), USUAL, ()).incoming[0]
    assert by_name.kind.id == "follow-up"
    elsewhere = read(file_of(entry(id="1f2e", name="Webinar")), USUAL, ()).incoming[0]
    assert elsewhere.kind.id == "webinar"
    new = read(file_of(entry(id="1f2e")), USUAL, ()).incoming[0]
    assert (new.kind.id, new.before) == ("1f2e", None)
    assert read(file_of(entry()), USUAL, ()).incoming[0].kind.id


def test_a_new_entry_needs_a_name_and_a_length_alone() -> None:
    kind = read(file_of(entry()), (), ()).incoming[0].kind
    assert kind == VisitType(kind.id, "First visit", 50 * MINUTE)


def test_presets_of_an_entry_take_the_place_of_all_there_were() -> None:
    found = read(file_of({"id": "webinar", "presets": {"host": "x", "patient": " "}}), USUAL, ()).incoming[0]
    assert found.kind.presets == {Role.HOST: "x"}


# ---- what cannot be used
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": 7}, "“name” has to be text"),
        ({"name": None}, "“name” has to be text"),
        ({"name": ""}, "no name"),
        ({"name": "x" * 201}, "200 characters"),
        ({"name": "a\nb"}, "cannot be used"),
        ({"name": "half \ud83d"}, "cannot be used"),
        ({"id": 7}, "“id” has to be text"),
        ({"id": "x" * 65}, "“id” can have"),
        ({"id": "a\x00b"}, "“id” can have"),
        ({"minutes": "50"}, "whole number of minutes"),
        ({"minutes": 12.5}, "whole number of minutes"),
        ({"minutes": True}, "whole number of minutes"),
        ({"minutes": None}, "whole number of minutes"),
        ({"minutes": 0}, "between one minute"),
        ({"minutes": 10**9}, "whole number of minutes"),
        ({"minutes": 1e300}, "whole number of minutes"),
        ({"minutes": float("nan")}, "whole number of minutes"),
        ({"minutes": float("inf")}, "whole number of minutes"),
        ({"minutes_before": -5}, "buffer"),
        ({"minutes_after": 241}, "buffer"),
        ({"colour": "pink"}, "one of blue, teal"),
        ({"format": "party"}, "one of call, webinar, livestream"),
        ({"colour": ["blue"]}, "one of blue, teal"),
        ({"rooms": 1}, "one of per-visit"),
        ({"recording": None}, "one of never"),
        ({"consent": "no"}, "one of each-person"),
        ({"one_at_a_time": "yes"}, "true or false"),
        ({"retired": 1}, "true or false"),
        ({"presets": ["host"]}, "preset for each role"),
        ({"presets": {"host": 5}}, "preset for each role"),
        ({"presets": {"host": "x" * 121}}, "120 characters"),
        ({"reminders_minutes": 60}, "list of minutes"),
        ({"reminders_minutes": ["60"]}, "whole number of minutes"),
        ({"reminders_minutes": [1, 2, 3, 4, 5]}, "up to 4"),
        ({"reminders_minutes": [60, 60]}, "same time"),
        ({"reminders_minutes": [0]}, "before the start"),
    ],
)
def test_an_entry_that_cannot_be_used_is_left_out_and_the_others_stay(more: dict[str, Any], said: str) -> None:
    found = read(file_of(entry(name="Before"), entry(**more), entry(name="After")), (), ())
    assert [each.kind.name for each in found.incoming] == ["Before", "After"]
    assert [note.left_out for note in found.notes] == [True]
    assert found.notes[0].place.startswith("Visit type 2")
    assert said in found.notes[0].text
    assert found.notes[0].text.endswith("It is left out.")


@pytest.mark.parametrize("odd", [None, 7, "x", [], True])
def test_what_is_no_entry_at_all_is_left_out(odd: Any) -> None:
    found = read(file_of(odd, entry()), (), ())
    assert [note.place for note in found.notes if note.left_out] == ["Visit type 1"]
    assert len(found.incoming) == 1


def test_a_name_without_a_length_is_no_new_type() -> None:
    found = read(file_of({"name": "First visit"}, {"name": "Webinar"}), USUAL, ())
    assert [each.kind.name for each in found.incoming] == ["Webinar"]
    assert "how many minutes" in found.notes[0].text


def test_what_stands_twice_in_the_file_is_taken_once() -> None:
    found = read(
        file_of(entry(id="a"), entry(id="a", minutes=20), {"id": "team"}, {"name": "Team meeting"}), USUAL, ()
    )
    assert [each.kind.id for each in found.incoming] == ["a", "team"]
    assert ["first as Visit type 1 (First visit)" in note.text for note in found.notes] == [True, False]
    assert [note.place for note in found.notes] == ["Visit type 2 (First visit)", "Visit type 4 (Team meeting)"]


def test_two_types_never_have_one_name_after_an_import() -> None:
    rename = {"id": "team", "name": "webinar"}
    found = read(file_of(rename), USUAL, ())
    assert found.incoming == ()
    assert "has this name" in found.notes[0].text
    swap = read(file_of(rename, {"id": "webinar", "name": "Team meeting"}), USUAL, ())
    assert [each.kind.name for each in swap.incoming] == ["webinar", "Team meeting"]
    assert [each.kind.name for each in read(file_of(rename | {"retired": True}), USUAL, ()).incoming] == ["webinar"]


def test_what_is_not_known_is_told_and_passed_over() -> None:
    found = read(file_of(entry(price=20, presets={"host": "x", "driver": "y"}, **{"a\x00b": 1})), (), ())
    assert found.incoming[0].kind.presets == {Role.HOST: "x"}
    assert [note.text for note in found.notes] == [
        "“price” is not known and is passed over.",
        "“a�b” is not known and is passed over.",
        "The role “driver” is not known and is passed over.",
    ]
    assert not any(note.left_out for note in found.notes)


def test_presets_that_the_account_lacks_are_only_warned_about() -> None:
    data = file_of(entry(presets={"host": "doctor", "patient": "guest"}))
    assert read(data, (), ()).notes == ()
    found = read(data, (), ("doctor",))
    assert len(found.incoming) == 1
    assert ["“guest”" in note.text for note in found.notes] == [True]


def test_there_are_never_more_notes_than_can_be_read() -> None:
    found = read(file_of(entry(**{f"field{number}": 1 for number in range(5_000)})), (), ())
    assert len(found.notes) == MAX_NOTES + 1
    assert found.notes[-1].text == "There are 4900 more notes about this file."


# ---- what is no such file
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"\xe9t\xe9", "UTF-8"),
        (b"{\n  'a': 1}", "Line 2"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 100_000, "not JSON"),
        (b"1" * 10_000, "not JSON"),
        (b"null", "not exported"),
        (b"[]", "not exported"),
        (b'{"format": "other"}', "not exported"),
        (file_of(entry(), version="1"), "version"),
        (file_of(entry(), version=True), "version"),
        (file_of(entry(), version=0), "version"),
        (file_of(), "no visit types"),
        (file_of(entry(), visit_types={"a": 1}), "no visit types"),
        (file_of(*[entry()] * (MAX_TYPES + 1)), str(MAX_TYPES)),
        (b" " * (MAX_BYTES + 1), "larger"),
    ],
)
def test_what_is_no_such_file_says_why_and_that_nothing_was_changed(data: bytes, said: str) -> None:
    with pytest.raises(AppError) as found:
        read(data, (), ())
    assert said in found.value.advice
    assert "Nothing was changed." in found.value.advice


def test_a_file_of_a_newer_version_asks_for_an_update() -> None:
    with pytest.raises(AppError, match="newer version") as found:
        read(file_of(entry(), version=2), (), ())
    assert "Update the app" in found.value.advice


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
FIELDS = sorted(json.loads(write(USUAL[:1]))["visit_types"][0])
VALUES = JSON | st.sampled_from(["consultation", "Team meeting", "blue", "per-visit", "never"]) | st.integers(0, 99)
ODD_ENTRIES = JSON | st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(ODD_ENTRIES, max_size=6), st.sampled_from([(), USUAL, USUAL[:2]]))
def test_whatever_the_entries_are_what_is_read_can_be_kept(entries: list[Any], known: tuple[VisitType, ...]) -> None:
    try:
        found = read(file_of(*entries), known, ("group_call_host",))
    except AppError:
        assert entries == []
        return
    for each in found.incoming:
        each.kind.check()
        assert each.kind.id
        assert set(each.changed) <= {field.name for field in fields(VisitType)}
        write([each.kind])
    left_out = sum(note.left_out for note in found.notes)
    assert len(found.incoming) + left_out == len(entries)
    assert len({each.kind.id for each in found.incoming}) == len(found.incoming)
    for note in found.notes:
        (note.place + note.text).encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text().map(str.encode) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_the_bytes_are_there_is_an_answer(data: bytes) -> None:
    with pytest.raises(AppError) as found:
        read(data, USUAL, ())
    assert found.value.advice


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_told_or_read(data: st.DataObject) -> None:
    whole = write(USUAL)
    place = data.draw(st.integers(0, len(whole) - 1))
    rest = data.draw(st.sampled_from([whole[place + 1 :], b"", whole[place + 40 :]]))
    try:
        found = read(whole[:place] + data.draw(st.binary(max_size=3)) + rest, USUAL, ())
    except AppError:
        return
    for each in found.incoming:
        each.kind.check()


# ---- its description
def test_the_examples_of_the_description_can_be_read() -> None:
    examples = [part.split("```")[0] for part in DOC.read_text("utf-8").split("```json\n")[1:]]
    assert len(examples) >= 2
    for example in examples:
        found = read(example.encode(), USUAL, ())
        assert found.incoming
        assert not found.notes


def test_the_description_names_every_field_and_every_word_of_it() -> None:
    text = DOC.read_text("utf-8")
    words = [each.value for kind in (VisitColour, RoomPolicy, RecordingPolicy, ConsentPolicy, Role) for each in kind]
    for word in [*FIELDS, *words, FORMAT]:
        assert f"`{word}`" in text, word
