"""Spanish of `novelty`, and of what changed in `methods` with it."""

from __future__ import annotations

SENTENCES = {
    "line.kind.re_emerged": "De vuelta tras un silencio",
    "headline.re_emerged": "{subject}: de vuelta",
    "why.re_emerged.share": "Detectada de nuevo en {period}: {count} de {tested}. Antes se halló allí; después se buscó en {looked_for} periodos seguidos y no se halló.",
    "why.re_emerged.count": "Detectada de nuevo en {period}: {count}. Antes se halló allí; después se buscó en {looked_for} periodos seguidos y no se halló.",
    "reason.newly_named": "Quizá sea nuevo el nombre y no la sustancia: antes la designaba aquí un nombre más amplio, o uno que nadie conocía.",
    "reason.re_emergence": "Se había hallado aquí, después se buscó por mucho tiempo sin hallarla, y está de vuelta.",
    "reason.scope_unknown": "Nadie dice si antes se buscaba aquí.",
    "remark.newly_named.title": "{subject}: primera detección, {place}",
    "remark.newly_named.why": "Nombre nuevo: es posible que antes la designara allí un nombre más amplio, o uno que nadie conocía; lo nuevo es el nombre, más que la sustancia.",
    "method.first_seen.what": "¿Es la primera detección aquí, o la primera tras un largo silencio, y se buscaba antes?",
    "method.first_seen.false_alarms": "Una detección tras n búsquedas vanas de igual tamaño tiene un valor p de al menos 1 en n + 1. En todas partes llegan sustancias nuevas: cada resultado dice cuántas primeras veces cabía esperar en su laboratorio.",
    "method.first_seen.not_when": "Pesos y niveles, y sustancias que antes no se buscaban: la respuesta es entonces «no se puede decir».",
    "method.first_seen.source": "Good 1953, doi:10.1093/biomet/40.3-4.237; Robbins 1968, doi:10.1214/aoms/1177698526; Przyborowski y Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
}
