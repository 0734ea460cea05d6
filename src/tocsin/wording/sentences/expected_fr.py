"""Taken over into the catalogue."""

TRANSLATIONS = {
    "expected.heading": "Ce à quoi il fallait s’attendre",
    "expected.above": "{period} : {value}, alors qu’on attendait {expected}. C’est au-dessus du seuil de {upper}.",
    "expected.below": "{period} : {value}, alors qu’on attendait {expected}. C’est au-dessous de la limite basse de {lower}.",
    "expected.within": "{period} : {value}, alors qu’on attendait {expected}. C’est dans les limites : l’alerte sonnerait au-dessus de {upper}.",
    "expected.cannot_say": "{period} : {value}. On sait trop peu de ce qui précède pour dire à quoi s’attendre.",
    "expected.nothing": "Rien de complet n’est encore connu : on ne pouvait s’attendre à rien.",
    "expected.chance": "Autant ou plus arrive par hasard dans {share} de ces périodes, si rien n’a changé.",
    "expected.chance_rare": "Autant ou plus arrive par hasard dans moins de 1 de ces périodes sur 10 000, si rien n’a changé.",
    "expected.each_alone": "Chaque période est jugée d’après ce qui la précède, et rien de ce qui suit ; sur beaucoup de périodes, l’alerte sonne parfois par hasard.",
    "expected.column": "Attendu",
    "expected.threshold_column": "Seuil",
    "expected.rung.own": "Selon la règle propre de la méthode.",
    "expected.rung.years": "La réponse repose sur cinq ans de son propre passé.",
    "expected.rung.season_lent": "La réponse repose sur un à quatre ans de son propre passé ; sa saison est prêtée par d’autres séries.",
    "expected.rung.pooled": "La réponse repose sur moins d’un an de son propre passé ; son niveau est prêté par d’autres séries.",
    "expected.rung.first": "La réponse ne repose sur aucun événement antérieur : seulement sur la durée pendant laquelle il n’y en a eu aucun.",
}
