"""French of `novelty`, and of what changed in `methods` with it."""

from __future__ import annotations

SENTENCES = {
    "line.kind.re_emerged": "De retour après un silence",
    "headline.re_emerged": "{subject} : de retour",
    "why.re_emerged.share": "Nouvelle détection, {period} : {count} sur {tested}. Détecté là auparavant, puis recherché pendant {looked_for} périodes de suite sans être trouvé.",
    "why.re_emerged.count": "Nouvelle détection, {period} : {count}. Détecté là auparavant, puis recherché pendant {looked_for} périodes de suite sans être trouvé.",
    "reason.newly_named": "Le nom est peut-être nouveau, et non la substance : un nom plus large, ou inconnu de tous, en tenait lieu ici auparavant.",
    "reason.re_emergence": "Détectée ici autrefois, puis longtemps recherchée sans être trouvée, la substance est de retour.",
    "reason.scope_unknown": "Personne ne dit si on la recherchait ici auparavant.",
    "remark.newly_named.title": "{subject} : première détection, {place}",
    "remark.newly_named.why": "Nouveau nom : un nom plus large, ou inconnu de tous, a pu en tenir lieu là auparavant ; c’est donc le nom qui est nouveau plutôt que la substance.",
    "method.first_seen.what": "Est-ce la première détection ici, ou la première après un long silence, et recherchait-on la substance auparavant ?",
    "method.first_seen.false_alarms": "Une détection après n recherches vaines de même ampleur a une valeur p d’au moins 1 sur n + 1. Partout arrivent de nouvelles substances : chaque résultat dit combien de premières son laboratoire devait attendre.",
    "method.first_seen.not_when": "Les poids et les niveaux, et les substances non recherchées auparavant : la réponse est alors « indéterminé ».",
    "method.first_seen.source": "Good 1953, doi:10.1093/biomet/40.3-4.237 ; Robbins 1968, doi:10.1214/aoms/1177698526 ; Przyborowski et Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
}
