# SPDX-License-Identifier: Apache-2.0
"""What cities write into the cells of their item lists, and what is taken for it. Pure.

Nothing is guessed: a cell is understood in a way that the dry run shows beside what stood there,
or it is refused with a sentence that says what to do.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.deadlines.engine.spans import lawful_stops
from portal.kernel.deadlines.words import Clock
from portal.kernel.wording import shortened
from services.exchange.cells import UNSTORED
from services.exchange.sheets import JOINT, BadCell, text_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.exchange.sheets import Column


_STEPS = Path(__file__).parent.parent / "data" / "special_steps.json"


# -- Headers -----------------------------------------------------------------------------------


_ASIDE = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")


_ALWAYS = {"必填", "必填项", "选填", "选填项", "可不填", "非必填", "可选", ""}


def header_of(value: object) -> str:
    """Return a header without spaces, line breaks, stars, widths and （必填）.

    Other words in brackets stay: （自然日） changes what a column means.
    """
    text = unicodedata.normalize("NFKC", "" if value is None else text_of(value))
    text = text.replace("_x000D_", "")
    kept = (one for one in text if unicodedata.category(one) not in {"Cf", "Cc"})
    text = re.sub(r"[\s*★☆✱:]+", "", "".join(kept))
    return _ASIDE.sub(lambda found: "" if found[1] in _ALWAYS else found[0], text)


def is_header(given: str, column: Column) -> bool:
    """Tell whether a header names the column; the column's own unit may stand behind it."""
    if given == column.header:
        return True
    unit = column.note.partition("；")[0]
    return bool(unit) and given in {f"{column.header}({unit})", f"{column.header}(单位{unit})"}


# -- Cells that hold nothing that can be used -------------------------------------------------


#: What spreadsheet programs show where a formula failed.
ERRORS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA",
})  # fmt: skip


#: From here a spreadsheet keeps only 15 digits of a number; the others become noughts.
EXACT = 10**15


#: Words that say "nothing here" or "look elsewhere", without blanks and closing signs.
PLACEHOLDERS = frozenset({
    "/", "//", "\\", "-", "--", "---", "—", "——", "–", "_", "*", "无", "暂无", "没有", "空", "略", "待定",
    "待补", "待补充", "同上", "同前", "见附件", "详见附件", "见附表", "详见附表", "附后", "见上", "见下",
    "n/a", "na", "null", "none", "nil", "...", "……", "…", "xx", "xxx", "×××",
})  # fmt: skip


_ELSEWHERE = re.compile(
    r"详?(?:见|同)(?:附件|附表|附录|附页|上|前|下)(?:[\d一二三四五六七八九十]{0,3})"
)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower() if text != "…" else text
    return re.sub(r"\s+", "", plain).strip("。.;；,，()（）") or re.sub(r"\s+", "", plain)


def is_placeholder(text: str) -> bool:
    """Tell whether a text says only that there is nothing, or where else to look."""
    bare = _bare(text)
    return bool(text.strip()) and (bare in PLACEHOLDERS or bool(_ELSEWHERE.fullmatch(bare)))


def _refuse_damaged(value: object) -> None:
    if value is UNSTORED:
        text = _(
            "这一格是公式，文件里没有存下算出的结果。请在 Excel 或 WPS 里重新计算并保存，或者直接填写结果。"
        )
        raise BadCell("formula_without_result", text)
    if isinstance(value, int | float) and abs(value) >= EXACT:
        text = _(
            "这一格存成了数字，15 位以后的数字已经丢失。请把这一列设为“文本”，再从原始资料重新填写。"
        )
        raise BadCell("number_too_long", text)
    if isinstance(value, str) and value.strip().upper() in ERRORS:
        text = _("这一格是表格的错误值“%(value)s”，请改正公式，或者直接填写内容。")
        raise BadCell("error_value", text % {"value": value.strip()})


def _refuse_placeholder(column: Column, text: str) -> None:
    lines = text.split("\n") if column.kind == "lines" else [text]
    for line in lines:
        if is_placeholder(line):
            told = {"value": line.strip()}
            if column.optional or column.kind == "number":
                said = _("“%(value)s”不是内容：没有的请留空，有的请写明。") % told
            else:
                said = _("“%(value)s”不是内容，请把要填的写在这一格里。") % told
            raise BadCell("placeholder", said)


def clean(value: str) -> str:
    """Return a text with line breaks as they are meant: _x000D_ and CR are how files keep them."""
    told = re.sub(r"(?:_x000D_|\r)+\n?", "\n", value)
    return told if told == value else told.strip("\n")


# -- Values as people write them -------------------------------------------------------------


_UNITS = {
    "statutory_days": "个工作日", "promised_days": "个工作日", "days": "个工作日",
    "result.validity_years": "年", "copies": "份",
    "renewal.opens_days": "个自然日", "renewal.closes_days": "个自然日",
}  # fmt: skip


_FITTING = {
    "个工作日": {"个工作日", "工作日"},
    "年": {"年"},
    "份": {"份", "张", "套", "本", "件", "页", "册", "式", "个"},
    "个自然日": {"个自然日", "自然日", "日", "天"},
}


_AMOUNT = re.compile(r"(\d{1,4})\s*(\D{1,4})")


_OPEN_END = {"长期", "长期有效", "永久", "永久有效", "无期限", "无固定期限"}


_PERSONS = {"自然人", "个人", "公民", "居民"}
_LEGAL = {
    "法人", "企业", "企业法人", "事业法人", "事业单位法人", "社会组织法人", "社会团体法人", "机关法人", "行政机关",
    "其他组织", "非法人企业", "非法人组织", "其他法人", "法人及其他组织", "法人或其他组织", "法人和其他组织",
}  # fmt: skip


