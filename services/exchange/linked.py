# SPDX-License-Identifier: Apache-2.0
"""Items as linked data after CPSV-AP 3 (Core Public Service Vocabulary). Pure.

Every item is a cpsv:PublicService with its organ, materials, result, costs, channels, law and
promised time. Processing times are working days, as the sentence beside them says, because
xsd:duration knows only calendar days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


# -- The terms of CPSV-AP 3 and Hydra that the linked data uses. Pure --------------------------


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


def _numbered(home: str, kind: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts of an item, each with an address below that of the item."""
    return [
        {"id": f"{home}#{kind}-{number}", "identifier": f"{kind}-{number}", **row}
        for number, row in enumerate(rows, 1)
    ]


def _summary(row: Mapping[str, Any]) -> str:
    told = {"organ": row["department"], "promised": row["promised_days"]}
    text = _("%(organ)s办理，承诺 %(promised)d 个工作日办结。") % told
    if row["statutory_days"]:
        text += _("法定 %(days)d 个工作日。") % {"days": row["statutory_days"]}
    return text


def service(row: Mapping[str, Any], base: str) -> dict[str, Any]:
    """One item (a row of the catalogue file) as a cpsv:PublicService; ``base`` is the portal."""
    home = f"{base}/services/{row['code']}/"
    fee = row.get("fee_name")
    costs = [{"type": "Cost", "description": f"{fee}：{row['fee_standard']}", "currency": YUAN}]
    return {
        "id": home,
        "type": "PublicService",
        "identifier": row["code"],
        "name": row["name"],
        "description": _summary(row),
        "language": LANGUAGE,
        "serviceType": row["item_type"],
        "processingTime": f"P{row['promised_days']}D",
        "landingPage": home,
        "hasCompetentAuthority": organ(row["department"], base),
        "hasInput": _numbered(
            home,
            "material",
            (
                {"type": "Evidence", "name": one["name"], "description": _about(one)}
                for one in row["materials"]
            ),
        ),
        "produces": _numbered(home, "result", [{"type": "Output", "name": row["result"]["name"]}]),
        "hasCost": _numbered(home, "cost", costs if fee else []),
        "hasChannel": _numbered(
            home,
            "channel",
            ({"type": "Channel", "description": channel} for channel in row["channels"]),
        ),
        "hasLegalResource": _numbered(
            home,
            "law",
            (
                {"type": "LegalResource", "name": f"《{one['law']}》{one['article']}"}
                for one in row["legal_basis"]
            ),
        ),
    }


def _about(material: Mapping[str, Any]) -> str:
    need = _("必要") if material["necessity"] == "required" else _("有此情形才需要")
    return f"{material['form']} × {material['copies']}，{need}，{material['source']}"


def organ(name: str, base: str) -> dict[str, Any]:
    """Return an organ as linked data."""
    return {
        "id": f"{base}/api/v1/items/?organ={quote(name)}",
        "type": "PublicOrganisation",
        "identifier": name,
        "prefLabel": name,
    }


def item_document(row: Mapping[str, Any], base: str) -> dict[str, Any]:
    """One item as a document of its own."""
    return {"@context": CONTEXT, **service(row, base)}


def catalogue_document(
    rows: Iterable[Mapping[str, Any]], base: str, *, title: str, links: Mapping[str, Any]
) -> dict[str, Any]:
    """A page of the catalogue with its neighbours as Hydra names them."""
    return {
        "@context": CONTEXT,
        "id": f"{base}/api/v1/catalogue.jsonld",
        "type": "Catalog",
        "name": title,
        "language": LANGUAGE,
        **links,
        "hasPart": [service(row, base) for row in rows],
    }
