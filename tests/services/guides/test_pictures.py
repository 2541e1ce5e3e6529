# SPDX-License-Identifier: Apache-2.0
"""Flow pictures, filled samples, the sheet for the counter, the one table of a bundle."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from services.bundles.models import Bundle
from services.guides.flow import flow_of
from services.items.models.parts import Material
from services.items.queries import published, with_contents
from services.tables.models import FormField
from services.tables.rules import FieldKind, one_table, tidied, wrong_with

FOOD = "511A0005200004"
#: Names of forms that applicants fill in; reports of experts are none.
FORM = re.compile(
    r"(申请书|申请表|登记表|审核表|审批表|申报表|申领表|承诺书|委托书|授权书|注册书)$"
)


@pytest.mark.django_db
def test_the_flow_shows_special_steps_with_days_and_what_runs_side_by_side(
    demo_catalogue: None, client: Client
) -> None:
    page = client.get(f"/services/{FOOD}/").content.decode()
    assert 'class="flow"' in page
    assert "现场核查" in page
    assert "约5 个工作日，照计时限" in page
    joint = with_contents(published()).filter(is_joint=True)[0]
    stages = flow_of(joint)
    parallel = [stage for stage in stages if stage.is_parallel]
    kinds = {node.kind for stage in stages for node in stage.nodes}
    assert parallel
    assert "part" in kinds
    page = client.get(f"/services/{joint.offering.code}/").content.decode()
    assert "同时进行" in page


@pytest.mark.django_db
def test_every_item_has_a_way_from_application_to_result(demo_catalogue: None) -> None:
    for version in with_contents(published()):
        stages = flow_of(version)
        assert stages[0].nodes[0].label == "申请"
        assert stages[-1].nodes[0].label == "领取结果"
        assert len(stages) == 3 if version.is_immediate else len(stages) >= 4


@pytest.mark.django_db
def test_every_form_of_the_shipped_items_has_a_filled_sample(
    demo_catalogue: None, client: Client
) -> None:
    forms = [
        row
        for row in Material.objects.filter(source="10").select_related("version__offering")
        if FORM.search(row.name)
    ]
    assert len(forms) > 60
    assert [row.name for row in forms if not row.has_sample] == []
    one = forms[0]
    page = client.get(f"/services/{one.version.offering.code}/samples/{one.position}/")
    assert page.status_code == 200


@pytest.mark.django_db
def test_the_sheet_for_the_counter_has_a_code_that_opens_the_guide(
    demo_catalogue: None, client: Client
) -> None:
    page = client.get(f"/services/{FOOD}/counter-sheet/").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert f"http://testserver/services/{FOOD}/" in page
    assert client.get("/services/511A9999999999/counter-sheet/").status_code == 404


@pytest.mark.django_db
def test_a_bundle_asks_every_shared_field_once(demo_catalogue: None, client: Client) -> None:
    bundle = Bundle.objects.get(name__startswith="水电气")
    page = client.get(f"/services/bundles/{bundle.code}/form/")
    rows = page.context["rows"]
    codes = [row.field.code for row in rows]
    assert len(codes) == len(set(codes)) == 6
    assert page.context["asked"] == 12
    assert len(next(row for row in rows if row.field.code == "premises").used_by) == 3


def _field(kind: str, **more: object) -> FormField:
    told = {"code": "x", "label": "这一项", "choices": ["甲", "乙"], **more}
    return FormField(kind=kind, **told)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FieldKind.NUMBER, "86.5", "-1"),
        (FieldKind.NUMBER, "0", "NaN"),
        (FieldKind.DATE, "2028-02-29", "2027-02-29"),
        (FieldKind.DATE, "2026-03-02", "20260302"),
        (FieldKind.CHOICE, "甲", "丙"),
        (FieldKind.PHONE, "138 0000 0000", "1380000000"),
        (FieldKind.USCC, "91512000MAHPGGGY16", "91512000MAHPGGGY17"),
        (FieldKind.ID, "512002199003070019", "512002199003070010"),
        (FieldKind.TEXT, "字" * 200, "字" * 201),
    ],
)
def test_each_kind_takes_the_right_and_names_the_wrong(kind: str, good: str, bad: str) -> None:
    assert not wrong_with(_field(kind), good)
    assert "这一项" in str(wrong_with(_field(kind), bad))
    assert "请填写这一项" in str(wrong_with(_field(kind), " "))
    assert not wrong_with(_field(kind, is_required=False), "")


def test_a_pattern_must_fit_whole() -> None:
    field = _field(FieldKind.TEXT, pattern="[0-9]{4}")
    assert not wrong_with(field, "1234")
    assert wrong_with(field, "12345")


@given(st.sampled_from(FieldKind.values), st.text(max_size=60))
def test_what_is_kept_is_judged_like_what_was_typed(kind: str, typed: str) -> None:
    field = _field(kind)
    assert bool(wrong_with(field, typed)) == bool(wrong_with(field, tidied(field, typed)))


@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6), max_size=5))
def test_the_one_table_has_each_code_once_and_loses_none(forms: list[list[str]]) -> None:
    given_forms = [
        (f"事项{place}", [_field("text", code=code) for code in codes])
        for place, codes in enumerate(forms)
    ]
    rows = one_table(given_forms)
    assert [row.field.code for row in rows] == list(dict.fromkeys(chain.from_iterable(forms)))
    for row in rows:
        wanted = [name for name, own in given_forms if row.field.code in {f.code for f in own}]
        assert list(row.used_by) == wanted
