# SPDX-License-Identifier: Apache-2.0
"""A version of an offering. Once published its contents never change; a case keeps its version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.items.codes import ApplicantKind, CrossRegion, Handling, Provenance, VersionStatus
from services.items.models.item import Offering

if TYPE_CHECKING:
    from typing import Any

# Only whether it is the one in force may still change.
_FINAL = """
    IF OLD.status <> 'draft' AND to_jsonb(NEW) - 'status' - 'withdrawn_at'
       IS DISTINCT FROM to_jsonb(OLD) - 'status' - 'withdrawn_at' THEN
        RAISE EXCEPTION 'a published version never changes';
    END IF;
    RETURN NEW;
"""


class OfferingVersion(models.Model):
    """Everything a guide says, as it was on one day.

    Limits are working days; ``statutory_days`` is empty where no law sets one. ``digest`` is the
    SHA-256 of the normalised record and tells "unchanged" on import. A renewal is asked for from
    ``renewal_opens_days`` until ``renewal_closes_days`` before the last day; empty means as the
    city's rules say. ``concerns_safety`` is the condition of the ban of 行政许可法 78. Empty
    ``place``, ``hours``, ``contact`` and ``complaint_channel`` mean those of the organ's centre.
    """

    #: Set by `queries.guide_version`: the bundles it takes part in, as code and name.
    in_bundles: list[dict[str, str]]
    #: Set by `guide_version`: the listed intermediary services of the item; its questions.
    intermediaries: list[dict[str, str]]
    questions: list[dict[str, Any]]
    #: Set by `guide_version`: the other organs that offer the item (see `services.elsewhere`).
    elsewhere: list[dict[str, Any]]

    offering = models.ForeignKey(
        Offering, models.PROTECT, related_name="versions", verbose_name=_("实施清单")
    )
    number = models.PositiveIntegerField(_("版本"))
    status = models.CharField(
        _("状态"), max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    digest = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    name = models.CharField(_("名称"), max_length=200)
    organ = models.ForeignKey(
        "kernel.Organ", models.PROTECT, related_name="offering_versions", verbose_name=_("部门")
    )
    regime = models.CharField(_("时限规则"), max_length=20)
    handling = models.CharField(_("办件类型"), max_length=1, choices=Handling.choices)
    statutory_days = models.PositiveSmallIntegerField(
        _("法定时限（工作日）"), null=True, blank=True
    )
    statutory_citation = models.CharField(
        _("法定时限依据"), max_length=310, blank=True, default="", db_default=""
    )
    is_joint = models.BooleanField(_("多部门联办"), default=False, db_default=False)
    promised_days = models.PositiveSmallIntegerField(_("承诺时限（工作日）"))
    applicant_kind = models.CharField(_("服务对象"), max_length=10, choices=ApplicantKind.choices)
    cross_region = models.CharField(
        _("通办范围"), max_length=10, choices=CrossRegion.choices, default=CrossRegion.NONE
    )
    is_online = models.BooleanField(_("全程网办"), default=False)
    is_at_window = models.BooleanField(_("窗口办理"), default=True)
    has_site_visit = models.BooleanField(_("现场踏勘"), default=False)
    result_name = models.CharField(_("结果名称"), max_length=200)
    validity_years = models.PositiveSmallIntegerField(_("有效期（年）"), null=True, blank=True)
    renewal_opens_days = models.PositiveSmallIntegerField(
        _("延续申请最早提前（自然日）"), null=True, blank=True
    )
    renewal_closes_days = models.PositiveSmallIntegerField(
        _("延续申请至少提前（自然日）"), null=True, blank=True
    )
    concerns_safety = models.BooleanField(
        _("直接关系公共安全、人身健康、生命财产安全"), default=False, db_default=False
    )
    conditions = ArrayField(
        models.CharField(max_length=1000), default=list, blank=True, verbose_name=_("受理条件")
    )
    place = models.CharField(_("办理地点"), max_length=300, blank=True, default="", db_default="")
    hours = models.CharField(_("办理时间"), max_length=200, blank=True, default="", db_default="")
    contact = models.CharField(_("咨询方式"), max_length=200, blank=True, default="", db_default="")
    complaint_channel = models.CharField(
        _("监督投诉渠道"), max_length=200, blank=True, default="", db_default=""
    )
    is_charged = models.BooleanField(_("收费"), default=False)
    second_person = models.BooleanField(_("两人核查"), default=True)
    deferral_allowed = models.BooleanField(_("允许容缺"), default=True)
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)
    found_fields = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("有出处的内容")
    )

    class Meta:
        verbose_name = _("实施清单版本")
        verbose_name_plural = _("实施清单版本")
        ordering = ("offering_id", "-number")
        constraints = (
            models.UniqueConstraint(fields=("offering", "number"), name="version_number_once"),
            models.UniqueConstraint(
                fields=("offering",),
                condition=Q(status=VersionStatus.PUBLISHED),
                name="one_published_version",
            ),
            models.CheckConstraint(
                condition=Q(statutory_days__isnull=True)
                | Q(promised_days__lte=F("statutory_days")),
                name="promise_within_statute",
            ),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT) | Q(published_at__isnull=False),
                name="published_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("name",),
                condition=Q(status=VersionStatus.PUBLISHED),
                name="version_published_name",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="published_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_FINAL,
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    @property
    def is_immediate(self) -> bool:
        """Decided on the spot (即办件)."""
        return self.handling == Handling.IMMEDIATE

    @property
    def visits(self) -> int:
        """How often the applicant has to come (到现场次数)."""
        return 0 if self.is_online else 1
