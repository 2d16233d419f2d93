"""The country that phone numbers are in: guessed until the clinic says, then used for what is typed or imported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import (
    Person,
    calling_code,
    digits_of,
    example_number,
    is_calling_code,
    phone_number,
    regions_called,
)
from hosted_meetings_desktop.services.clinic import ClinicService
from hosted_meetings_desktop.services.people import PeopleService
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.fake_service import Ticking

pytestmark = pytest.mark.anyio

ADA = Person(PersonId(""), "Ada Osei", phone="0170 1234567")


@pytest.fixture
def clinic(store: Database, changes: Heard) -> ClinicService:
    return ClinicService(store, changes, lambda: "Europe/Berlin", lambda: "44")


@pytest.fixture
def people(store: Database, changes: Heard, clock: Ticking) -> PeopleService:
    return PeopleService(store, changes, clock, country_code="44")


async def test_it_is_guessed_until_the_clinic_says(clinic: ClinicService, store: Database, changes: Heard) -> None:
    assert await clinic.country_code() == "44"
    assert await ClinicService(store, changes, lambda: "UTC").country_code() == ""
    assert await clinic.keep_country_code("49") == ""
    assert changes.topics == ["clinic"]
    assert await clinic.country_code() == "49"
    assert await ClinicService(store, changes, lambda: "UTC", lambda: "1").country_code() == "49"


async def test_what_is_kept_is_taken_back(clinic: ClinicService, changes: Heard) -> None:
    before = await clinic.keep_country_code("49")
    again = await clinic.keep_country_code(before)
    assert await clinic.country_code() == "44"
    assert await clinic.keep_country_code(again) == ""
    assert await clinic.country_code() == "49"
    assert changes.topics == ["clinic"] * 3
    assert await clinic.keep_country_code("49") == "49"
    assert changes.topics == ["clinic"] * 3


@pytest.mark.parametrize("written", ["49", "+49", "0049", " + 49 ", "\u0664\u0669"])
async def test_it_is_read_as_people_write_it(clinic: ClinicService, written: str) -> None:
    await clinic.keep_country_code(written)
    assert await clinic.country_code() == "49"


@pytest.mark.parametrize("written", ["999", "4", "0", "DE", "+", "491701234567"])
async def test_what_no_country_has_is_refused(clinic: ClinicService, changes: Heard, written: str) -> None:
    await clinic.keep_country_code("353")
    with pytest.raises(InputProblem, match="No country") as caught:
        await clinic.keep_country_code(written)
    assert caught.value.field == "country_code"
    assert await clinic.country_code() == "353"
    assert changes.topics == ["clinic"]


async def test_typed_numbers_are_in_the_clinics_country(clinic: ClinicService, people: PeopleService) -> None:
    assert (await people.keep(ADA)).phone == "+441701234567"
    await clinic.keep_country_code("49")
    kept = await people.keep(ADA)
    assert kept.phone == "+491701234567"
    assert kept in await people.alike(replace(ADA, name="Ada Ossei"))
    merged = await people.merge(replace(kept, phone="0171 7654321"), [])
    assert merged.person.phone == "+491717654321"
    # Those of other countries say so themselves.
    assert (await people.keep(replace(ADA, phone="+44 7911 123456"))).phone == "+447911123456"


async def test_imported_numbers_are_in_the_clinics_country(clinic: ClinicService, people: PeopleService) -> None:
    data = b"Name,Phone\nAda,0170 1234567\nBo,+44 7911 123456\n"
    await clinic.keep_country_code("+49")
    preview = await people.preview(data)
    assert [line.person and line.person.phone for line in preview.lines] == ["+491701234567", "+447911123456"]
    await people.import_people(preview)
    (again,) = (await people.preview(data[: data.index(b"Bo")])).known
    assert again.known is not None
    assert again.known.name == "Ada"


async def test_without_any_country_numbers_stay_as_they_were_typed(
    store: Database, changes: Heard, clock: Ticking
) -> None:
    people = PeopleService(store, changes, clock)
    assert (await people.keep(ADA)).phone == "0170 1234567"


def read_wrongly(code: str) -> bool:
    """Whether a country's example is not read as a number of it, or says the country by itself."""
    written = example_number(code)
    read = phone_number(written, code)
    inside = read.removeprefix(f"+{code}")
    return read == inside or not digits_of(written).endswith(inside) or phone_number(written) != written


def test_an_example_of_every_country_is_read_as_one_of_it() -> None:
    codes = [str(code) for code in range(1, 1000) if is_calling_code(str(code))]
    assert len(codes) > 200
    assert [code for code in codes if read_wrongly(code)] == []


@pytest.mark.parametrize(
    ("code", "first"),
    [("1", "US"), ("7", "RU"), ("44", "GB"), ("47", "NO"), ("61", "AU"), ("358", "FI"), ("39", "IT")],
)
def test_the_largest_country_of_a_code_comes_first(code: str, first: str) -> None:
    regions = regions_called(code)
    assert regions[0] == first
    assert {calling_code(each) for each in regions} == {code}
    assert regions_called("999") == ()
