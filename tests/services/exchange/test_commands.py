# SPDX-License-Identifier: Apache-2.0
"""The two commands: their JSON, their exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from services.items import reference
from services.items.models.version import OfferingVersion

pytestmark = pytest.mark.django_db
BAD = Path(__file__).parents[1] / "data" / "catalogue_bad.json"


def _import(*args: str) -> tuple[dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_catalogue", *args, "--json", stdout=out, stderr=err)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer, err.getvalue()


def test_import_answers_in_json_and_shows_progress_elsewhere() -> None:
    answer, progress = _import(str(reference.DATA / "catalogue.json"))
    assert {"created": 120, "updated": 0, "unchanged": 0, "rejected": []}.items() <= answer.items()
    assert "120/120" in progress


def test_a_refusal_names_row_code_field_rule_and_message() -> None:
    answer, _progress = _import(str(BAD))
    assert [row["rule"] for row in answer["rejected"]] == [
        row["expected_rejection"] for row in json.loads(BAD.read_text("utf-8"))
    ]
    for remark in answer["rejected"]:
        assert set(remark) == {"row", "code", "field", "rule", "message"}


@pytest.mark.parametrize("text", ["", "{", '{"code": 1}', "[NaN]", "null", "\x00"])
def test_an_unreadable_file_is_an_error_with_exit_code_2(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("import_catalogue", str(path))
    assert refused.value.returncode == 2
    assert not OfferingVersion.objects.exists()


def test_a_missing_file_is_an_error_with_exit_code_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_catalogue", str(tmp_path / "none.json"))
    assert refused.value.returncode == 2


def test_all_or_nothing_fails_loudly_and_writes_nothing() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_catalogue", str(BAD), "--all-or-nothing", stdout=io.StringIO())
    assert refused.value.returncode == 1
    assert not OfferingVersion.objects.exists()


def test_search_answers_in_json(demo_catalogue: None) -> None:
    out = io.StringIO()
    call_command("search_catalogue", "我想开个餐馆", "--limit", "3", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["query"] == "我想开个餐馆"
    assert "食品（含保健食品）经营许可核发" in [row["name"] for row in answer["results"]]
    for row in answer["results"]:
        assert {"kind", "code", "name", "score", "why"} <= set(row)
        assert row["kind"] in {"item", "bundle"}


def test_a_batch_answers_line_by_line_in_order(demo_catalogue: None, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text('{"q": "护照"}\nnonsense\n{"q": "xqzjkwv"}\n', encoding="utf-8")
    out = io.StringIO()
    call_command("search_catalogue", "--batch", str(path), "--json", stdout=out)
    first, second, third = map(json.loads, out.getvalue().splitlines())
    assert first["q"] == "护照"
    assert first["results"][0] == "普通护照签发"
    assert second["error"]["line"] == 2
    assert third == {"q": "xqzjkwv", "results": []}
