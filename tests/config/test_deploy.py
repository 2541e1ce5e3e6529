# SPDX-License-Identifier: Apache-2.0
"""What is put into production: Django's deploy check, the compose file, the image."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import RequestFactory, override_settings

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


def test_manage_refuses_a_provider_that_is_described_wrongly() -> None:
    row = '{"nation": {"name": "国家身份认证", "issuer": "http://id.example", "level": "identity"}}'
    result = _manage("check", environ={**production(), "IDENTITY_PROVIDERS": row})
    assert result.returncode != 0
    for fault in ("nation: issuer must be an https address", "nation: client_secret is missing"):
        assert fault in result.stderr


def test_manage_refuses_passkeys_for_a_domain_of_others() -> None:
    result = _manage("check", environ={**production(), "WEBAUTHN_DOMAIN": "elsewhere.gov.cn"})
    assert result.returncode != 0
    assert "elsewhere.gov.cn is not the host of BASE_URL" in result.stderr


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


def test_no_secret_gets_into_the_image() -> None:
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    for name in (".env*", "**/*.key", "**/*.pem", "**/secrets.env", "var"):
        assert name in left_out


def _health_check(hosts: str, seen: list[str]) -> int:
    code = COMPOSE["x-web"]["healthcheck"]["test"][-1]

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    code = code.replace(":8000", f":{server.server_port}")
    result = subprocess.run(
        [sys.executable, "-c", code], env={"ALLOWED_HOSTS": hosts}, check=False, timeout=30
    )
    server.shutdown()
    server.server_close()
    return result.returncode


@pytest.mark.parametrize(
    ("hosts", "asked"), [(".example.cn, b.cn", "example.cn"), ("zw.example.cn", "zw.example.cn")]
)
def test_the_health_check_passes_with_any_allowed_hosts(hosts: str, asked: str) -> None:
    seen: list[str] = []
    assert _health_check(hosts, seen) == 0
    assert seen == [asked]
    with override_settings(ALLOWED_HOSTS=[one.strip() for one in hosts.split(",")]):
        assert RequestFactory().get("/healthz", headers={"Host": asked}).get_host() == asked


def test_no_logs_grow_without_an_end() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["logging"]["options"]["max-size"], name


def test_an_update_changes_one_web_at_a_time() -> None:
    script = (ROOT / "deploy" / "update.sh").read_text()
    order = [script.index(word) for word in ("run --rm migrate", "web-1 web-2", "worker beat")]
    assert order == sorted(order)
    assert '--wait "$name"' in script
