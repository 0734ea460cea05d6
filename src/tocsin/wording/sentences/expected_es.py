"""Taken over into the catalogue."""

TRANSLATIONS = {
    "expected.heading": "Lo que cabía esperar",
    "expected.above": "{period}: {value}, cuando cabía esperar {expected}. Está por encima del umbral de {upper}.",
    "expected.below": "{period}: {value}, cuando cabía esperar {expected}. Está por debajo del límite inferior de {lower}.",
    "expected.within": "{period}: {value}, cuando cabía esperar {expected}. Está dentro de los límites: la alerta sonaría por encima de {upper}.",
    "expected.cannot_say": "{period}: {value}. Se sabe demasiado poco de lo anterior para decir qué cabía esperar.",
    "expected.nothing": "Aún no se conoce nada completo, así que no cabía esperar nada.",
    "expected.chance": "Tanto o más llega por azar en {share} de estos periodos, si nada ha cambiado.",
    "expected.chance_rare": "Tanto o más llega por azar en menos de 1 de cada 10 000 de estos periodos, si nada ha cambiado.",
    "expected.each_alone": "Cada periodo se juzga por lo que lo precede y por nada posterior; en muchos periodos, la alerta suena a veces por azar.",
    "expected.column": "Esperado",
    "expected.threshold_column": "Umbral",
    "expected.rung.own": "Según la regla propia del método.",
    "expected.rung.years": "La respuesta se apoya en cinco años de su propia historia.",
    "expected.rung.season_lent": "La respuesta se apoya en uno a cuatro años de su propia historia; otras series le prestan la estación.",
    "expected.rung.pooled": "La respuesta se apoya en menos de un año de su propia historia; otras series le prestan el nivel.",
    "expected.rung.first": "La respuesta no se apoya en ningún suceso anterior: solo en cuánto tiempo no hubo ninguno.",
}
