"""Taken over into the catalogue."""

from __future__ import annotations

TRANSLATIONS = {
    "method.divergence.title": "Fuentes que se separan",
    "method.divergence.what": "¿Crecen de otro modo, de un año al siguiente, dos fuentes independientes sobre la misma sustancia y el mismo lugar, en el último año que ambas cubren?",
    "method.divergence.false_alarms": "De los pares que se mueven igual, se dice de menos de 1 de cada 100 que difieren, y de cerca de 1 de cada 1,000 que van en sentidos contrarios.",
    "method.divergence.not_when": "Proporciones, pesos y niveles, y años de menos de veinte eventos. No se comparan fuentes que comparten eventos, laboratorio o editor.",
    "method.divergence.source": "Welch 1947, doi:10.1093/biomet/34.1-2.28",
    "reason.diverging": "Comparado con lo que sería si se hubiera movido como otra fuente sobre la misma sustancia y el mismo lugar, que va en sentido contrario.",
    "reason.other_pace": "Comparado con lo que sería si se hubiera movido como otra fuente sobre la misma sustancia y el mismo lugar, que va a otro ritmo.",
    "parting.diverging": "En el año hasta {month}, frente al año anterior: {first}, pero {second}; no cuentan la misma historia.",
    "parting.other_pace": "En el año hasta {month}, frente al año anterior: {first}, pero {second}; no se mueven igual.",
    "parting.rose": "{measure} con un alza de {change}",
    "parting.fell": "{measure} con una baja de {change}",
    "parting.unclear": "{measure} entre {low} y {high}",
    "parting.place": "{place}: {told}",
}
