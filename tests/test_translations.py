# SPDX-License-Identifier: Apache-2.0
"""Every Chinese sentence a visitor can see has its English one, with the same placeholders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
SOURCES = ("portal", "services", "credit", "licensing", "complaints", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def _messages(path: Path) -> dict[str, str]:
    """msgid -> msgstr of a .po file, obsolete and fuzzy ones left out."""
    found: dict[str, str] = {}
    for block in path.read_text().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        parts: dict[str, str] = {}
        key = ""
        for line in lines:
            match = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', line)
            if match:
                key = match[1]
                parts[key] = match[2]
            elif line.startswith('"') and key:
                parts[key] += line[1:-1]
        if parts.get("msgid"):
            translations = [text for name, text in parts.items() if name.startswith("msgstr")]
            complete = bool(translations) and all(translations)
            found[parts.get("msgctxt", "") + parts["msgid"]] = translations[0] if complete else ""
    return found


@pytest.fixture(scope="module")
def current(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sentences that code and templates hold now."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    (copy / "locale").mkdir()
    environ = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }
    subprocess.run(  # without settings, so that it writes beside the copy and not into locale/
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-wrap"],
        cwd=copy, check=True, capture_output=True, env=environ,
    )  # fmt: skip
    return _messages(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")


def test_every_sentence_has_its_english(current: dict[str, str]) -> None:
    english = _messages(CATALOGUE)
    missing = sorted(text for text in current if not english.get(text))
    assert missing == [], (
        f"{len(missing)} of {len(current)} lack an English text; run make messages"
    )


def test_the_catalogue_holds_nothing_that_is_gone(current: dict[str, str]) -> None:
    assert sorted(set(_messages(CATALOGUE)) - set(current)) == []


def test_placeholders_survive_translation() -> None:
    broken = [
        source
        for source, english in _messages(CATALOGUE).items()
        if english and set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(english))
    ]
    assert broken == []
