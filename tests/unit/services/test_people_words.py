"""What is written of a person, as it is kept and compared, and what columns and values are called."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import (
    Person,
    calling_code,
    folded,
    is_calling_code,
    is_phone,
    is_zone,
    language_tag,
    name_key,
    phone_number,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_columns import (
    fields_of,
    known_heads,
    language_of,
    role_of,
    zone_of,
)


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("+49 30 123-456", "", "+4930123456"),
        ("+49 (0)30 123 456", "", "+4930123456"),
        ("0049 30/123456", "", "+4930123456"),
        ("030 123456", "49", "+4930123456"),
        ("030 123456", "", "030 123456"),
        ("06 1234567", "39", "+39061234567"),
        ("(212) 555-0100", "1", "+12125550100"),
        ("1 212 555 0100", "1", "+12125550100"),
        ("612 345 678", "34", "+34612345678"),
        ("30 123456", "49", "30 123456"),
        ("٠٣٠ ١٢٣٤٥٦", "49", "+4930123456"),
        ("tel:+49-30-123456", "", "+4930123456"),
        ("\u202a+49 30 123456\u202c", "", "+4930123456"),
        ("ext. 4711", "49", "ext. 4711"),
        ("0", "49", "0"),
        # What is dialled before a number differs; a wrong guess would write to a stranger.
        ("0170 1234567", "49", "+491701234567"),
        ("0664 123456", "43", "+43664123456"),
        ("07911 123456", "44", "+447911123456"),
        ("06 30 123 4567", "36", "+36301234567"),
        ("8 (912) 345-67-89", "7", "+79123456789"),
        ("812 34 56", "7", "812 34 56"),
        ("0170 1234567", "1", "0170 1234567"),
        ("011 49 30 123456", "1", "+4930123456"),
        ("0011 49 30 123456", "61", "+4930123456"),
        ("010 49 30 123456", "81", "+4930123456"),
        ("090-1234-5678", "81", "+819012345678"),
        ("810 49 30 123456", "7", "+4930123456"),
        ("01 23 45 67 89", "225", "+2250123456789"),
        ("333 123 4567", "39", "+393331234567"),
        ("0 612 345 678", "34", "0 612 345 678"),
        ("011 2345-6789", "54", "+541123456789"),
        ("011 15-2345-6789", "54", "011 15-2345-6789"),
    ],
)
def test_a_number_has_one_form_where_it_can_be_told(written: str, country: str, kept: str) -> None:
    assert phone_number(written, country) == kept
    assert phone_number(kept, country) == kept


@pytest.mark.parametrize(
    ("region", "code"),
    [("DE", "49"), ("de", "49"), ("US", "1"), ("CA", "1"), ("KZ", "7"), ("GG", "44"), ("CI", "225"), ("UZ", "998")],
)
def test_how_a_country_is_called(region: str, code: str) -> None:
    assert calling_code(region) == code
    assert is_calling_code(code)


def test_what_is_no_country_is_not_called() -> None:
    assert [calling_code(each) for each in ("", "ZZ", "001", "Germany")] == [""] * 4
    assert not any(map(is_calling_code, ("", "0", "999", "+49", "DE", "4")))


def test_only_ascii_digits_make_a_number_for_text_messages() -> None:
    assert is_phone("+4930123456")
    assert not is_phone("+٤٩٣٠١٢٣٤٥٦")


def test_names_are_compared_without_case_accents_and_signs() -> None:
    assert folded("  Jürgen MÜLLER-Lüdenscheidt ") == "jurgen muller ludenscheidt"
    assert folded("O'Neill") == folded("O\u2019Neill") == folded("O\u00b4Neill") == "oneill"
    assert folded("Łukasz Sørensen Æbelø Straße") == "lukasz sorensen aebelo strasse"
    assert folded("مُحَمَّد") == folded("محمد")
    assert folded("सुन") != folded("सन")
    assert name_key("Müller, Maria") == name_key("maria muller")


def test_tags_and_zones() -> None:
    assert [language_tag(text) for text in ("DE_de", "zh-hant-tw", "pt-BR", "Deutsch")] == [
        "de-DE",
        "zh-Hant-TW",
        "pt-BR",
        "Deutsch",
    ]
    assert is_zone("Europe/Berlin")
    assert is_zone("UTC")
    assert not any(map(is_zone, ("Europe", "../../etc/passwd", "Mars/Olympus", "", "localtime", "Europe/Berlin\0")))


def test_everything_to_mend_is_told_at_once() -> None:
    person = Person(PersonId("p"), " ", email="a@", phone="12", language="Deutsch", zone="Mars", notes="x" * 10_001)
    assert [problem.field for problem in person.problems()] == ["name", "email", "phone", "language", "zone", "notes"]
    with pytest.raises(InputProblem, match="needs a name"):
        person.check()
    Person(PersonId("p"), "Ada", email="a@b.c", phone="ext. 123", language="de", zone="Asia/Kolkata").check()


def test_what_is_kept_has_nothing_hidden_in_it() -> None:
    person = Person(
        PersonId("p"),
        " Ada\t\u202eOsei\x07 \n",
        email=" a@b.c ",
        phone="030 1 23456",
        language="EN",
        notes="a \r\nb\r",
    )
    assert person.tidied("49") == Person(
        PersonId("p"), "Ada Osei", email="a@b.c", phone="+4930123456", language="en", notes="a\nb"
    )
    assert person.tidied("49").tidied("49") == person.tidied("49")


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        ("first_name,LAST-NAME,E-Mail Address,Cell Phone,time_zone", "first-name last-name email mobile zone"),
        ("Vorname;Name;E-Mail;Handy-Nr.;Telefon privat;Sprache;Bemerkungen".replace(";", ","),
         "first-name last-name email mobile phone language notes"),
        ("Name,E-Mail,Rolle,Zeitzone", "name email role zone"),
        ("Nombre,Apellidos,Correo electrónico,Móvil,Idioma", "first-name last-name email mobile language"),
        ("Nom,Prénom,Courriel,Téléphone,Fuseau horaire", "last-name first-name email phone zone"),
        ("Nome completo,E-mail,Celular,Observações,Função", "name email mobile notes role"),
        ("नाम,ईमेल,फ़ोन नंबर,भाषा,टिप्पणी", "name email phone language notes"),
        ("الاسم الكامل,البريد الإلكتروني,رقم الجوال,اللغة,ملاحظات", "name email mobile language notes"),
        ("Full name,First name", "name first-name"),
        ("IBAN,,name", "None None name"),
    ],
)  # fmt: skip
def test_columns_are_known_in_seven_languages(heads: str, fields: str) -> None:
    cells = tuple(heads.split(","))
    assert [str(field) for field in fields_of(cells)] == fields.split()
    assert known_heads(cells) == sum(field != "None" for field in fields.split())


def test_values_are_known_in_seven_languages() -> None:
    assert {role_of(word) for word in ("Patientin", "paciente", "रोगी", "مريض", "PATIENT")} == {Role.PATIENT}
    assert role_of("Dolmetscher") is Role.INTERPRETER
    assert role_of("plumber") is None
    assert [language_of(word) for word in ("Deutsch", "العربية", "हिन्दी", "portugués", "de_AT", "Klingon")] == [
        "de", "ar", "hi", "pt", "de-AT", "",
    ]  # fmt: skip
    assert [zone_of(word) for word in ("europe/berlin", "America/New York", "gmt", "Mars/Olympus")] == [
        "Europe/Berlin", "America/New_York", "UTC", "",
    ]  # fmt: skip
