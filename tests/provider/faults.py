# SPDX-License-Identifier: Apache-2.0
"""Who visits the provider, and what is wrong with what it says."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from jwcrypto import jwk, jwt
from oauth2_provider.oauth2_validators import OAuth2Validator

from portal.kernel import clock
from tests.provider import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SLOW = 30.0
#: The one visitor: who it is, what is known of him, what fails, and what was asked so far.
now: dict[str, Any] = {"subject": "", "claims": {}, "fault": "", "asked": []}


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Let whoever comes be the visitor, note what is asked, and fail as told."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/test/":
            return _told(request)
        now["asked"].append(f"{request.method} {request.path}")
        user, _made = get_user_model().objects.get_or_create(username="visitor")
        request.user = user
        fault = now["fault"]
        if fault == f"slow {request.path}":
            time.sleep(SLOW)
        if fault == f"broken {request.path}":
            return HttpResponse("<html>", status=200)
        if fault == f"away {request.path}":
            return HttpResponse(status=503)
        if fault == f"elsewhere {request.path}":
            return HttpResponse(status=302, headers={"Location": "/test/"})
        if fault == f"dripping {request.path}":
            return StreamingHttpResponse(_drops())
        if fault == f"endless {request.path}":
            return HttpResponse(b"[" * 1_000_000)
        return _changed(get_response(request), request.path, fault)

    return answer


def _drops() -> Iterator[bytes]:
    """Send a byte before anybody loses patience with one byte, and never end."""
    for _drop in range(100):
        time.sleep(0.1)
        yield b" "


def _told(request: HttpRequest) -> HttpResponse:
    if "fault" in request.POST:
        now["fault"] = request.POST["fault"]
    elif request.method == "POST":
        now.update(
            subject=request.POST["subject"], claims=json.loads(request.POST["claims"]), fault="",
            asked=[],
        )  # fmt: skip
    return JsonResponse(now["asked"], safe=False)


def _changed(response: HttpResponse, path: str, fault: str) -> HttpResponse:
    """Change one answer of the toolkit's on its way out."""
    if fault == "other issuer described" and path.endswith("openid-configuration"):
        return JsonResponse({**json.loads(response.content), "issuer": "https://other.invalid"})
    if fault == "unsafe address" and path.endswith("openid-configuration"):
        unsafe = "http://provider.invalid/token/"
        return JsonResponse({**json.loads(response.content), "token_endpoint": unsafe})
    if fault == "no keys" and path.endswith("jwks.json"):
        return JsonResponse({"keys": []})
    if fault == "keys of another" and path.endswith("jwks.json"):
        key = jwk.JWK.from_pem(settings.STRANGE_KEY.encode())
        return JsonResponse({"keys": [json.loads(key.export_public())]})
    if fault == "userinfo of another" and path.startswith("/userinfo"):
        return JsonResponse({**json.loads(response.content), "sub": "somebody-else"})
    return response


class Validator(OAuth2Validator):
    """The toolkit's own checks; the claims are the visitor's, and wrong where they shall be."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return {"sub": now["subject"], **now["claims"]}

    def get_claim_dict(self, request: Any) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_claim_dict(request)
        is_id_token = getattr(request, "grant_type", None) == "authorization_code"
        if now["fault"] == "only userinfo" and is_id_token:
            return {"sub": claims["sub"]}
        return claims

    def finalize_id_token(
        self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any
    ) -> str:
        fault, moment = now["fault"], int(clock.now().timestamp())
        wrong: dict[str, dict[str, Any]] = {
            "wrong nonce": {"nonce": "another"},
            "no nonce": {"nonce": None},
            "wrong issuer": {"iss": "https://other.invalid"},
            "wrong audience": {"aud": "somebody-else"},
            "for another party": {"aud": ["yichuang", "other"], "azp": "other"},
            "expired": {"exp": moment - 3600},
            "old": {"iat": moment - 3600},
            "from tomorrow": {"iat": moment + 86400, "exp": moment + 90000},
            "no subject": {"sub": ""},
            "subject of numbers": {"sub": 7},
            "hash of another token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        }
        good = str(super().finalize_id_token(id_token, token, token_handler, request))
        if fault not in wrong and fault not in _SIGNED:
            return good
        claims = {**_read(good), **wrong.get(fault, {})}
        kept = {name: value for name, value in claims.items() if value is not None}
        return _SIGNED.get(fault, _by_own_key)(kept)


def _read(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _by(pem: str, claims: dict[str, Any], kid: str = "") -> str:
    key = jwk.JWK.from_pem(pem.encode())
    header = {"typ": "JWT", "alg": "RS256", "kid": kid or key.thumbprint()}
    token = jwt.JWT(header=json.dumps(header), claims=json.dumps(claims))
    token.make_signed_token(key)
    return str(token.serialize())


def _by_own_key(claims: dict[str, Any]) -> str:
    return _by(settings.OWN_KEY, claims)


def _by_strange_key(claims: dict[str, Any]) -> str:
    own = jwk.JWK.from_pem(settings.OWN_KEY.encode())
    return _by(settings.STRANGE_KEY, claims, own.thumbprint())


def _by_nobody(claims: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def _by_secret(claims: dict[str, Any]) -> str:
    """Sign with the public key as if it were a shared secret: the old trick with HS256."""
    own = jwk.JWK.from_pem(settings.OWN_KEY.encode())
    secret = base64.urlsafe_b64encode(own.export_to_pem()).rstrip(b"=").decode()
    key = jwk.JWK(kty="oct", k=secret)
    header = {"typ": "JWT", "alg": "HS256", "kid": own.thumbprint()}
    token = jwt.JWT(header=json.dumps(header), claims=json.dumps(claims))
    token.make_signed_token(key)
    return str(token.serialize())


_SIGNED: dict[str, Callable[[dict[str, Any]], str]] = {
    "signed by another": _by_strange_key,
    "unsigned": _by_nobody,
    "signed with the public key": _by_secret,
}
