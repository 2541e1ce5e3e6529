# SPDX-License-Identifier: Apache-2.0
"""One process readies database and city; nothing heavy is loaded before the portal serves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from portal.kernel.accounts.models import User
from portal.local.places import BASE_DIR
from portal.web.demo import accounts


@pytest.mark.django_db
def test_a_city_that_is_there_is_left_alone_and_its_accounts_are_listed(tmp_path: Path) -> None:
    User.objects.create_user("somebody", "a-long-password")
    target = tmp_path / "accounts.txt"
    call_command("prepare_demo", accounts_to=target)
    assert list(User.objects.values_list("username", flat=True)) == ["somebody"]
    assert len(target.read_text().splitlines()) == len(accounts())


@pytest.mark.django_db
def test_without_demo_accounts_none_are_made_or_listed(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.DEMO = False
    target = tmp_path / "accounts.txt"
    target.write_text("those of yesterday")
    call_command("prepare_demo", accounts_to=target)
    assert not User.objects.exists()
    assert not target.exists()


def test_the_web_server_loads_no_printing() -> None:
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver\n"
        "import portal.web.management.commands.prepare_demo\n"
        "assert get_resolver().url_patterns\n"
        "print([name for name in ('weasyprint', 'pydyf') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == "[]"
