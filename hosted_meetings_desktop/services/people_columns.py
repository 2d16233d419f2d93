"""What columns and values are called in the files that clinics have, in seven languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from hosted_meetings_desktop.domain.person import folded, is_language, is_zone, language_tag
from hosted_meetings_desktop.domain.preset import Role


class Field(StrEnum):
    """What a column of a file holds."""

    NAME = "name"
    FIRST_NAME = "first-name"
    LAST_NAME = "last-name"
    EMAIL = "email"
    PHONE = "phone"
    MOBILE = "mobile"
    ROLE = "role"
    LANGUAGE = "language"
    ZONE = "zone"
    NOTES = "notes"


NAMES = frozenset({Field.NAME, Field.FIRST_NAME, Field.LAST_NAME})
"""Without one of these nobody can be imported."""

# English, German, Spanish, French, Portuguese, Hindi, Arabic; as they are compared: without accents and signs.
_HEADS: dict[Field, str] = {
    Field.NAME: """
        name, names, person, contact, patient, full name, complete name, patient name, display name
        client, client name, vollstandiger name, vor und nachname, patientenname, kontakt, patientin, klient
        anzeigename, nombre, nombre completo, nombre y apellidos, paciente, nombre del paciente, contacto, persona
        nom, nom complet, nom et prenom, prenom et nom, nom du patient, patiente, personne
        nome, nome completo, nome e sobrenome, utente, nome do paciente, contato, pessoa
        नाम, पूरा नाम, रोगी, मरीज, मरीज का नाम, रोगी का नाम, व्यक्ति
        الاسم, اسم, الاسم الكامل, الاسم بالكامل, المريض, اسم المريض, الشخص""",
    Field.FIRST_NAME: """
        first name, firstname, given name, forename, first, vorname, rufname, nombre de pila, primer nombre
        prenom, prenoms, primeiro nome, nome proprio, पहला नाम, प्रथम नाम, الاسم الاول, الاسم الشخصي""",
    Field.LAST_NAME: """
        last name, lastname, surname, family name, last, nachname, familienname, zuname
        apellido, apellidos, primer apellido, segundo apellido, nom de famille, nom d usage, sobrenome
        apelido, apelidos, उपनाम, कुलनाम, अंतिम नाम, اللقب, اسم العائله, الاسم الاخير, الكنيه""",
    Field.EMAIL: """
        email, e mail, mail, email address, e mail address, mail address, email 1, e mail 1 value
        emailadresse, e mail adresse, mailadresse, correo, correo electronico, direccion de correo
        courriel, adresse email, adresse e mail, adresse mail, adresse electronique, mel
        correio, correio eletronico, endereco de e mail, endereco de email
        ईमेल, ई मेल, ईमेल पता, البريد, البريد الالكتروني, بريد الكتروني, ايميل, الايميل""",
    Field.PHONE: """
        phone, telephone, tel, phone number, telephone number, phone 1, home phone, landline, phone 1 value
        telefon, telefonnummer, rufnummer, festnetz, telefono, numero de telefono, telefono fijo, fijo
        numero de telephone, telephone fixe, fixe, telefone, numero de telefone, telefone fixo
        फोन, फोन नंबर, दूरभाष, टेलीफोन, الهاتف, هاتف, رقم الهاتف, التليفون, تليفون""",
    Field.MOBILE: """
        mobile, mobile phone, cell, cell phone, cellphone, mobile number, sms
        handy, mobil, mobiltelefon, handynummer, mobilnummer, movil, telefono movil, celular, numero de celular
        portable, telephone portable, telephone mobile, gsm, telemovel, telefone celular
        मोबाइल, मोबाइल नंबर, मोबाइल फोन, الجوال, جوال, رقم الجوال, المحمول, الموبايل, موبايل, الهاتف المحمول""",
    Field.ROLE: """
        role, type, kind, rolle, funktion, art, rol, funcion, tipo, fonction, papel, funcao
        भूमिका, प्रकार, الدور, دور, النوع, الصفه""",
    Field.LANGUAGE: """
        language, lang, preferred language, sprache, muttersprache, korrespondenzsprache, idioma, lengua
        langue, langue preferee, lingua, idioma preferido, भाषा, اللغه, لغه""",
    Field.ZONE: """
        zone, time zone, timezone, tz, zeitzone, zona, zona horaria, huso horario, fuseau, fuseau horaire
        fuso, fuso horario, समय क्षेत्र, المنطقه الزمنيه, التوقيت""",
    Field.NOTES: """
        notes, note, comment, comments, remark, remarks, notiz, notizen, bemerkung, bemerkungen, kommentar, anmerkung
        nota, notas, comentario, comentarios, observaciones, remarque, remarques, commentaire, commentaires
        observacao, observacoes, टिप्पणी, टिप्पणियां, नोट, ملاحظه, ملاحظات, تعليق""",
}

_PLAIN = frozenset({"name", "names", "nombre", "nom", "nome", "नाम", "الاسم", "اسم"})
"""Beside a column for the one half of a name these hold the other half, not the whole."""

_ASIDE = frozenset({"nr", "no", "number", "nummer", "numero", "private", "privat", "home", "work", "1"})
"""Said after the name of a column without changing what it holds."""

_ROLES: dict[Role, str] = {
    Role.HOST: """
        host, doctor, physician, arzt, arztin, gastgeber, gastgeberin, medico, medica, anfitrion, anfitriona
        hote, medecin, anfitriao, doutor, doutora, डॉक्टर, चिकित्सक, मेजबान, الطبيب, طبيب, المضيف, مضيف""",
    Role.COLLEAGUE: """
        colleague, staff, team, nurse, kollege, kollegin, mitarbeiter, mitarbeiterin, personal, colega, companero
        companera, equipo, enfermera, collegue, equipe, personnel, infirmiere, enfermeira, enfermeiro, funcionario
        सहकर्मी, सहयोगी, कर्मचारी, زميل, زميله, موظف, موظفه""",
    Role.PATIENT: """
        patient, patientin, client, klient, klientin, paciente, patiente, utente, रोगी, मरीज, مريض, مريضه, المريض""",
    Role.RELATIVE: """
        relative, family, family member, guardian, carer, angehorige, angehoriger, verwandte, verwandter, betreuer
        familiar, familiares, pariente, proche, famille, parent, familia, parente, cuidador, cuidadora
        रिश्तेदार, परिजन, قريب, قريبه, مرافق, احد الاقارب""",
    Role.INTERPRETER: """
        interpreter, translator, dolmetscher, dolmetscherin, ubersetzer, interprete, traductor, traductora
        traducteur, traductrice, tradutor, tradutora, दुभाषिया, अनुवादक, مترجم, مترجمه""",
}

_LANGUAGES: dict[str, str] = {
    "en": "english, englisch, ingles, anglais, अंग्रेजी, الانجليزيه, انجليزي, eng",
    "de": "german, deutsch, aleman, allemand, alemao, जर्मन, الالمانيه, الماني, ger, deu",
    "es": "spanish, spanisch, espanol, castellano, espagnol, espanhol, स्पेनिश, الاسبانيه, اسباني, spa",
    "fr": "french, franzosisch, frances, francais, फ्रेंच, फ्रांसीसी, الفرنسيه, فرنسي, fra, fre",
    "pt": "portuguese, portugiesisch, portugues, portugais, पुर्तगाली, البرتغاليه, برتغالي, por",
    "hi": "hindi, हिन्दी, हिंदी, الهنديه, هندي, hin",
    "ar": "arabic, arabisch, arabe, अरबी, العربيه, عربي, ara",
    "bn": "bengali, bangla, বাংলা", "fa": "persian, farsi, persisch, dari, فارسي, الفارسيه",
    "it": "italian, italienisch, italiano, italien", "nl": "dutch, niederlandisch, nederlands, holandes, neerlandais",
    "pa": "punjabi, panjabi, ਪੰਜਾਬੀ", "pl": "polish, polnisch, polski, polaco, polonais",
    "ro": "romanian, rumanisch, romana, rumano, roumain", "ru": "russian, russisch, русскии, ruso, russe, russo",
    "sv": "swedish, schwedisch, svenska, sueco, suedois", "el": "greek, griechisch, ελληνικα, griego, grec, grego",
    "cs": "czech, tschechisch, cestina", "hu": "hungarian, ungarisch, magyar", "bg": "bulgarian, bulgarisch",
    "hr": "croatian, kroatisch, hrvatski", "sr": "serbian, serbisch", "sq": "albanian, albanisch, shqip",
    "ja": "japanese, japanisch, 日本語", "ko": "korean, koreanisch, 한국어", "th": "thai, thailandisch",
    "ku": "kurdish, kurdisch, kurmanci", "ps": "pashto, paschtu", "ti": "tigrinya", "am": "amharic, amharisch",
    "he": "hebrew, hebraisch, עברית", "da": "danish, danisch, dansk", "fi": "finnish, finnisch, suomi",
    "no": "norwegian, norwegisch, norsk", "so": "somali", "ta": "tamil, தமிழ்", "te": "telugu, తెలుగు",
    "tr": "turkish, turkisch, turkce, turco, turc", "uk": "ukrainian, ukrainisch, українська, ucraniano, ukrainien",
    "ur": "urdu, اردو", "vi": "vietnamese, vietnamesisch, tieng viet, vietnamita, vietnamien",
    "zh": "chinese, chinesisch, mandarin, 中文, chino, chinois",
}  # fmt: skip


@cache
def _words(which: str) -> dict[str, str]:
    """Return what each word stands for, as it is compared."""
    tables: dict[str, Mapping[Any, str]] = {"heads": _HEADS, "roles": _ROLES, "languages": _LANGUAGES}
    return {
        folded(word): str(meant)
        for meant, words in tables[which].items()
        for word in [*words.replace("\n", ",").split(","), str(meant)]
        if word.strip()
    }


def field_of(head: str) -> Field | None:
    """Return what a column of that name holds, or None."""
    known, words = _words("heads"), folded(head).split()
    found = known.get(" ".join(words))
    while found is None and words and words[-1] in _ASIDE:
        words.pop()
        found = known.get(" ".join(words))
    return Field(found) if found else None


def known_heads(cells: tuple[str, ...]) -> int:
    """Return how many cells of a first line are names of columns."""
    return sum(field_of(cell) is not None for cell in cells)


def fields_of(heads: tuple[str, ...]) -> tuple[Field | None, ...]:
    """Return what each column holds; beside "Vorname" a column "Name" holds the last name, and so on."""
    fields = [field_of(head) for head in heads]
    halves = {Field.FIRST_NAME, Field.LAST_NAME} & set(fields)
    if len(halves) == 1:
        other = Field.LAST_NAME if Field.FIRST_NAME in halves else Field.FIRST_NAME
        for place, head in enumerate(heads):
            if fields[place] is Field.NAME and folded(head) in _PLAIN:
                fields[place] = other
    return tuple(fields)


def role_of(text: str) -> Role | None:
    """Return the role that a word means, or None."""
    found = _words("roles").get(folded(text))
    return Role(found) if found else None


def language_of(text: str) -> str:
    """Return the language tag that a word or a tag means, empty when it means none."""
    found = _words("languages").get(folded(text))
    if found:
        return found
    tag = language_tag(text)
    return tag if is_language(tag) else ""


def zone_of(text: str) -> str:
    """Return the IANA zone that is meant, empty when there is none of that name."""
    name = "_".join(text.split())
    if name.upper() in {"UTC", "GMT", "Z", "ETC/UTC"}:
        return "UTC"
    return _zones().get(name.casefold()) or (name if is_zone(name) else "")


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name}
