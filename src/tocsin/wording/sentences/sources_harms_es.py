"""What the sources on deaths, care and federal files measure, and what they cannot say."""

from __future__ import annotations

TRANSLATIONS = {
    "source.cdc-vsrr.short": "Muertes por sobredosis en EE. UU. (CDC VSRR)",
    "source.ca-infobase.short": "Daños por opioides y estimulantes en Canadá (Health Infobase)",
    "source.mx-fgr.short": "Carpetas federales de México (FGR)",
    "small_numbers.under_ten_hidden": "El publicador oculta las sumas de 1 a 9 muertes: se guardan como «a lo sumo 9», nunca como cero.",
    "small_numbers.under_five_hidden": "El publicador oculta las cifras menores de 5: se guardan como «a lo sumo 4», nunca como cero.",
    "limit.vsrr.sums": "Cada cifra es una suma de doce meses: se mueve despacio, y dos cifras vecinas comparten once meses.",
    "limit.vsrr.incomplete": "Las sumas más recientes todavía crecen: unos puntos por ciento en el país, hasta una cuarta parte en algunos estados.",
    "limit.vsrr.t404": "T40.4 contiene fentanilo, sus análogos, tramadol y otros, que los códigos de muerte nunca separan.",
    "limit.vsrr.new_york": "El estado de Nueva York es la suma del estado sin la ciudad y de la ciudad de Nueva York, que se publican aparte.",
    "limit.vsrr.predicted": "La predicción del publicador es una serie aparte: no se compara y nunca hace las veces de conteo.",
    "history.vsrr.first": "Primeras sumas; las drogas que se nombran en los certificados difieren entre estados y se nombran cada vez más.",
    "limit.infobase.types_overlap": "Un evento puede implicar varias drogas: las proporciones se traslapan y no suman 100.",
    "limit.infobase.base_of_shares": "Las proporciones son de los eventos cuyas drogas se conocen; su número no se publica, y todos los eventos hacen sus veces.",
    "limit.infobase.provinces_differ": "Las provincias definen, analizan y reportan de modo distinto: compare cada provincia consigo misma.",
    "limit.infobase.part_year": "El año más reciente puede tener solo algunos meses: una proporción se compara, un conteo no.",
    "limit.infobase.breakdowns": "Los desgloses por edad, sexo, intención y origen se leen y no se toman.",
    "history.infobase.first": "Primer año.",
    "history.infobase.type_dropped": "Los eventos accidentales ya no se publican aparte; los años anteriores quedan más bajos que antes.",
    "limit.fgr.where_opened": "El estado es donde se abrió la carpeta, que no es por fuerza donde ocurrió el hecho.",
    "limit.fgr.police_activity": "Una carpeta se abre cuando actúan la policía o la fiscalía: las carpetas siguen su trabajo antes que el mercado.",
    "limit.fgr.one_copy": "Hay una sola copia, de julio de 2025: cada mes se toma como conocido el veinte del siguiente, y las correcciones posteriores no se ven.",
    "limit.fgr.no_substance": "Las carpetas no dicen qué sustancia se encontró.",
    "history.fgr.dealing_to_states": "El narcomenudeo pasa a los estados.",
    "history.fgr.recoded_trafficking": "Las carpetas de tráfico se multiplican por nueve en dos años: muy probablemente otra codificación.",
    "history.fgr.recoded_production": "Las carpetas de producción bajan a la novena parte en un año: muy probablemente otra codificación.",
    "limit.sesnsp.firearms": "Los homicidios y lesiones con arma de fuego aparecen junto a las carpetas de narcomenudeo como contexto: no se afirma ningún vínculo entre un hecho y una droga.",
    "release_note.breakdowns_not_taken": "Los desgloses por edad, sexo, intención y origen se leen y no se toman.",
    "release_note.other_crimes_not_taken": "El archivo contiene también otros delitos; solo se toman drogas y armas.",
}
