# SPDX-License-Identifier: Apache-2.0
"""Production refuses to start on anything a demo may have."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

import pytest

from portal.config import env


def production() -> dict[str, str]:
    """An environment that may start."""
    return {
        "PORTAL_MODE": "production",
        "SECRET_KEY": "k9Vw2xLq8ZrT4nYb7HjD3mPf6GsC1aUe5RtXoIi0-QmWe7RtY2u",
        "DIGEST_KEY": "Qz8Lw3xVn5Kb2Jh7Gf4Ds1Ap6Om9Iu0Yt8Re2Wq4-ZxCv5BnM3k",
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DATABASE_URL": "postgresql://portal:x@db/portal",
        "REDIS_URL": "redis://redis:6379/0",
        "ALLOWED_HOSTS": "zw.qinglan.gov.cn",
        "BASE_URL": "https://zw.qinglan.gov.cn",
        "SMTP_HOST": "mail.qinglan.gov.cn",
        "AUDIT_DIGEST_DIR": "/data/digests",
        "SIGNING_KEY_FILE": "/run/seal.key",
        "SIGNING_CERT_FILE": "/run/seal.crt",
        "MEDIA_DIR": "/data/media",
    }


def test_a_complete_production_environment_starts() -> None:
    read = env.read(production())
    assert not read.debug
    assert not read.demo_accounts
    assert read.staff_totp
    assert read.smtp_security == "starttls"


@pytest.mark.parametrize("name", sorted(set(production()) - {"PORTAL_MODE"}))
def test_production_refuses_a_missing_value_and_names_it(name: str) -> None:
    values = production()
    del values[name]
    with pytest.raises(env.BadEnvironment, match=name):
        env.read(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "demo-" + "k9Vw2xLq8ZrT4nYb7HjD3mPf6GsC1aUe5RtXoIi0-QmWe7RtY2u"),
        ("SECRET_KEY", "please-change-me-" + "k9Vw2xLq8ZrT4nYb7HjD3mPf6GsC1aUe5"),
        ("SECRET_KEY", "a" * 60),
        ("DIGEST_KEY", "0123456789"),
        ("FIELD_KEYS", base64.urlsafe_b64encode(bytes(32)).decode()),
        ("FIELD_KEYS", "demo-" + base64.urlsafe_b64encode(bytes(range(32))).decode()),
        ("FIELD_KEYS", "not a key"),
        ("PORTAL_DEBUG", "1"),
        ("DEMO_ACCOUNTS", "1"),
        ("STAFF_TOTP", "0"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "zw.qinglan.gov.cn, *"),
        ("BASE_URL", "http://zw.qinglan.gov.cn"),
    ],
)
def test_production_refuses_demo_values(name: str, value: str) -> None:
    with pytest.raises(env.BadEnvironment, match=name):
        env.read({**production(), name: value})


def test_production_names_every_fault_at_once() -> None:
    with pytest.raises(env.BadEnvironment) as refusal:
        env.read({"PORTAL_MODE": "production", "PORTAL_DEBUG": "1"})
    for name in ("SECRET_KEY", "FIELD_KEYS", "DIGEST_KEY", "DATABASE_URL", "PORTAL_DEBUG"):
        assert name in str(refusal.value)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(env.BadEnvironment, match="prod"):
        env.read({"PORTAL_MODE": "prod"})


def test_a_flag_is_one_or_zero() -> None:
    with pytest.raises(env.BadEnvironment, match="PORTAL_DEBUG"):
        env.read({**production(), "PORTAL_DEBUG": "maybe"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXY_COUNT", "one"),
        ("SMTP_PORT", "smtp"),
        ("SMTP_SECURITY", "perhaps"),
        ("SCANNER_ADDRESS", "http://scanner:3310"),
        ("REGISTER_KEYS", "{"),
        ("REGISTER_KEYS", '["a"]'),
        ("REGISTER_KEYS", '{"a": 1}'),
        ("IDENTITY_PROVIDERS", "{"),
        ("IDENTITY_PROVIDERS", '["a"]'),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(env.BadEnvironment, match=name):
        env.read({**production(), name: value})


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    read = env.read({**production(), "SMTP_PORT": "", "STAFF_TOTP": "", "REGISTER_KEYS": ""})
    assert (read.smtp_port, read.staff_totp, read.register_keys) == (25, True, {})


def test_the_demo_makes_its_own_secrets_once_and_production_refuses_them(tmp_path: Path) -> None:
    demo = {"PORTAL_VAR_DIR": str(tmp_path)}
    first, second = env.read(demo), env.read(demo)
    assert first == second
    assert first.demo_accounts
    assert not first.staff_totp
    assert (tmp_path / "secrets.env").stat().st_mode & 0o077 == 0
    with pytest.raises(env.BadEnvironment, match="SECRET_KEY"):
        env.read({**production(), "SECRET_KEY": first.secret_key})


def test_two_machines_have_different_demo_secrets(tmp_path: Path) -> None:
    keys = {env.read({"PORTAL_VAR_DIR": str(tmp_path / name)}).field_keys for name in ("a", "b")}
    assert len(keys) == 2


def test_several_field_keys_are_read_newest_first(tmp_path: Path) -> None:
    newest, oldest = (base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    read = env.read({"PORTAL_VAR_DIR": str(tmp_path), "FIELD_KEYS": f"{newest}, {oldest}"})
    assert read.field_keys == (newest, oldest)
