"""Las frases de `fetching`, en español."""

from __future__ import annotations

TRANSLATIONS: dict[str, str] = {
    "address.cbp-drug-seizures": "la página «Drug Seizure Statistics» de Aduanas y Protección Fronteriza de Estados Unidos (www.cbp.gov); la dirección del archivo cambia cada mes",
    "address.nflis-dqs": "la consulta pública de NFLIS-Drug (www.nflis.deadiversion.usdoj.gov); un formulario produce el archivo",
    "address.unc-drugchecking": "el Opioid Data Lab de la Universidad de Carolina del Norte (www.opioiddatalab.org); cada publicación tiene su propia dirección",
    "address.euda-score": "la página sobre análisis de aguas residuales de la Agencia de la Unión Europea sobre Drogas (www.euda.europa.eu); los datos de cada año tienen otra dirección",
    "address.mx-sesnsp": "los datos abiertos del SESNSP (www.gob.mx/sesnsp); el archivo de cada mes tiene otra dirección",
}
