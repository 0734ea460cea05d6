"""Taken over into the catalogue."""

TRANSLATIONS = {
    "line.whole.percent_of_deaths": "muertes, {period}",
    "line.whole.percent_of_hospitalizations": "hospitalizaciones, {period}",
    "why.shares_by_year": "Proporción de los eventos, año por año: {values}.",
    "why.sharpest": "Con más claridad: {place}, {shares}; al lado, {gave_way}.",
    "why.part_year": "El año más reciente es todavía una parte de año.",
    "why.beside": "En el mismo lugar en {period}, frente a un año antes: {totals}.",
    "why.streams": "Otras fuentes de otro tipo dicen lo mismo: {parts}.",
    "why.streams.sums": "muertes en los doce meses hasta {month} y hasta el mismo mes de los años anteriores: {values}",
    "why.beside_files": "Al lado, en el mismo lugar: {files}.",
    "headline.share_reached": "{subject}: {share} de las {events} ({place})",
    "headline.falling_streams": "{subject} baja en {count} flujos independientes",
    "counted.harm": "muerte, hospitalización, visita a urgencias o llamada",
    "denominator.events": "las muertes u hospitalizaciones del mismo lugar y año",
    "headline.nothing_watched": "Todavía no se compara ninguna serie: cargue archivos y ejecute `tocsin nightly`; sus propias tablas se muestran antes de compararse.",
    "headline.all_overdue": "No se puede decir nada actual: todas las fuentes están atrasadas.",
    "headline.cannot.history": "Lo que hay aquí es historia, con su antigüedad al lado.",
    "headline.cannot.none": "Ningún período reciente está incompleto.",
    "status.zero": "cero",
}
