# SPDX-License-Identifier: Apache-2.0
"""What a city says about a provider that it connects, and what is wrong with it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.kernel.accounts.words import AccountLevel, IdKind

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the portal wants to be told, and under which claim it stands unless the city says otherwise.
CLAIMS = {"name": "name", "id_number": "id_number", "id_kind": "", "phone": ""}
_CODE = re.compile(r"[a-z][a-z0-9-]{0,29}")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_TEXTS = ("name", "issuer", "client_id", "client_secret")


@dataclass(frozen=True)
class Provider:
    """One provider: ``code`` stands in addresses and events, ``name`` is what people read.

    ``level``: what being known there proves here. ``claims``: under which claim it tells what;
    an empty one is not asked. ``kinds``: its words for documents → ours; without a claim for
    the kind everybody has a resident ID. ``acr``: the strengths of sign-in that count, any if empty.
    """

    code: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    level: AccountLevel
    scopes: str
    claims: Mapping[str, str]
    kinds: Mapping[str, IdKind]
    acr: tuple[str, ...]

    @property
    def needed(self) -> list[str]:
        """The claims without which nobody comes in."""
        keys = ["name", "id_number"]
        keys += ["id_kind"] if self.claims["id_kind"] else []
        keys += ["phone"] if self.level == AccountLevel.PHONE else []
        return [self.claims[key] for key in keys]


def is_safe_address(address: str, *, may_be_local: bool) -> bool:
    """Tell whether a provider may be asked there: https, or this machine itself outside production."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return True
    return may_be_local and parts.scheme == "http" and parts.hostname in _LOOPBACK


def providers_of(given: Mapping[str, Any], *, may_be_local: bool) -> dict[str, Provider]:
    """Return the providers that a city describes, by code; raises ValueError with every fault."""
    faults = [
        f"{code}: {fault}"
        for code, row in given.items()
        for fault in _faults(code, row, may_be_local=may_be_local)
    ]
    if faults:
        raise ValueError("; ".join(faults))
    return {code: _provider(code, row) for code, row in given.items()}


def _faults(code: str, row: Any, *, may_be_local: bool) -> list[str]:
    if not isinstance(row, dict):
        return ["must be an object"]
    known = {*_TEXTS, "level", "scopes", "claims", "kinds", "acr"}
    found = [f"{name} is not known" for name in sorted(set(row) - known)]
    found += [f"{name} is missing" for name in _TEXTS if not _is_text(row.get(name))]
    if not _CODE.fullmatch(code):
        found.append("the code must be small letters, digits and -, at most 30")
    if not is_safe_address(str(row.get("issuer", "")), may_be_local=may_be_local):
        found.append("issuer must be an https address")
    if row.get("level") not in (AccountLevel.IDENTITY, AccountLevel.PHONE):
        found.append("level must be identity or phone")
    found += _claim_faults(row)
    if not isinstance(row.get("acr", []), list) or not all(map(_is_text, row.get("acr", []))):
        found.append("acr must be a list of texts")
    if "openid" not in str(row.get("scopes", "openid")).split():
        found.append("scopes must hold openid")
    return found


def _claim_faults(row: dict[str, Any]) -> list[str]:
    found = []
    claims = row.get("claims", {})
    if not _are_texts(claims) or set(claims) - set(CLAIMS):
        found.append(f"claims may name {', '.join(CLAIMS)}")
    elif row.get("level") == AccountLevel.PHONE and not claims.get("phone"):
        found.append("level phone needs the claim of the phone")
    elif claims.get("id_kind") and not row.get("kinds"):
        found.append("a claim for id_kind needs kinds")
    kinds = row.get("kinds", {})
    if not _are_texts(kinds) or set(kinds.values()) - set(IdKind.values):
        found.append(f"kinds may lead to {', '.join(IdKind.values)}")
    return found


def _provider(code: str, row: dict[str, Any]) -> Provider:
    return Provider(
        code=code,
        **{name: row[name] for name in _TEXTS},
        level=AccountLevel(row["level"]),
        scopes=row.get("scopes", "openid profile"),
        claims={**CLAIMS, **row.get("claims", {})},
        kinds={word: IdKind(kind) for word, kind in row.get("kinds", {}).items()},
        acr=tuple(row.get("acr", [])),
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
