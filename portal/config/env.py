# SPDX-License-Identifier: Apache-2.0
"""The environment, read once, typed, in one place; `settings.py` only spreads it out.

Without any variable the portal is a demo: private servers and random secrets under `var/`.
`PORTAL_MODE=production` refuses to start on a missing or demo secret, DEBUG or demo accounts.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

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
    smtp_starttls: bool
    mail_from: str
    sms_gateway_url: str
    sms_gateway_token: str
    register_keys: dict[str, str]
    metrics_token: str
    test_db_suffix: str
    log_level: str


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """The environment as typed values.

    Raises BadEnvironment with every fault at once.
    """
    mode = _mode(environ.get("PORTAL_MODE", Mode.DEMO))
    var_dir = Path(environ.get("PORTAL_VAR_DIR") or BASE_DIR / "var")
    faults: list[str] = []
    production = mode is Mode.PRODUCTION
    files = var_dir / "test-files" if mode is Mode.TEST else var_dir
    values = environ if production else {**_local_secrets(var_dir), **environ}
    env = Environment(
        mode=mode,
        debug=_flag(values, "PORTAL_DEBUG", default=False),
        demo_accounts=_flag(values, "DEMO_ACCOUNTS", default=not production),
        var_dir=var_dir,
        secret_key=values.get("SECRET_KEY", ""),
        field_keys=_field_keys(values.get("FIELD_KEYS", ""), faults),
        digest_key=values.get("DIGEST_KEY", ""),
        allowed_hosts=_hosts(values.get("ALLOWED_HOSTS", "" if production else "*")),
        base_url=values.get("BASE_URL", "" if production else "http://127.0.0.1:8000").rstrip("/"),
        city_name=values.get("CITY_NAME", "资阳市"),
        proxy_count=int(values.get("TRUSTED_PROXY_COUNT") or 0),
        staff_totp=_flag(values, "STAFF_TOTP", default=production),
        database_url=values.get("DATABASE_URL", ""),
        redis_url=values.get("REDIS_URL", ""),
        cache_url=values.get("CACHE_URL", ""),
        audit_digest_dir=Path(values.get("AUDIT_DIGEST_DIR") or files / "digests"),
        signing_key_file=Path(values.get("SIGNING_KEY_FILE") or files / "keys" / "seal.key.pem"),
        signing_cert_file=Path(values.get("SIGNING_CERT_FILE") or files / "keys" / "seal.cert.pem"),
        media_dir=Path(values.get("MEDIA_DIR") or files / "media"),
        smtp_host=values.get("SMTP_HOST", ""),
        smtp_port=int(values.get("SMTP_PORT") or 25),
        smtp_user=values.get("SMTP_USER", ""),
        smtp_password=values.get("SMTP_PASSWORD", ""),
        smtp_starttls=_flag(values, "SMTP_STARTTLS", default=production),
        mail_from=values.get("MAIL_FROM", "一窗 <no-reply@yichuang.invalid>"),
        sms_gateway_url=values.get("SMS_GATEWAY_URL", ""),
        sms_gateway_token=values.get("SMS_GATEWAY_TOKEN", ""),
        register_keys=_register_keys(values.get("REGISTER_KEYS", ""), faults),
        metrics_token=values.get("METRICS_TOKEN", ""),
        test_db_suffix=values.get("TEST_DB_SUFFIX", ""),
        log_level=values.get("LOG_LEVEL", "INFO").upper(),
    )
    if production:
        faults += _production_faults(env, environ)
    if faults:
        raise BadEnvironment("一窗 does not start:\n" + "\n".join(f"  - {f}" for f in faults))
    return env


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise BadEnvironment(
            f"PORTAL_MODE must be one of {', '.join(Mode)}, not {value!r}"
        ) from None


def _flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} must be 1 or 0, not {text!r}")


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _field_keys(text: str, faults: list[str]) -> tuple[str, ...]:
    """Fernet keys, comma between them; the first one encrypts, all of them decrypt."""
    keys = tuple(part.strip().removeprefix(DEMO_PREFIX) for part in text.split(",") if part.strip())
    if not keys:
        faults.append("FIELD_KEYS must hold at least one key")
    if not all(_is_key(key) for key in keys):
        faults.append(f"FIELD_KEYS must be {KEY_BYTES} random bytes each, in URL-safe base64")
    return keys


def _register_keys(text: str, faults: list[str]) -> dict[str, str]:
    """Keys of registers that are asked at once: a JSON object, code of the register → key."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        faults.append("REGISTER_KEYS must be a JSON object of texts")
        return {}
    return found


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
