"""Small words: those that the grammar knows by name, for they say how the names beside them are meant."""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# How names are put together.
OR = ("or", "ou", "o", "u")
JOINING = _set("and or et ou con of")
GENITIVES = _set("of de du des del la el los las le les l d que")
LISTED_PLACES = _set("o m p ortho meta para orto")  # those that a comma may part: o, m and p
PLACES = LISTED_PLACES | _set("d l r s iso cis trans n delta alpha beta")
BEGINNING = re.compile(
    r"(?:[0-9]+)?(?:di|tri|fluoro|chloro|bromo|iodo|methoxy|hydroxy|methyl|ethyl|amino|acetyl|acetoxy|oxo|nitro|furanyl|butyryl"
    r"|isobutyryl|valeryl|acryl|cyclopropyl|nor|des|desethyl|desmethyl|deschloro|iso|carboxy|monoacetyl|benzyl|benzoyl|hydro"
    r"|meo|ho|aco|proto|meto|isoto|buto|p|f|cl|me|pyrrolidino|piperidinyl|para|meta|ortho|methylenedioxy)+"
)

# What makes a name doubtful.
UNSURE = _set("designer new modified unlikely unknown unspecified unidentified novel other another desconocido inconnu")
KIN = _set(
    "analog analogue analogs analogues derivative derivatives precursor precursors homolog homologue analogo analogos "
    "derivado derivados derive derives precurseur precurseurs synthetic sintetico sintetica synthetique like type "
    "simulant substitute substitutes mimic impurity fake counterfeit falso falsa"
)
BEFORE_KIN = (*OR, "and", "an", "its", "related", "a")
LOOKED_AT = UNSURE | set(OR)  # words beside which a name is looked at again
OPEN = _set("pending inconclusive unconfirmed untested")  # there is no result
UNSETTLED = _set("confirmed tested known quantified excluded")  # nor behind a "not"

# What denies, and how far.
AFTER = _set("neg negative negatives negatif negatifs negativo negativos negativa negativas nd undetected")
FOR = ("for", "para", "pour", "a")
ONLY_BESIDE = ("non",)  # denies the very next word, or nothing
FOUND = ("detect", "found", "present", "identif", "trouv", "encontr", "hallad", "out")
NO_DENIAL = ("limited", "only", "just", "otherwise")  # not limited to
COMPARED = ("other", "rather")  # other than; a bare "than" only compares
AFFIRMED = _set("pos positive positives positif positifs positivo positivos positiva positivas confirmed")
PASSED = _set(
    "any evidence sign signs trace traces presence presencia detection deteccion the a an by or and nor ni of de du le la les el"
)
