"""Taken over into the catalogue."""

TRANSLATIONS = {
    "growth.heading": "Comment elle évolue",
    "growth.increase": "En hausse depuis (environ) {since} : {growth} par an ({low} à {high} avec 95 % de confiance).",
    "growth.decrease": "En baisse depuis (environ) {since} : {growth} par an ({low} à {high} avec 95 % de confiance).",
    "growth.stable": "Stable : sur la dernière année, elle a changé de {low} à {high}, ce qui compte comme repos.",
    "growth.unclear": "Incertain : elle peut changer de {low} à {high} par an, ce qui n’est ni un changement prouvé ni une preuve de repos.",
    "growth.unknown": "Trop peu de périodes sont connues pour dire comment elle évolue.",
    "growth.doubling": "À ce rythme, elle double en {middle} périodes ({low} à {high}).",
    "growth.halving": "À ce rythme, elle diminue de moitié en {middle} périodes ({low} à {high}).",
    "growth.refused.too_few": "Pas de temps de doublement : moins de quatre périodes complètes.",
    "growth.refused.may_rest": "Pas de temps de doublement : l’intervalle de sa croissance contient l’absence de croissance.",
    "growth.chance": "Une série au repos aurait cette allure dans {share} de tels examens.",
    "growth.chance_rare": "Une série au repos aurait cette allure dans moins de 1 examen sur 10 000.",
    "growth.change": "Le niveau a changé avec cette période : {day} (peut-être de {low} à {high}) ; de {before} à {after} par période.",
    "growth.change_at": "Le niveau a changé avec cette période : {day} ; de {before} à {after} par période.",
}
