# SPDX-License-Identifier: Apache-2.0
"""Which facts go on which paper of a case. Personal numbers are masked on every paper; the
统一社会信用代码 of an enterprise is public and stands in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from licensing.cases.models import CaseMaterial, MaterialGrade, Verdict
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.documents import actions, registry
from portal.kernel.documents.registry import DocumentKind
from portal.kernel.places.naming import full_name
from portal.kernel.prepared.reading import Reading
from services.items.codes import MaterialMedium

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.terms.models import Term
    from portal.kernel.documents.models import Document

KINDS = (
    DocumentKind(
        "receipt",
        _("收件凭证"),
        "documents/receipt.html",
        "资政务收",
        citation="行政许可法第三十二条",
    ),
    DocumentKind(
        "supplement_receipt",
        _("补正材料收件凭证"),
        "documents/receipt.html",
        "资政务补收",
        citation="行政许可法第三十二条",
    ),
    DocumentKind(
        "deferral_receipt",
        _("容缺材料收件凭证"),
        "documents/deferral_receipt.html",
        "资政务容收",
        citation="资阳市优化营商环境条例第三十七条",
    ),
    DocumentKind(
        "no_reply_notice",
        _("终止办理通知书"),
        "documents/no_reply_notice.html",
        "资政务终",
    ),
    DocumentKind(
        "correction_notice",
        _("补正告知书"),
        "documents/correction_notice.html",
        "资政务补",
        citation="行政许可法第三十二条第一款第四项",
    ),
    DocumentKind(
        "acceptance",
        _("受理通知书"),
        "documents/acceptance.html",
        "资政务受",
        citation="行政许可法第三十二条第二款",
    ),
    DocumentKind(
        "deferral_acceptance",
        _("容缺受理通知书"),
        "documents/deferral_acceptance.html",
        "资政务容",
        citation="资阳市优化营商环境条例第三十七条",
    ),
    DocumentKind(
        "commitment",
        _("容缺受理承诺书"),
        "documents/commitment.html",
        "资政务诺",
        citation="资阳市优化营商环境条例第三十七条",
    ),
    DocumentKind(
        "non_acceptance",
        _("不予受理决定书"),
        "documents/non_acceptance.html",
        "资政务不受",
        signed=True,
        qr=True,
        citation="行政许可法第三十二条",
    ),
    DocumentKind(
        "procedure_notice",
        _("特别程序告知书"),
        "documents/procedure_notice.html",
        "资政务特",
        citation="行政许可法第四十五条",
    ),
    DocumentKind(
        "extension_notice", _("延期告知书"), "documents/extension_notice.html", "资政务延"
    ),
    DocumentKind(
        "hearing_right",
        _("听证权利告知书"),
        "documents/hearing_right.html",
        "资政务听告",
        citation="行政许可法第四十七条",
    ),
    DocumentKind(
        "hearing_notice",
        _("听证通知书"),
        "documents/hearing_notice.html",
        "资政务听通",
        citation="行政许可法第四十八条",
    ),
    DocumentKind(
        "grant",
        _("准予行政许可决定书"),
        "documents/grant.html",
        "资政务准",
        signed=True,
        qr=True,
        citation="行政许可法第三十八条第一款",
    ),
    DocumentKind(
        "refusal",
        _("不予行政许可决定书"),
        "documents/refusal.html",
        "资政务不准",
        signed=True,
        qr=True,
        citation="行政许可法第三十八条第二款",
    ),
    DocumentKind(
        "approval",
        _("办理结果通知书（同意）"),
        "documents/grant.html",
        "资政务办",
        signed=True,
        qr=True,
        citation="优化营商环境条例第三十五条",
    ),
    DocumentKind(
        "rejection",
        _("办理结果通知书（不同意）"),
        "documents/refusal.html",
        "资政务不办",
        signed=True,
        qr=True,
        citation="优化营商环境条例第三十五条",
    ),
    DocumentKind(
        "licence",
        _("证照"),
        "documents/licence.html",
        "资政务证",
        signed=True,
        qr=True,
        citation="行政许可法第三十九条",
    ),
    DocumentKind(
        "delivery_receipt",
        _("送达回证"),
        "documents/delivery_receipt.html",
        "资政务送",
        citation="行政许可法第四十四条",
    ),
    DocumentKind(
        "return_notice",
        _("退件通知书"),
        "documents/return_notice.html",
        "资政务退",
        citation="资阳市优化营商环境条例第三十七条",
    ),
)


def register() -> None:
    """Make the papers of licensing known."""
    for kind in KINDS:
        registry.register(kind)


def base_facts(case: Case) -> dict[str, Any]:
    """Return what stands on every paper of a case."""
    return {
        "case_number": case.number,
        "item": case.version.name,
        "item_code": case.version.offering.item.code,
        "organ": full_name(case.organ),
        "centre": case.centre.name,
        "applicant": case.applicant.name,
        "applicant_number": case.applicant.uscc or case.applicant.masked_number,
        "agent": case.agent.name if case.agent is not None else "",
        "received_on": long_day(case.received_on) if case.received_on else "",
        "is_licence": case.version.regime == "licence" or _is_licence(case),
    }


def _is_licence(case: Case) -> bool:
    return case.version.offering.item.item_type == "01"


_lines = Reading(
    "lines",
    {"case": "bigint"},
    lambda case: CaseMaterial.objects.with_file_mark().filter(case=case),
)


def lines_with_marks(case: Case) -> list[CaseMaterial]:
    """Return the materials of a case as they stand, with ``has_file``."""
    return _lines.all(case=case.pk)


def material_facts(case: Case, lines: Sequence[CaseMaterial] | None = None) -> list[dict[str, Any]]:
    """Return the list of materials as it stands, for receipts.

    ``lines``: those that the act has read already, with ``has_file``.
    """
    return [
        {
            "name": line.material.name,
            "is_main": line.material.is_main,
            "form": str(MaterialMedium(line.material.form).label),
            "copies": line.material.copies,
            "given": line.has_file or line.grade == MaterialGrade.B,
            "held": line.grade == MaterialGrade.A and not line.has_file,
            "deferred": line.wants_deferral,
            "untold": line.verdict == Verdict.UNTOLD,
        }
        for line in (lines_with_marks(case) if lines is None else lines)
        if line.is_applicable
    ]


def limit_facts(statutory: Term | None, promised: Term | None) -> dict[str, Any]:
    """Return both limits as days on the calendar, or as bare limits while it is unpublished."""
    facts = {}
    if statutory is not None:
        facts["statutory"] = day_or_limit(statutory.due_on, statutory.limit)
        facts["statutory_limit"] = f"{statutory.limit}个工作日"
    if promised is not None:
        facts["promised"] = day_or_limit(promised.due_on, promised.limit)
        facts["promised_limit"] = f"{promised.limit}个工作日"
    return facts


def issue(
    case: Case, kind: str, *, by: User | None, supersedes: Document | None = None, **facts: Any
) -> Document:
    """Issue one paper about a case, perhaps in the place of an earlier one."""
    return actions.issue(
        subject=case.subject,
        kind=kind,
        facts={**base_facts(case), **facts},
        supersedes=supersedes,
        by=by,
    )
