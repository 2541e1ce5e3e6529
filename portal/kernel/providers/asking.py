# SPDX-License-Identifier: Apache-2.0
"""Asking a provider who somebody is: authorization code with PKCE, state and nonce, by authlib.

Whatever a provider does wrong, or does not do in time, closes the door with one sentence. Nothing
of its answers is kept here: tokens end with the call, logs name the provider and the fault alone.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.utils.translation import gettext as _
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from requests.adapters import HTTPAdapter
from requests.exceptions import JSONDecodeError, RequestException
from urllib3.exceptions import HTTPError

from portal.kernel.errors import PortalError
from portal.kernel.providers.rules import Provider, is_safe_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from requests import PreparedRequest, Response

#: Seconds that one answer may take from its first to its last byte.
TIMEOUT = 4.0
#: Seconds for which a provider that did not answer is not asked: each visitor would hold a thread.
PAUSE = 15.0
#: Bytes that are read of an answer.
MOST = 128_000
#: Seconds by which clocks may differ, and after which a fresh ID token is none.
LEEWAY, OLDEST = 60, 600
#: What a provider may sign with: never a shared secret, never nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
_KEYS: dict[str, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
LONGEST_SUBJECT = 255

_log = structlog.get_logger(__name__)
_asleep: dict[str, float] = {}


class DoorClosed(PortalError):  # noqa: N818 - an answer, said as people say it
    """A provider did not prove who somebody is; nobody came in and nothing was done."""

    def __init__(self, provider: Provider, code: str, fault: str) -> None:
        said = {
            "unavailable": _("“%(name)s”现在连不上，请稍后再试，或者用密码登录。"),
            "untrusted": _("“%(name)s”的答复没有通过核验，没有登录。请回登录页重新开始。"),
            "declined": _("“%(name)s”没有放行，没有登录。"),
            "stale": _("这次登录已经过期，或者不是从这个浏览器开始的。请回登录页重新开始。"),
            "no_identity": _(
                "“%(name)s”没有给出可用的姓名和证件号码，没有登录。请用密码登录，或者带证件到窗口办理。"
            ),
        }[code]
        super().__init__(code, said % {"name": provider.name})
        if code == "unavailable":
            self.status, self.wait = 503, int(PAUSE)
        _log.warning("identity_door_closed", provider=provider.code, code=code, fault=fault)


@dataclass(frozen=True)
class Begun:
    """A sign-in on its way: where to send the browser, and what its session must remember."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Told:
    """What a provider says for sure: who is its ``subject``, and its claims. Never stored."""

    subject: str
    claims: dict[str, Any] = field(repr=False)


class _Patient(HTTPAdapter):
    """Limits of time and size for a whole answer, also for one that comes drop by drop."""

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        until = time.monotonic() + TIMEOUT
        response = super().send(request, *args, **{**more, "stream": True, "timeout": TIMEOUT})
        body = b""
        with response:
            while part := response.raw.read1(MOST, decode_content=True):
                body += part
                if len(body) > MOST or time.monotonic() > until:
                    raise RequestException("too long")
        response._content = body
        return response


def _session(provider: Provider, redirect_uri: str = "") -> OAuth2Session:
    session = OAuth2Session(
        provider.client_id, provider.client_secret, scope=provider.scopes,
        redirect_uri=redirect_uri, code_challenge_method="S256",
    )  # fmt: skip
    session.max_redirects = 0  # whoever sends us elsewhere is not the provider that was connected
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Patient())
    return session


@contextmanager
def _fail_closed(provider: Provider) -> Iterator[None]:
    try:
        yield
    except JSONDecodeError as error:  # one of requests' own, though something did answer
        raise DoorClosed(provider, "untrusted", "no JSON") from error
    except (RequestException, HTTPError, OSError) as error:
        _asleep[provider.code] = time.monotonic() + PAUSE
        raise DoorClosed(provider, "unavailable", type(error).__name__) from error
    except (AuthlibBaseError, JoseError) as error:
        fault = f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()
        raise DoorClosed(provider, "untrusted", fault) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DoorClosed(provider, "untrusted", type(error).__name__) from error


def _json(session: OAuth2Session, address: str, **more: Any) -> dict[str, Any]:
    response = session.request("GET", address, **more)
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found


