"""Taken over into the catalogue."""

TRANSLATIONS = {
    "growth.heading": "Cómo evoluciona",
    "growth.increase": "En aumento desde (alrededor de) {since}: {growth} al año ({low} a {high} con 95 % de confianza).",
    "growth.decrease": "En descenso desde (alrededor de) {since}: {growth} al año ({low} a {high} con 95 % de confianza).",
    "growth.stable": "Estable: en el último año cambió entre {low} y {high}, lo que cuenta como reposo.",
    "growth.unclear": "Incierto: puede cambiar entre {low} y {high} al año, lo que no es ni un cambio probado ni prueba de reposo.",
    "growth.unknown": "Se conocen muy pocos periodos para decir cómo evoluciona.",
    "growth.doubling": "A este ritmo se duplica en {middle} periodos ({low} a {high}).",
    "growth.halving": "A este ritmo se reduce a la mitad en {middle} periodos ({low} a {high}).",
    "growth.refused.too_few": "Sin tiempo de duplicación: menos de cuatro periodos completos.",
    "growth.refused.may_rest": "Sin tiempo de duplicación: el intervalo de su crecimiento incluye que no haya ninguno.",
    "growth.chance": "Una serie en reposo se vería así en {share} de tales exámenes.",
    "growth.chance_rare": "Una serie en reposo se vería así en menos de 1 de cada 10 000 exámenes.",
    "growth.change": "El nivel cambió con este periodo: {day} (puede ser de {low} a {high}); de {before} a {after} por periodo.",
    "growth.change_at": "El nivel cambió con este periodo: {day}; de {before} a {after} por periodo.",
}
