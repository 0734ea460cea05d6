"""People: column names that speak of persons, in the three languages. Such a file is not taken in."""

from __future__ import annotations

import re
import unicodedata


def words_of(name: str) -> frozenset[str]:
    """The words in a column's name, without case and accents, and the whole: "e-mail" is one word too."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced.casefold()) if not unicodedata.combining(c))
    parts = re.findall(r"[^\W\d_]+", plain)
    return frozenset([*parts, "".join(parts)] if parts else [])


# Any column with one of these words in its name.
WORDS = words_of(
    "surname forename firstname lastname birth birthdate birthday dob address street phone telephone email ssn "
    "passport apellido apellidos nacimiento domicilio direccion calle telefono celular correo curp pasaporte "
    "prenom naissance adresse courriel passeport"
)
# A column with just this name, and a column where it stands beside a person: "STATE_LONG_NAME" names no one.
NAMES = words_of("name names nombre nombres nom noms")
PERSONS = words_of(
    "first last middle full given family maiden patient victim person client decedent deceased suspect "
    "completo paciente victima persona cliente difunto occiso pila imputado complet famille victime personne defunt"
)
# An age, a sex and a place together can point at one person.
AGES = words_of("age ages edad edades")
SEXES = words_of("sex gender sexo genero sexe genre")


def personal_columns(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that speak of persons, in the file's order; empty when there are none."""
    words = {name: words_of(name) for name in names}
    found = [name for name, parts in words.items() if _is_personal(parts)]
    ages = [name for name, parts in words.items() if parts & AGES]
    sexes = [name for name, parts in words.items() if parts & SEXES]
    return tuple(found) + (tuple(ages + sexes) if ages and sexes else ())


def _is_personal(parts: frozenset[str]) -> bool:
    named = bool(parts & NAMES)
    return bool(parts & WORDS) or (named and parts <= NAMES) or (named and bool(parts & PERSONS))
