# SPDX-License-Identifier: Apache-2.0
"""The environment, read once, typed, in one place; `settings.py` only spreads it out.

Without any variable the portal is a demo: private servers and random secrets under `var/`.
`PORTAL_MODE=production` refuses to start on a missing or demo secret, DEBUG or demo accounts.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError, ValidationError

from portal.config.databases import with_password

BASE_DIR = Path(__file__).resolve().parents[2]
DEMO_PREFIX = "demo-"
PLACEHOLDERS = ("demo", "change", "secret", "insecure", "example", "password", "test")
MIN_SECRET = 50  # characters, as Django's own check asks
KEY_BYTES = 32


class BadEnvironment(SystemExit):
    """The environment does not allow a start; the message names every variable at fault."""


class Mode(StrEnum):
    """What this installation is for."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that the environment of the process decides."""

    mode: Mode
    debug: bool
    demo_accounts: bool
    var_dir: Path
    secret_key: str
    field_keys: tuple[str, ...]
    digest_key: str
    allowed_hosts: tuple[str, ...]
    base_url: str
    city_name: str
    proxy_count: int
    staff_totp: bool
    database_url: str
    database_owner_url: str
    redis_url: str
    cache_url: str
    audit_digest_dir: Path
    signing_key_file: Path
    signing_cert_file: Path
    media_dir: Path
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_security: str
    mail_from: str
    sms_gateway_url: str
    sms_gateway_token: str
    scanner_address: str
    scanner_fails_open: bool
    register_keys: dict[str, str]
    identity_providers: dict[str, Any]
    webauthn_domain: str
    metrics_token: str
    test_db_suffix: str
    log_level: str


class _Variables(Env):
    """environs over any mapping; it gathers the faults. An empty variable is one not set."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(eager=False)
        self.given = given

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self.given.get(env_key) or default


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment as typed values.

    Raises BadEnvironment with every fault at once.
    """
    var = _Variables(environ)
    mode = var.enum("PORTAL_MODE", Mode.DEMO, enum=Mode, by_value=True) or Mode.PRODUCTION
    production = mode is Mode.PRODUCTION
    var_dir = var.path("PORTAL_VAR_DIR", BASE_DIR / "var")
    files = var_dir / "test-files" if mode is Mode.TEST else var_dir
    if not production:
        var.given = {**_local_secrets(var_dir), **environ}
    env = Environment(
        mode=mode,
        debug=var.bool("PORTAL_DEBUG", default=False),
        demo_accounts=var.bool("DEMO_ACCOUNTS", default=not production),
        var_dir=var_dir,
        secret_key=var.str("SECRET_KEY", ""),
        field_keys=tuple(var.list("FIELD_KEYS", subcast=_bare_key, validate=_are_keys) or ()),
        digest_key=var.str("DIGEST_KEY", ""),
        allowed_hosts=_hosts(var, production=production),
        base_url=var.str("BASE_URL", "" if production else "http://localhost:8000").rstrip("/"),
        city_name=var.str("CITY_NAME", "资阳市"),
        proxy_count=var.int("TRUSTED_PROXY_COUNT", 0),
        staff_totp=var.bool("STAFF_TOTP", default=production),
        database_url=_address(var, "DATABASE"),
        database_owner_url=_address(var, "DATABASE_OWNER"),
        redis_url=_address(var, "REDIS"),
        cache_url=var.str("CACHE_URL", ""),
        audit_digest_dir=var.path("AUDIT_DIGEST_DIR", files / "digests"),
        signing_key_file=var.path("SIGNING_KEY_FILE", files / "keys" / "seal.key.pem"),
        signing_cert_file=var.path("SIGNING_CERT_FILE", files / "keys" / "seal.cert.pem"),
        media_dir=var.path("MEDIA_DIR", files / "media"),
        smtp_host=var.str("SMTP_HOST", ""),
        smtp_port=var.int("SMTP_PORT", 25),
        smtp_user=var.str("SMTP_USER", ""),
        smtp_password=var.str("SMTP_PASSWORD", ""),
        smtp_security=_smtp_security(var, production=production),
        mail_from=var.str("MAIL_FROM", "一窗 <no-reply@yichuang.invalid>"),
        sms_gateway_url=var.str("SMS_GATEWAY_URL", ""),
        sms_gateway_token=var.str("SMS_GATEWAY_TOKEN", ""),
        scanner_address=var.str("SCANNER_ADDRESS", "", validate=_is_scanner),
        scanner_fails_open=var.bool("SCANNER_FAILS_OPEN", default=False),
        register_keys=dict(var.json("REGISTER_KEYS", {}, validate=_are_texts) or {}),
        identity_providers=dict(var.json("IDENTITY_PROVIDERS", {}, validate=_is_object) or {}),
        webauthn_domain=var.str("WEBAUTHN_DOMAIN", ""),
        metrics_token=var.str("METRICS_TOKEN", ""),
        test_db_suffix=var.str("TEST_DB_SUFFIX", ""),
        log_level=var.str("LOG_LEVEL", "INFO").upper(),
    )
    faults = _production_faults(env, environ) if production else []
    try:
        var.seal()
    except EnvValidationError as error:
        wrong: Any = error.error_messages
        faults += [f"{name}: {' '.join(said)}" for name, said in wrong.items()]
    if faults:
        raise BadEnvironment("一窗 does not start:\n" + "\n".join(f"  - {f}" for f in faults))
    return env


