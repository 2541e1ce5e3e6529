# SPDX-License-Identifier: Apache-2.0
"""The terms of CPSV-AP 3 and Hydra that the linked data uses. Pure."""

from __future__ import annotations

from typing import Any

CONTEXT: dict[str, Any] = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "PublicService": "cpsv:PublicService",
    "PublicOrganisation": "cv:PublicOrganisation",
    "Evidence": "cv:Evidence",
    "Output": "cpsv:Output",
    "Cost": "cv:Cost",
    "Channel": "cv:Channel",
    "LegalResource": "eli:LegalResource",
    "Catalog": "dcat:Catalog",
    "identifier": "dct:identifier",
    "name": {"@id": "dct:title", "@language": "zh-Hans"},
    "prefLabel": {"@id": "skos:prefLabel", "@language": "zh-Hans"},
    "description": {"@id": "dct:description", "@language": "zh-Hans"},
    "language": "dct:language",
    "modified": {"@id": "dct:modified", "@type": "xsd:dateTime"},
    "serviceType": "dct:type",
    "processingTime": {"@id": "cv:processingTime", "@type": "xsd:duration"},
    "hasCompetentAuthority": {"@id": "cv:hasCompetentAuthority", "@type": "@id"},
    "hasInput": {"@id": "cpsv:hasInput", "@type": "@id"},
    "produces": {"@id": "cpsv:produces", "@type": "@id"},
    "hasCost": {"@id": "cv:hasCost", "@type": "@id"},
    "hasChannel": {"@id": "cv:hasChannel", "@type": "@id"},
    "hasLegalResource": {"@id": "cv:hasLegalResource", "@type": "@id"},
    "hasPart": {"@id": "dct:hasPart", "@type": "@id"},
    "landingPage": {"@id": "dcat:landingPage", "@type": "@id"},
    "currency": "cv:currency",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "total": "hydra:totalItems",
    **{
        name: {"@id": f"hydra:{name}", "@type": "@id"}
        for name in ("first", "previous", "next", "last")
    },
}
LANGUAGE = "http://publications.europa.eu/resource/authority/language/ZHO"
YUAN = "http://publications.europa.eu/resource/authority/currency/CNY"
