# SPDX-License-Identifier: Apache-2.0
"""Catch-all wording is recognised by what it leaves open, not by a substring."""

from __future__ import annotations

from typing import Any

import pytest

from services.items.rules.wording import is_catch_all

OPEN = [
    "申请书（其他）",
    "其他材料",
    "有关材料",
    "相关材料",
    "其它有关证明材料",
    "其他（如有）",
    "其他",
    "身份证等材料",
    "申请材料",
    "各类材料",
    "全套资料",
    "法律法规规定的其他材料",
    "法律、法规要求提供的其他材料",
    "卫生健康部门认为需要提交的有关资料等",
    "其他有關材料",
    "审批机关要求的其他文件",
    "依法应当提交的其他材料",
    "其他需要提供的材料",
    "主管部门认为必要的其他证明",
    "所需材料",
    "国家规定的其他文件",
    "上级部门要求的资料",
    "营业执照等有关证明材料",
    "其他（法律法规规定的材料）",
    "7.其他材料",
    "（八）其他有关材料",
    "与申请事项有关的其他材料",
    "公司章程及其他材料",
    "法律、行政法规规定的其他情形证明",
    "法律法规规定需提交的材料",
    "登记机关要求的材料",
    "其他支持性文件",
    "申请书（及其他材料）",
]
NAMED = [
    "其他卫生技术人员名录及执业资格证件",
    "身份证或其他有效身份证件",
    "营业执照或其他主体资格证明",
    "书面申请",
    "申请书",
    "情况说明",
    "有关主管部门核发的排污许可证",
    "其他组织的登记证书",
    "有关专家评审意见",
    "无犯罪记录证明",
    "法律意见书",
    "房屋租赁合同等房屋使用证明",
    "施工方案和安全措施资料",
    "医疗卫生机构拟聘用的相关材料",
    "使用土地的有关证明文件",
    "投入开发建设的资金占工程建设总投资比例符合规定的证明",
    "普通话水平测试等级证书",
    "与原件一致的复印件",
]


@pytest.mark.parametrize("name", OPEN)
def test_a_name_that_leaves_things_open_is_a_catch_all(name: str) -> None:
    assert is_catch_all(name)


def test_blanks_between_the_letters_do_not_hide_a_catch_all() -> None:
    assert is_catch_all("其 他 材 料")
    assert is_catch_all("Other documents")


@pytest.mark.parametrize("name", NAMED)
def test_a_real_paper_is_none_even_when_it_says_other(name: str) -> None:
    assert not is_catch_all(name)


def test_no_material_of_the_real_catalogue_is_a_catch_all(catalogue: list[dict[str, Any]]) -> None:
    names = {material["name"] for row in catalogue for material in row["materials"]}
    assert [name for name in names if is_catch_all(name)] == []