def _hosts(var: Env, *, production: bool) -> tuple[str, ...]:
    return tuple(var.list("ALLOWED_HOSTS", [] if production else ["*"], subcast=str.strip) or ())


def _bare_key(text: str) -> str:
    return text.strip().removeprefix(DEMO_PREFIX)


def _are_keys(keys: list[str]) -> None:
    """Fernet keys, comma between them; the first one encrypts, all of them decrypt."""
    if not all(_is_key(key) for key in keys):
        raise ValidationError(f"Must be {KEY_BYTES} random bytes each, in URL-safe base64.")


def _are_texts(found: Any) -> None:
    """Keys of registers that are asked at once: a JSON object, code of the register → key."""
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise ValidationError("Must be a JSON object of texts.")


def _is_object(found: Any) -> None:
    """Providers that know who somebody is: a JSON object, code of the provider → what it is."""
    if not isinstance(found, dict):
        raise ValidationError("Must be a JSON object.")


def _address(var: Env, name: str) -> str:
    """An address with its password, which may be given apart so that any character may stand in it."""
    return with_password(var.str(f"{name}_URL", ""), var.str(f"{name}_PASSWORD", ""))


def _is_smtp_security(how: str) -> None:
    """How mail goes to the server: from the first byte under TLS, after STARTTLS, or openly."""
    if how not in {"starttls", "tls", "none"}:
        raise ValidationError("Must be starttls, tls or none.")


def _smtp_security(var: Env, *, production: bool) -> str:
    way = "starttls" if production else "none"
    return str(var.str("SMTP_SECURITY", way, validate=_is_smtp_security))


def _is_scanner(address: str) -> None:
    """Where clamd listens: ``unix:/path`` or ``tcp://host:port``; empty for none."""
    if address and not re.fullmatch(r"unix:/.+|tcp://[^/\s]+(:[0-9]{1,5})?", address):
        raise ValidationError("Must be unix:/path or tcp://host:port.")


def _is_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _production_faults(env: Environment, environ: Mapping[str, str]) -> list[str]:
    faults = [
        f"{name} is missing"
        for name in (
            "SECRET_KEY", "DIGEST_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "BASE_URL", "SMTP_HOST",
            "AUDIT_DIGEST_DIR", "SIGNING_KEY_FILE", "SIGNING_CERT_FILE", "MEDIA_DIR",
        )
        if not environ.get(name)
    ]  # fmt: skip
    for name in ("SECRET_KEY", "DIGEST_KEY"):
        value = environ.get(name, "")
        if value and (len(value) < MIN_SECRET or _is_placeholder(value)):
            faults.append(f"{name} is a demo value or shorter than {MIN_SECRET} characters")
    if DEMO_PREFIX in environ.get("FIELD_KEYS", "") or any(_is_weak(k) for k in env.field_keys):
        faults.append("FIELD_KEYS holds a demo key")
    if env.debug:
        faults.append("PORTAL_DEBUG is on")
    if env.demo_accounts:
        faults.append("DEMO_ACCOUNTS is on")
    if not env.staff_totp:
        faults.append("STAFF_TOTP is off")
    if "*" in env.allowed_hosts:
        faults.append("ALLOWED_HOSTS allows every host")
    if env.base_url and not env.base_url.startswith("https://"):
        faults.append("BASE_URL must begin with https://")
    return faults


def _is_weak(key: str) -> bool:
    return _is_key(key) and len(set(base64.urlsafe_b64decode(key))) < 8


def _is_placeholder(value: str) -> bool:
    lowered = value.lower()
    return any(word in lowered for word in PLACEHOLDERS) or len(set(value)) < 10


def _local_secrets(var_dir: Path) -> dict[str, str]:
    """Random secrets of this machine's demo, made once. Their prefix makes production refuse them."""
    path = var_dir / "secrets.env"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        fresh = var_dir / f"secrets.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        lines = [
            f"SECRET_KEY={DEMO_PREFIX}{secrets.token_urlsafe(48)}",
            f"FIELD_KEYS={DEMO_PREFIX}{_random_key()}",
            f"DIGEST_KEY={DEMO_PREFIX}{secrets.token_urlsafe(48)}",
        ]
        fresh.write_text("\n".join(lines) + "\n")
        try:
            path.hardlink_to(fresh)  # the first of several processes wins, the others read its file
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    pairs = (line.partition("=") for line in path.read_text().splitlines() if line)
    return {name: value for name, _, value in pairs}


def _random_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
