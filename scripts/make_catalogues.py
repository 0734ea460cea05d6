"""Keep the gettext catalogues in step with the English sentences, and compile them.

    python scripts/make_catalogues.py            update the .po files, write the .mo files
    python scripts/make_catalogues.py --compile  only write the .mo files
    python scripts/make_catalogues.py --check    write nothing; fail when a translation is missing or stale

The English sentences (src/tocsin/wording/sentences) say which codes there are. The .po files are the one place of
truth for French and Spanish: each entry has the code as its context. A module `<name>_fr.py` or `<name>_es.py`
beside the English one (a dictionary code -> text) is taken over into the .po and may then be deleted.
"""

from __future__ import annotations

import argparse
import pkgutil
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tocsin.wording import sentences
from tocsin.wording.catalogue import TRANSLATED, catalogue_path, english, sentences_in

MADE = datetime(2026, 1, 1, tzinfo=UTC)  # fixed: a catalogue changes when its sentences do


def known(language: str) -> dict[str, tuple[str, str]]:
    """What the .po holds: code -> (English it was made from, translation)."""
    path = catalogue_path(language)
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {m.context: (str(m.id), str(m.string)) for m in read_po(file) if m.id and m.context and m.string}


def handed_in(language: str) -> dict[str, str]:
    """Translations given as modules beside the English sentences."""
    names = [m.name for m in pkgutil.iter_modules(sentences.__path__) if m.name.endswith(f"_{language}")]
    return {
        code: typeset(text, language)
        for name in names
        for code, text in sentences_in(f"tocsin.wording.sentences.{name}").items()
    }


def typeset(text: str, language: str) -> str:
    """No line may break before the marks that French sets apart, nor before a percent sign."""
    if language == "fr":
        text = re.sub(r" ([:;?!»])", "\N{NO-BREAK SPACE}\\1", text).replace("« ", "«\N{NO-BREAK SPACE}")
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def merged(language: str) -> Catalog:
    """The catalogue of today's codes. A translation made from another English text is kept and marked fuzzy."""
    before, given = known(language), handed_in(language)
    catalogue = Catalog(
        locale=language,
        project="tocsin",
        creation_date=MADE,
        revision_date=MADE,
        header_comment=f"# Tocsin: sentences, {language}. Context = code.",
        fuzzy=False,
    )
    for code, text in sorted(english().items()):
        was, translation = before.get(code, ("", ""))
        stale = bool(translation) and was != text and code not in given
        catalogue.add(text, given.get(code, translation), context=code, flags=("fuzzy",) if stale else ())
    return catalogue


def faults(language: str, catalogue: Catalog) -> list[str]:
    """Codes without translation, and codes whose English has changed since."""
    entries = [message for message in catalogue if message.id]
    return [
        f"{language}: {m.context}: {'not translated' if not m.string else 'English has changed'}"
        for m in entries
        if not m.string or m.fuzzy
    ]


def write(language: str, catalogue: Catalog) -> None:
    """The .po in the order of its codes, so that changes read well."""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0)


def compile_catalogue(language: str) -> None:
    """The .mo beside the .po."""
    path = catalogue_path(language)
    with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))


def main() -> int:
    """Zero when every code has its translation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--compile", action="store_true", help="only compile what the .po files hold")
    given = parser.parse_args()
    catalogues = {} if given.compile else {language: merged(language) for language in TRANSLATED}
    found = [fault for language, catalogue in catalogues.items() for fault in faults(language, catalogue)]
    if not given.check:
        for language, catalogue in catalogues.items():
            write(language, catalogue)
        for language in TRANSLATED:
            compile_catalogue(language)
    done = "compiled" if given.compile else "every sentence is there in English, French and Spanish"
    print("\n".join(found) or done)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
