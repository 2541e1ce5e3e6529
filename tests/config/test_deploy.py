# SPDX-License-Identifier: Apache-2.0
"""What is put into production: Django's deploy check, the compose file, the image."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.config.test_env import production

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)


def _manage(*arguments: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env={**base, **environ}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_check_deploy_is_clean_under_production_settings() -> None:
    result = _manage("check", "--deploy", "--fail-level", "INFO", environ=production())
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_manage_refuses_production_with_a_demo_secret() -> None:
    result = _manage("check", environ={**production(), "SECRET_KEY": "demo-" + "x1" * 30})
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


def test_the_web_server_refuses_production_with_debug() -> None:
    command = [sys.executable, "-c", "import portal.config.wsgi"]
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": os.environ["PATH"], **production(), "PORTAL_DEBUG": "1"},
    )  # fmt: skip
    assert result.returncode != 0
    assert "PORTAL_DEBUG" in result.stderr


def test_compose_has_the_whole_production_shape() -> None:
    services = COMPOSE["services"]
    assert set(services) == {
        "postgres", "redis", "migrate", "web-1", "web-2", "worker", "beat", "proxy",
    }  # fmt: skip
    for name, service in services.items():
        assert "healthcheck" in service or name == "migrate", name
    redis = services["redis"]["command"]
    assert redis[redis.index("--appendonly") + 1] == "yes"
    assert redis[redis.index("--maxmemory-policy") + 1] == "noeviction"


def test_compose_gives_no_secret_a_default() -> None:
    secret = re.compile(r"\$\{(\w*(?:SECRET|KEY|PASSWORD)\w*)(:?[-?])?")
    for name, how in secret.findall(COMPOSE_TEXT):
        if name not in {"SMTP_PASSWORD", "REGISTER_KEYS"}:  # a city may have none
            assert how == ":?", name


def test_compose_gives_production_every_value_that_it_demands() -> None:
    given = set(COMPOSE["x-portal"]["environment"])
    assert set(production()) <= given


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == [
        "proxy"
    ]


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM")) :]
    users = [line.split()[1] for line in last_stage if line.startswith("USER")]
    assert users
    assert users[-1] != "root"
