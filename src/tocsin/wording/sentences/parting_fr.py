"""Taken over into the catalogue."""

from __future__ import annotations

TRANSLATIONS = {
    "method.divergence.title": "Flux qui divergent",
    "method.divergence.what": "Deux flux indépendants sur la même substance et le même lieu évoluent-ils autrement d’une année à l’autre, dans la dernière année que tous deux couvrent ?",
    "method.divergence.false_alarms": "Moins de 1 paire sur 100 qui évolue de même est dite différer, et environ 1 sur 1 000 aller en sens contraires.",
    "method.divergence.not_when": "Les parts, les poids et les niveaux, et les années de moins de vingt événements. On ne compare pas des sources qui partagent des événements, un laboratoire ou un éditeur.",
    "method.divergence.source": "Welch 1947, doi:10.1093/biomet/34.1-2.28",
    "reason.diverging": "Comparé à ce qu’il serait s’il avait évolué comme un autre flux sur la même substance et le même lieu, qui va en sens contraire.",
    "reason.other_pace": "Comparé à ce qu’il serait s’il avait évolué comme un autre flux sur la même substance et le même lieu, qui va à un autre rythme.",
    "parting.diverging": "Dans l’année close en {month}, face à l’année précédente : {first}, mais {second} ; ils ne racontent pas la même histoire.",
    "parting.other_pace": "Dans l’année close en {month}, face à l’année précédente : {first}, mais {second} ; ils n’évoluent pas de même.",
    "parting.rose": "{measure} en hausse de {change}",
    "parting.fell": "{measure} en baisse de {change}",
    "parting.unclear": "{measure} entre {low} et {high}",
    "parting.place": "{place} : {told}",
}
