"""Taken over into the catalogue."""

TRANSLATIONS = {
    "method.rolling_year.title": "Sumas de doce meses",
    "method.rolling_year.what": "¿Está la suma de los doce meses más recientes por encima o por debajo de las que terminan uno, dos y tres años antes?",
    "method.rolling_year.false_alarms": "A lo sumo 1 serie de cada 100 en cada sentido cuando los meses se parecen.",
    "method.rolling_year.not_when": "Meses y trimestres, y la pregunta de en qué mes comenzó un cambio.",
    "method.rolling_year.source": "Przyborowski y Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
    "method.same_season.title": "Misma temporada",
    "method.same_season.what": "¿Está el trimestre más reciente por encima o por debajo del mismo trimestre de hasta tres años antes?",
    "method.same_season.false_alarms": "A lo sumo 1 serie de cada 100 en cada sentido cuando los años se parecen.",
    "method.same_season.not_when": "Meses que suman un año de reporte, y proporciones.",
    "method.same_season.source": "Przyborowski y Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
    "method.year_shares.title": "Proporciones anuales",
    "method.year_shares.what": "¿Cambió la proporción de eventos que implican un tipo de droga frente a uno y dos años antes, y qué tipos cedieron?",
    "method.year_shares.false_alarms": "A lo sumo 1 serie de cada 100 en cada sentido; muchas menos para proporciones mayores de la mitad.",
    "method.year_shares.not_when": "Proporciones sin el número de eventos que las sostiene, y conteos.",
    "method.year_shares.source": "Przyborowski y Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
}