def _described(session: OAuth2Session, provider: Provider) -> dict[str, Any]:
    """Return what the provider says of itself; its addresses are as safe as its own."""
    if _asleep.get(provider.code, 0.0) > time.monotonic():
        raise DoorClosed(provider, "unavailable", "asleep")
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    found = _json(session, address, withhold_token=True)
    if found.get("issuer") != provider.issuer:
        raise DoorClosed(provider, "untrusted", "other issuer described")
    needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"]
    needed += ["userinfo_endpoint"] if "userinfo_endpoint" in found else []
    for name in needed:
        if not is_safe_address(str(found.get(name)), may_be_local=not settings.PRODUCTION):
            raise DoorClosed(provider, "untrusted", f"{name} missing or unsafe")
    return found


def begin(provider: Provider, *, redirect_uri: str) -> Begun:
    """Return where the browser goes to sign in; raises DoorClosed when the provider is away."""
    with _fail_closed(provider), _session(provider, redirect_uri) as session:
        found = _described(session, provider)
        nonce, verifier = generate_token(32), generate_token(64)
        more = {"acr_values": " ".join(provider.acr)} if provider.acr else {}
        address, state = session.create_authorization_url(
            found["authorization_endpoint"], code_verifier=verifier, nonce=nonce,
            state=generate_token(32), **more,
        )  # fmt: skip
    return Begun(address, state, nonce, verifier)


def finish(
    provider: Provider, *, code: str, issuer: str, nonce: str, verifier: str, redirect_uri: str,
    at: datetime,
) -> Told:  # fmt: skip
    """Exchange the code and return what the ID token proves; raises DoorClosed for any fault.

    ``issuer`` is what came back beside the code (RFC 9207), empty where nothing did. Claims that the
    ID token lacks are asked of the provider's userinfo.
    """
    with _fail_closed(provider), _session(provider, redirect_uri) as session:
        found = _described(session, provider)
        is_told = bool(found.get("authorization_response_iss_parameter_supported"))
        if (issuer or is_told) and issuer != provider.issuer:
            raise DoorClosed(provider, "untrusted", "answer of another issuer")
        token = session.fetch_token(
            found["token_endpoint"], code=code, code_verifier=verifier,
            grant_type="authorization_code", redirect_uri=redirect_uri,
        )  # fmt: skip
        claims = _proven(
            provider, token, _json(session, found["jwks_uri"], withhold_token=True), nonce, at
        )
        if any(name not in claims for name in provider.needed) and "userinfo_endpoint" in found:
            more = _json(session, found["userinfo_endpoint"])
            if more.get("sub") != claims["sub"]:
                raise DoorClosed(provider, "untrusted", "userinfo of another subject")
            claims = {**more, **claims}
    return Told(claims["sub"], claims)


def _proven(
    provider: Provider, token: dict[str, Any], keys: dict[str, Any], nonce: str, at: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token that is signed, fresh, for us and for this sign-in."""
    text = str(token["id_token"])
    header = jws.extract_compact(text.encode()).headers()
    read = jwt.decode(text, _key(provider, keys, header), algorithms=ALGORITHMS)
    now = int(at.timestamp())
    claims = CodeIDToken(
        read.claims, read.header,
        {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
    )  # fmt: skip
    claims.validate(now=now, leeway=LEEWAY)
    if claims["iat"] < now - OLDEST:
        raise DoorClosed(provider, "untrusted", "old token")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise DoorClosed(provider, "untrusted", "no subject")
    if provider.acr and claims.get("acr") not in provider.acr:
        raise DoorClosed(provider, "untrusted", "signed in too weakly")
    return dict(claims)


def _key(provider: Provider, keys: dict[str, Any], header: dict[str, Any]) -> Any:
    """Return the one key that the header means; keys of a kind that is not known here are passed over."""
    named = [
        one
        for one in keys["keys"]
        if one.get("kty") in _KEYS
        and one.get("use", "sig") == "sig"
        and header.get("kid") in (None, one.get("kid"))
    ]
    if len(named) != 1:
        raise DoorClosed(provider, "untrusted", f"{len(named)} keys fit")
    return _KEYS[named[0]["kty"]].import_key(named[0])
