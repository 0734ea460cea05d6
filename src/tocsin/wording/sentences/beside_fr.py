"""Taken over into the catalogue."""

TRANSLATIONS = {
    "line.whole.percent_of_deaths": "décès, {period}",
    "line.whole.percent_of_hospitalizations": "hospitalisations, {period}",
    "why.shares_by_year": "Part des événements, année par année : {values}.",
    "why.sharpest": "Le plus nettement : {place}, {shares} ; à côté, {gave_way}.",
    "why.part_year": "La dernière année n’est encore qu’une partie d’année.",
    "why.beside": "Au même endroit en {period}, par rapport à un an plus tôt : {totals}.",
    "why.streams": "D’autres sources d’un autre genre disent de même : {parts}.",
    "why.streams.sums": "décès des douze mois jusqu’à {month} et jusqu’au même mois des années précédentes : {values}",
    "why.beside_files": "À côté, au même endroit : {files}.",
    "headline.share_reached": "{subject} : {share} des {events} ({place})",
    "headline.falling_streams": "{subject} baisse dans {count} flux indépendants",
    "counted.harm": "décès, hospitalisation, visite aux urgences ou appel",
    "denominator.events": "les décès ou hospitalisations du même endroit et de la même année",
    "headline.nothing_watched": "Aucune série n’est encore comparée : prenez des fichiers et lancez `tocsin nightly` ; vos propres tableaux sont montrés avant d’être comparés.",
    "headline.all_overdue": "Rien d’actuel ne peut être dit : tous les flux sont en retard.",
    "headline.cannot.history": "Ce qui est ici est de l’histoire, avec son âge à côté.",
    "headline.cannot.none": "Aucune période récente n’est incomplète.",
    "status.zero": "zéro",
}
