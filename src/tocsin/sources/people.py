"""People: column names that speak of persons, in the three languages. Such a file is not taken in."""

from __future__ import annotations

import re
import unicodedata

# Any column with one of these words in its name.
WORDS = frozenset(
    "surname forename firstname lastname birth birthdate birthday dob address street phone telephone email ssn passport "
    "apellido apellidos nacimiento domicilio direccion calle telefono celular correo curp pasaporte "
    "prenom naissance adresse courriel passeport".split()
)
# A column with just this name, and a column where it stands beside a person: "STATE_LONG_NAME" names no one.
NAMES = frozenset("name names nombre nombres nom noms".split())
PERSONS = frozenset(
    "first last middle full given family maiden patient victim person client decedent deceased suspect "
    "completo paciente victima persona cliente difunto occiso pila imputado complet famille victime personne defunt".split()
)
# An age, a sex and a place together can point at one person.
AGES = frozenset("age ages edad edades".split())
SEXES = frozenset("sex gender sexo genero sexe genre".split())


def personal_columns(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that speak of persons, in the file's order; empty when there are none."""
    words = {name: _words(name) for name in names}
    found = [name for name, parts in words.items() if parts & WORDS or parts and parts <= NAMES or (parts & NAMES and parts & PERSONS)]
    ages = [name for name, parts in words.items() if parts & AGES]
    sexes = [name for name, parts in words.items() if parts & SEXES]
    return tuple(found) + (tuple(ages + sexes) if ages and sexes else ())


def _words(name: str) -> frozenset[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced.casefold()) if not unicodedata.combining(c))
    return frozenset(re.findall(r"[^\W\d_]+", plain))
