"""Where sentences are kept: English in `sentences/`, the other languages in gettext catalogues."""

from __future__ import annotations

import gettext
import importlib
import pkgutil
from functools import cache
from importlib.resources import files
from pathlib import Path

DOMAIN = "tocsin"
TRANSLATED = ("fr", "es")


@cache
def english() -> dict[str, str]:
    """Every code and its English template. A code stands in one module only."""
    package = importlib.import_module("tocsin.wording.sentences")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    tables = [
        sentences_in(f"tocsin.wording.sentences.{name}") for name in names if name.rsplit("_", 1)[-1] not in TRANSLATED
    ]
    return {code: template for table in tables for code, template in table.items()}


def sentences_in(module: str) -> dict[str, str]:
    """The dictionaries of one module of sentences: its public names in capitals that hold text by code."""
    found = importlib.import_module(module)
    tables = (value for name, value in vars(found).items() if name.isupper() and isinstance(value, dict))
    return {code: text for table in tables for code, text in table.items()}


def catalogue_path(language: str) -> Path:
    """Where the reviewed translations of `language` are (.po); the compiled ones (.mo) stand beside them."""
    return Path(str(files("tocsin.wording"))) / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The compiled catalogue; where it was never compiled, one that answers in English."""
    compiled = catalogue_path(language).with_suffix(".mo")
    if language not in TRANSLATED or not compiled.is_file():
        return gettext.NullTranslations()
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)