_SAME_AS: dict[str, dict[str, str]] = {
    "necessity": {"必需": "必要", "必须": "必要", "必要材料": "必要", "非必要": "有此情形才需要",
                  "非必需": "有此情形才需要", "非必须": "有此情形才需要", "非必要材料": "有此情形才需要"},
    "cross_region": {"全市": "本市", "市内": "本市", "全市通办": "本市", "本市通办": "本市", "不通办": "本市",
                     "全省": "省内通办", "全省通办": "省内通办", "全国": "跨省通办", "全国通办": "跨省通办"},
    "handling_type": {"即办": "即办件", "承诺": "承诺件", "承诺办件": "承诺件"},
    "form": {"纸质原件": "原件", "纸质复印件": "复印件", "电子件": "电子", "电子版": "电子", "电子文件": "电子"},
}  # fmt: skip


_CHANNELS = {
    "窗口办理": "窗口", "现场办理": "窗口", "大厅办理": "窗口", "线下办理": "窗口", "窗口申请": "窗口",
    "网上办理": "全程网办", "网办": "全程网办", "网上申请": "全程网办", "全程网上办理": "全程网办",
}  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _amount(column: Column, value: object) -> object:
    """A number with its unit behind it; a unit that is not the column's is refused."""
    if not isinstance(value, str):
        return value
    text = _plain(value)
    if column.key == "result.validity_years" and text in _OPEN_END:
        return None
    unit = _UNITS.get(column.key)
    found = _AMOUNT.fullmatch(text)
    if unit is None or found is None:
        return text if text.isdecimal() else value
    if found[2] in _FITTING[unit]:
        return found[1]
    told = {"value": shortened(text, 40), "unit": unit}
    raise BadCell(
        "wrong_unit", _("“%(value)s”的单位不对，这一列按“%(unit)s”计，请换算后填数字。") % told
    )


def _applicants(text: str) -> str:
    names = {one for one in re.split(r"[、,;/和及与\n]", _plain(text)) if one}
    whole = _plain(text)
    if whole in _LEGAL:
        names = {whole}
    if not names or not names <= _PERSONS | _LEGAL | {"其他组织"}:
        return text
    if names <= _PERSONS:
        return "自然人"
    return "自然人、法人" if names & _PERSONS else "法人"


def _channels(text: str) -> str:
    words = [one.strip() for one in re.split(r"[、,，/;；\n]", text) if one.strip()]
    return "、".join(_CHANNELS.get(_plain(one), one) for one in words)


def _word(column: Column, text: str) -> str:
    if text in column.words:
        return text
    if column.key == "applicant_type":
        return _applicants(text)
    plain = _plain(text)
    told = _SAME_AS.get(column.key, {}).get(plain, plain)
    return told if told in column.words else text


def cell_of(column: Column, value: Any) -> tuple[Any, str | None]:
    """Return what a cell says and, where that is not what stands there, how it was taken.

    Raises BadCell for what cannot be understood, with a sentence that says what to do.
    """
    _refuse_damaged(value)
    meant = clean(value) if isinstance(value, str) else value
    if isinstance(meant, str):
        _refuse_placeholder(column, meant)
    if isinstance(meant, str) and meant.strip():
        if column.key in {"code", "item_code"}:
            meant = _plain(meant).upper()
        elif column.kind == "number":
            meant = _amount(column, meant)
        elif column.kind == "words":
            meant = _word(column, meant.strip())
        elif column.key == "channels":
            meant = _channels(meant)
    taken = value_of(column, meant)
    if isinstance(value, str) and _plain(value) != _plain("" if meant is None else str(meant)):
        return taken, "" if meant is None else str(meant)
    return taken, None


# -- The law and its article in one cell ------------------------------------------------------


_CITATION = re.compile(
    r"(《[^《》]+》(?:[（(][^（）()]*[）)])?|[^《》第]+)\s*(第\s*[一二三四五六七八九十百千零〇\d]+\s*条.*)"
)


def bases_of(laws: list[str]) -> list[tuple[str, str]] | None:
    """Part every line into law and article; None where a line does not hold both."""
    lines = [one.strip() for line in laws for one in re.split(r"[;；](?=\s*《)", line)]
    found = [_CITATION.fullmatch(line.rstrip("。；;")) for line in lines if line]
    if not found or not all(found):
        return None
    return [(one[1].strip(), re.sub(r"\s+", "", one[2])) for one in found if one]


# -- Special steps ----------------------------------------------------------------------------


@cache
def _steps() -> dict[str, str]:
    rows = json.loads(_STEPS.read_text(encoding="utf-8"))
    return {row["written"]: row["kind"] for row in rows}


def step_of(step_type: object, name: object) -> tuple[Any, str | None]:
    """Return the listed name of a special step, and in words what it does to the clock."""
    if step_type == JOINT or not isinstance(name, str):
        return name, None
    kind = _steps().get(_plain(name))
    if kind is None:
        return name, None
    return kind, f"{kind}（{effect_of(kind)}）"


def effect_of(kind: str) -> str:
    """Say which terms a special step stops at most."""
    stops = lawful_stops(kind)
    if not stops:
        return _("法定和承诺时限都照计")
    return _("法定和承诺时限都停") if Clock.STATUTORY in stops else _("只停承诺时限，法定时限照计")


# -- Organs -----------------------------------------------------------------------------------


_PROVINCE = re.compile(r"^\w{2,8}?(?:省|自治区)")


def organ_of(name: object, full_names: dict[str, str], known: Iterable[str]) -> str | None:
    """Return the name in the register of an organ written with its city's; None if none fits."""
    if not isinstance(name, str) or name in known:
        return None
    plain = _plain(name)
    return full_names.get(plain) or full_names.get(_PROVINCE.sub("", plain))
