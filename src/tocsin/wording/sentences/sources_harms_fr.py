"""What the sources on deaths, care and federal files measure, and what they cannot say."""

from __future__ import annotations

TRANSLATIONS = {
    "source.cdc-vsrr.short": "Décès par surdose aux États-Unis (CDC VSRR)",
    "source.ca-infobase.short": "Méfaits des opioïdes et des stimulants au Canada (Infobase Santé)",
    "source.mx-fgr.short": "Dossiers fédéraux du Mexique (FGR)",
    "small_numbers.under_ten_hidden": "L’éditeur masque les sommes de 1 à 9 décès : elles sont gardées comme « au plus 9 », jamais comme zéro.",
    "small_numbers.under_five_hidden": "L’éditeur masque les nombres inférieurs à 5 : ils sont gardés comme « au plus 4 », jamais comme zéro.",
    "limit.vsrr.sums": "Chaque chiffre est une somme de douze mois : il bouge lentement, et deux chiffres voisins ont onze mois en commun.",
    "limit.vsrr.incomplete": "Les sommes les plus récentes augmentent encore : de quelques pour cent pour le pays, jusqu’à un quart pour certains États.",
    "limit.vsrr.t404": "T40.4 contient le fentanyl, ses analogues, le tramadol et d’autres, que les codes de décès ne séparent jamais.",
    "limit.vsrr.new_york": "L’État de New York est la somme de l’État sans la ville et de la ville de New York, publiés à part.",
    "limit.vsrr.predicted": "La prévision de l’éditeur est une série à part : elle n’est pas comparée et ne tient jamais lieu de nombre.",
    "history.vsrr.first": "Premières sommes ; les drogues nommées sur les certificats diffèrent selon l’État, et le sont de plus en plus.",
    "limit.infobase.types_overlap": "Un événement peut impliquer plusieurs drogues : les parts se recoupent et ne totalisent pas 100.",
    "limit.infobase.base_of_shares": "Les parts portent sur les événements dont les drogues sont connues ; leur nombre n’est pas publié, et tous les événements en tiennent lieu.",
    "limit.infobase.provinces_differ": "Les provinces définissent, analysent et déclarent différemment : comparez une province à elle-même.",
    "limit.infobase.part_year": "La dernière année peut ne contenir que quelques mois : une part se compare, un nombre non.",
    "limit.infobase.breakdowns": "Les ventilations par âge, sexe, intention et origine sont lues et ne sont pas reprises.",
    "history.infobase.first": "Première année.",
    "history.infobase.type_dropped": "Les événements accidentels ne sont plus publiés à part ; les années antérieures sont plus basses qu’avant.",
    "limit.fgr.where_opened": "L’État est celui où le dossier a été ouvert, qui n’est pas forcément celui des faits.",
    "limit.fgr.police_activity": "Un dossier s’ouvre quand la police ou le parquet agit : les dossiers suivent leur travail avant de suivre le marché.",
    "limit.fgr.one_copy": "Il n’existe qu’une copie, de juillet 2025 : chaque mois est supposé connu le vingt du suivant, et les corrections ultérieures ne se voient pas.",
    "limit.fgr.no_substance": "Les dossiers ne disent pas quelle substance a été trouvée.",
    "history.fgr.dealing_to_states": "Le petit trafic devient l’affaire des États.",
    "history.fgr.recoded_trafficking": "Les dossiers de trafic sont multipliés par neuf en deux ans : sans doute un autre codage.",
    "history.fgr.recoded_production": "Les dossiers de production tombent au neuvième en un an : sans doute un autre codage.",
    "limit.sesnsp.firearms": "Les homicides et blessures par arme à feu figurent à côté des dossiers de trafic comme contexte : aucun lien entre un fait et une drogue n’est affirmé.",
    "release_note.breakdowns_not_taken": "Les ventilations par âge, sexe, intention et origine sont lues et ne sont pas reprises.",
    "release_note.other_crimes_not_taken": "Le fichier contient aussi d’autres infractions ; seules les drogues et les armes sont reprises.",
}
