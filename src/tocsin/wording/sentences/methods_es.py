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
    "method.ears.what": "¿Supera este periodo en más de tres desviaciones típicas la media de los siete anteriores? C2 deja un hueco de dos periodos; C3 suma cuánto sobresalieron los periodos inmediatamente anteriores.",
    "method.ears.false_alarms": "Alrededor de 1 periodo de cada 50 para conteos en torno a 20 (C1, C2), 1 de cada 20 para C3; más para sucesos raros.",
}
