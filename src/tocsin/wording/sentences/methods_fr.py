"""Taken over into the catalogue."""

TRANSLATIONS = {
    "method.rolling_year.title": "Sommes de douze mois",
    "method.rolling_year.what": "La somme des douze derniers mois est-elle au-dessus ou au-dessous de celles qui finissent un, deux et trois ans plus tôt ?",
    "method.rolling_year.false_alarms": "Au plus 1 série sur 100 dans chaque sens quand les mois se ressemblent.",
    "method.rolling_year.not_when": "Les mois et les trimestres, et la question du mois où un changement a commencé.",
    "method.rolling_year.source": "Przyborowski et Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
    "method.same_season.title": "Même saison",
    "method.same_season.what": "Le dernier trimestre est-il au-dessus ou au-dessous du même trimestre des trois années précédentes au plus ?",
    "method.same_season.false_alarms": "Au plus 1 série sur 100 dans chaque sens quand les années se ressemblent.",
    "method.same_season.not_when": "Les mois qui forment une année de déclaration, et les parts.",
    "method.same_season.source": "Przyborowski et Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
    "method.year_shares.title": "Parts annuelles",
    "method.year_shares.what": "La part des événements qui impliquent un genre de drogue a-t-elle changé par rapport à un et deux ans plus tôt, et quels genres ont reculé ?",
    "method.year_shares.false_alarms": "Au plus 1 série sur 100 dans chaque sens ; bien moins pour les parts au-dessus de la moitié.",
    "method.year_shares.not_when": "Les parts sans le nombre d’événements qu’elles recouvrent, et les nombres.",
    "method.year_shares.source": "Przyborowski et Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
    "method.ears.what": "Cette période dépasse-t-elle de plus de trois écarts-types la moyenne des sept précédentes ? C2 laisse un écart de deux périodes ; C3 additionne ce dont les périodes juste avant ont dépassé.",
    "method.ears.false_alarms": "Environ 1 période sur 50 pour des nombres autour de 20 (C1, C2), 1 sur 20 pour C3 ; plus pour les événements rares.",
}
