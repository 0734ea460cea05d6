"""Language: in which of ours the headings and titles of a table are written."""

from __future__ import annotations

from tocsin.sources.mapping.calendar import plain, words

TELLING = {
    "es": words(
        "entidad estado municipio mes ano fecha droga sustancia aseguramientos decomisos muertes defunciones semana "
        "muestras casos kilogramos peso enero febrero marzo julio agosto del los las por lugar pais eventos fuente"
    ),
    "fr": words(
        "mois annee substance drogue deces saisies semaine echantillons semestre trimestre region ville lieu pays des les "
        "par janvier fevrier aout decembre dossiers debit usine nombre"
    ),
    "en": words(
        "state month year date drug deaths seizures week samples county of the by january march august december plant "
        "flow reports tested positive"
    ),
}


def language_of(text: str) -> str:
    """en, fr or es, by the words that only one of them uses; English where nothing tells."""
    told = plain(text).replace("_", " ").replace("/", " ").replace("-", " ").split()
    counts = {language: sum(word.strip("():,;.") in telling for word in told) for language, telling in TELLING.items()}
    return max(("en", "es", "fr"), key=lambda language: counts[language])
