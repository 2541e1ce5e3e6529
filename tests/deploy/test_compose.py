# SPDX-License-Identifier: Apache-2.0
"""The compose file as docker-compose itself reads it; no daemon is asked."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from portal.local.proxy import compose
from tests.deploy.places import ROOT

#: A password with everything that shells, addresses and YAML give a meaning to.
PASSWORD = "a$b#c:d/e@f %41'\"\\"
VALUES = {
    "SECRET_KEY": "k" * 50, "FIELD_KEYS": "f", "DIGEST_KEY": "d" * 50,
    "POSTGRES_PASSWORD": PASSWORD, "POSTGRES_APP_PASSWORD": PASSWORD, "REDIS_PASSWORD": PASSWORD,
    "ALLOWED_HOSTS": "zw.example.gov.cn", "BASE_URL": "https://zw.example.gov.cn",
    "CITY_NAME": "示例市", "SMTP_HOST": "mail", "MAIL_FROM": "a@example.gov.cn",
    "TLS_DIR": "/srv/tls", "SEAL_KEY_FILE": "/srv/seal.key", "SEAL_CERT_FILE": "/srv/seal.crt",
}  # fmt: skip


def _read(values: dict[str, str], home: Path) -> subprocess.CompletedProcess[str]:
    assert compose().exists(), "docker-compose 2 could not be fetched: see var/log/setup.log"
    return subprocess.run(
        [str(compose()), "-f", "docker-compose.yml", "config", "--format", "json"], cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(home), **values},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = _read(VALUES, tmp_path_factory.mktemp("home"))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", sorted(VALUES))
def test_it_refuses_to_start_without_a_value_and_names_it(name: str, tmp_path: Path) -> None:
    values = {key: value for key, value in VALUES.items() if key != name}
    done = _read(values, tmp_path)
    assert done.returncode != 0
    assert name in done.stderr


def test_the_example_asks_for_each_of_them() -> None:
    lines = (ROOT / "deploy" / "example.env").read_text().splitlines()
    assert {line.rstrip("=") for line in lines if not line.startswith("#")} == set(VALUES)


def test_only_migrate_knows_the_owner_and_any_password_arrives_as_it_is(
    read: dict[str, Any],
) -> None:
    for name in ("migrate", "web-1", "web-2", "worker", "beat"):
        given = read["services"][name]["environment"]
        # compose doubles each dollar sign of what it prints
        assert given["DATABASE_PASSWORD"].replace("$$", "$") == PASSWORD
        assert ("DATABASE_OWNER_URL" in given) == (name == "migrate")


def test_both_webs_stand_under_the_name_that_the_proxy_asks_for(read: dict[str, Any]) -> None:
    wanted = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "default portal:8000;" in wanted
    for name in ("web-1", "web-2"):
        assert read["services"][name]["networks"]["outer"]["aliases"] == ["portal"]
    assert "outer" in read["services"]["proxy"]["networks"]
