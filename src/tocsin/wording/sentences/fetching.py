"""Where a publisher offers its files, of sources that have no address which stays the same."""

from __future__ import annotations

FETCHING: dict[str, str] = {
    "address.cbp-drug-seizures": "the page “Drug Seizure Statistics” of U.S. Customs and Border Protection (www.cbp.gov); its file has another address every month",
    "address.nflis-dqs": "the public data query of NFLIS-Drug (www.nflis.deadiversion.usdoj.gov); a form makes the file",
    "address.unc-drugchecking": "the Opioid Data Lab of the University of North Carolina (www.opioiddatalab.org); a release has an address of its own",
    "address.euda-score": "the page on wastewater analysis of the European Union Drugs Agency (www.euda.europa.eu); each year’s source data have another address",
    "address.mx-sesnsp": "the open data of the SESNSP (www.gob.mx/sesnsp); each month’s file has another address",
}
