"""Every sentence is spoken in every language, with the same figures in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import tocsin
from tocsin.errors import BadValue
from tocsin.wording import LANGUAGES, age, day, knows, number, percent, period, say, several
from tocsin.wording.catalogue import TRANSLATED, catalogue_path, english, sentences_in, translations

NBSP = "\N{NO-BREAK SPACE}"
# Words that are spelled alike in English and in another language, or that are names.
ALIKE = re.compile(r"^(method\..*\.(source|title)|source\.|index\.place\.title|series\.(svg|png|csv|source)|unit\.)")
ENGLISH_WORDS = re.compile(r"\b(the|and|which|with|their|were|not|from|this|was|are|of)\b", re.IGNORECASE)
SOURCES = Path(tocsin.__file__ or "").parent


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_code_has_a_translation(language: str) -> None:
    """No sentence falls back to English, unless it is spelled alike."""
    missing = [code for code, text in english().items() if not _translated(code, text, language)]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_takes_the_same_figures(language: str) -> None:
    wrong = [code for code, text in english().items() if _fields(text) != _fields(_spoken(code, text, language))]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_english_is_left_in_a_translation(language: str) -> None:
    spoken = {code: _spoken(code, text, language) for code, text in english().items()}
    left = {code: text for code, text in spoken.items() if ENGLISH_WORDS.search(_bare(text)) and not ALIKE.match(code)}
    assert left == {}


def test_a_code_stands_in_one_module_only() -> None:
    folder = SOURCES / "wording" / "sentences"
    names = [path.stem for path in folder.glob("*.py") if path.stem.rsplit("_", 1)[-1] not in ("fr", "es")]
    codes = Counter(code for name in names for code in sentences_in(f"tocsin.wording.sentences.{name}"))
    assert [code for code, times in codes.items() if times > 1] == []


def test_french_breaks_no_line_before_its_high_marks() -> None:
    """A space before : ; ? ! » and after « does not break."""
    spoken = {code: _spoken(code, text, "fr") for code, text in english().items()}
    assert {code: text for code, text in spoken.items() if re.search(r" [:;?!»]|« ", text)} == {}


def test_every_code_that_the_house_says_is_there() -> None:
    """Every `say("...")` with a literal code, in Python and in templates, has its sentence."""
    asked = {code for path in SOURCES.rglob("*.py") for code in _literal_codes(path)}
    asked |= {
        code
        for path in SOURCES.rglob("*.html")
        for code in re.findall(r"""say ['"]([a-z0-9_.]+[a-z0-9_])['"](?!\|)""", path.read_text(encoding="utf-8"))
    }
    assert sorted(code for code in asked if not knows(code)) == []


def test_every_method_in_service_has_its_words() -> None:
    from tocsin.methods.catalogue import METHODS

    named = ["".join(f"_{c.lower()}" if c.isupper() else c for c in m.__name__).lstrip("_") for m in METHODS]
    parts = ("title", "what", "false_alarms", "not_when", "source")
    assert [code for name in named for part in parts if not knows(code := f"method.{name}.{part}")] == []


def test_every_sentence_of_the_catalogue_of_sources_is_there() -> None:
    from tocsin.sources.catalogue import SOURCES as sources

    asked = [f"limit.{code}" for source in sources for code in source.limits]
    asked += [f"history.{note.code}" for source in sources for note in source.history]
    asked += [f"small_numbers.{source.small_numbers}" for source in sources]
    asked += [source.use_statement for source in sources if source.use_statement]
    asked += [f"counted.{source.unit_counted}" for source in sources] + [f"source.{s.name}.short" for s in sources]
    assert sorted({code for code in asked if not knows(code)}) == []


def test_figures_are_written_as_each_language_writes_them() -> None:
    assert [number(1234.5, language, 1) for language in LANGUAGES] == ["1,234.5", f"1{NBSP}234,5", "1,234.5"]
    assert [percent(0.482, language) for language in LANGUAGES] == ["48%", f"48{NBSP}%", f"48{NBSP}%"]
    assert percent(0.0001, "en") == "0.01%"
    assert number(-3, "en") == "−3"
    assert number(float("nan"), "fr") == "–"


def test_days_and_periods_are_words() -> None:
    first, last = date(2025, 7, 1), date(2025, 12, 31)
    assert [day(date(2026, 6, 1), language) for language in LANGUAGES] == [
        "1 June 2026",
        "1ᵉʳ juin 2026",
        "1 de junio de 2026",
    ]
    assert period(first, last, "half_year", "fr") == "second semestre 2025"
    assert period(date(2025, 10, 1), date(2026, 4, 30), "month", "en") == "October 2025 to April 2026"
    assert period(date(2026, 2, 1), date(2026, 4, 30), "month", "es") == "febrero a abril de 2026"
    assert period(date(2026, 4, 1), date(2026, 4, 30), "month", "en") == "April 2026"
    assert period(date(2025, 1, 1), date(2025, 12, 31), "year", "fr") == "2025"
    assert [age(240, language) for language in LANGUAGES] == ["8 months", "8 mois", "8 meses"]
    assert several(["Ohio", "Maryland", "Missouri"], "es") == "Ohio, Maryland y Missouri"


def test_one_is_said_in_the_singular_of_each_language() -> None:
    assert say("home.overdue", "es", count=1) == "1 atrasada"
    assert say("home.overdue", "es", count=2) == "2 atrasadas"
    assert say("home.sources", "fr", count=0) == "0 source"  # French counts zero as one


def test_without_a_compiled_catalogue_english_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tocsin.wording.catalogue.catalogue_path", lambda language: tmp_path / f"{language}.po")
    translations.cache_clear()
    try:
        assert say("nav.sources", "es") == "Sources"
    finally:
        translations.cache_clear()


def test_an_unknown_code_and_a_missing_figure_are_told() -> None:
    with pytest.raises(BadValue, match="no such sentence"):
        say("nothing.of.this.name", "en")
    with pytest.raises(BadValue, match="lacks a figure"):
        say("period.half_1", "fr")


def test_the_catalogues_are_in_step_with_the_english() -> None:
    """The English of each entry is the English of today."""
    from babel.messages.pofile import read_po

    for language in TRANSLATED:
        with catalogue_path(language).open("rb") as file:
            held = {message.context: str(message.id) for message in read_po(file) if message.id}
        assert held == english(), f"run scripts/make_catalogues.py ({language})"


def _translated(code: str, text: str, language: str) -> bool:
    missing = "\x00"
    known = translations(language)
    catalogue: dict[str, str] = getattr(known, "_catalog", {})
    return catalogue.get(f"{code}\x04{text}", missing) != missing


def _spoken(code: str, text: str, language: str) -> str:
    return translations(language).pgettext(code, text)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _bare(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text)


def _literal_codes(path: Path) -> list[str]:
    """The codes of calls like `say("x.y", ...)` in one file."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    named = (c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "say" and len(c.args) > 1)
    first = (call.args[0] for call in named)
    return [arg.value for arg in first if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
