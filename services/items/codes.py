# SPDX-License-Identifier: Apache-2.0
"""Code sets of the catalogue. Values are those of GB/T 39046-2020 annex A where it has one."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemType(TextChoices):
    """事项类型, GB/T 39046-2020 A.1 (the applied-for ones)."""

    LICENCE = "01", _("行政许可")
    GRANT = "05", _("行政给付")
    CONFIRMATION = "07", _("行政确认")
    AWARD = "08", _("行政奖励")
    RULING = "09", _("行政裁决")
    OTHER_POWER = "10", _("其他行政权力")
    PUBLIC_SERVICE = "20", _("公共服务")


class Handling(TextChoices):
    """办件类型, GB/T 39046-2020 A.6."""

    IMMEDIATE = "1", _("即办件")
    COMMITTED = "2", _("承诺件")


class ApplicantKind(TextChoices):
    """Whom an item serves, as the catalogue says it."""

    PERSON = "person", _("个人")
    ENTERPRISE = "enterprise", _("企业和其他组织")
    BOTH = "both", _("个人或企业")


class CrossRegion(TextChoices):
    """How far beyond the city an item can be done."""

    NONE = "none", _("本市")
    PROVINCE = "province", _("省内通办")
    CHUANYU = "chuanyu", _("川渝通办")
    NATION = "nation", _("跨省通办")


class Necessity(TextChoices):
    """Whether a material is wanted of everybody."""

    REQUIRED = "required", _("必要")
    CONDITIONAL = "conditional", _("有此情形才需要")


class MaterialMedium(TextChoices):
    """In which form a material is handed in."""

    ORIGINAL = "original", _("原件")
    COPY = "copy", _("复印件")
    ELECTRONIC = "electronic", _("电子")


class MaterialSource(TextChoices):
    """来源渠道 of the item library practice: 10, 20, 99."""

    APPLICANT = "10", _("申请人自备")
    GOVERNMENT = "20", _("政府部门核发")
    OTHER = "99", _("其他")


class Provenance(TextChoices):
    """How far a record can be trusted; `memory` is never shown as official."""

    FOUND = "found", _("来自公开网页")
    MEMORY = "memory", _("演示数据")
    SYNTHETIC = "synthetic", _("测试数据")


class StepRole(TextChoices):
    """Who does a review step; the values are the staff roles of the kernel."""

    REVIEWER = "reviewer", _("承办")
    EXAMINER = "examiner", _("审核")
    APPROVER = "approver", _("批准")


class VersionStatus(TextChoices):
    """Whether a version is in force."""

    DRAFT = "draft", _("起草")
    PUBLISHED = "published", _("公布中")
    SUPERSEDED = "superseded", _("已有新版")
    WITHDRAWN = "withdrawn", _("已下架")


class BundleRelation(TextChoices):
    """How a member depends on its bundle."""

    MIXED = "mixed", _("先后并行")
    PARALLEL = "parallel", _("同时办")
    SERIAL = "serial", _("依次办")
    MERGED = "merged", _("合并办")
