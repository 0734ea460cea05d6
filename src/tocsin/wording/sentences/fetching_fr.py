"""Les phrases de `fetching`, en français."""

from __future__ import annotations

TRANSLATIONS: dict[str, str] = {
    "address.cbp-drug-seizures": "la page « Drug Seizure Statistics » du service américain des douanes et de la protection des frontières (www.cbp.gov) ; l’adresse du fichier change chaque mois",
    "address.nflis-dqs": "la consultation publique de NFLIS-Drug (www.nflis.deadiversion.usdoj.gov) ; un formulaire produit le fichier",
    "address.unc-drugchecking": "l’Opioid Data Lab de l’Université de Caroline du Nord (www.opioiddatalab.org) ; chaque publication a sa propre adresse",
    "address.euda-score": "la page sur l’analyse des eaux usées de l’Agence de l’Union européenne sur les drogues (www.euda.europa.eu) ; les données de chaque année ont une autre adresse",
    "address.mx-sesnsp": "les données ouvertes du SESNSP (www.gob.mx/sesnsp) ; le fichier de chaque mois a une autre adresse",
}
