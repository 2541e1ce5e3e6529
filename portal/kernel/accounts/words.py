# SPDX-License-Identifier: Apache-2.0
"""Who acts and for whom: parties, users, staff, roles and mandates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    """Who a party is before the law."""

    PERSON = "person", _("自然人")
    ENTERPRISE = "enterprise", _("法人和其他组织")


class IdKind(models.TextChoices):
    """By which document a natural person is known."""

    RESIDENT = "resident", _("居民身份证")
    HOUSEHOLD = "household", _("居民户口簿（未满16周岁）")
    RESIDENCE = "residence", _("港澳台居民居住证")
    HM_PERMIT = "hm_permit", _("港澳居民来往内地通行证")
    TW_PERMIT = "tw_permit", _("台湾居民来往大陆通行证")
    PASSPORT = "passport", _("护照")
    FOREIGN_PR = "foreign_pr", _("外国人永久居留身份证")


class MandateKind(models.TextChoices):
    """In what quality somebody acts for another."""

    AGENT = "agent", _("委托代理人")
    RELATIVE = "relative", _("亲友代办")
    PARENT = "parent", _("父母或其他监护人")
    HELPER = "helper", _("帮办代办员")
    REPRESENTATIVE = "representative", _("法定代表人")
    ADMINISTRATOR = "administrator", _("破产管理人")
    LIQUIDATOR = "liquidator", _("清算组")


#: Who represents an enterprise by a court's paper: nobody else does meanwhile.
COURT_KINDS = (MandateKind.ADMINISTRATOR, MandateKind.LIQUIDATOR)


class Confirmed(models.TextChoices):
    """By what a mandate is known to be wanted."""

    PAPER = "paper", _("窗口核对原件")
    CODE = "code", _("本人手机验证码")
    ACCOUNT = "account", _("本人在账号里同意")
    REGISTER = "register", _("登记机关数据")
    COURT = "court", _("法院文书")


class Relation(models.TextChoices):
    """What a relative or friend is to the one he acts for."""

    CHILD = "child", _("子女")
    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    OTHER = "other", _("其他亲友")


class AccountLevel(models.TextChoices):
    """How surely an account belongs to the person it names; a higher one opens more."""

    UNVERIFIED = "unverified", _("未核验")
    PHONE = "phone", _("已核验手机号")
    IDENTITY = "identity", _("已核验身份")


class Role(models.TextChoices):
    """What a member of staff may do; held by organ, centre and day."""

    CLERK = "clerk", _("窗口人员")
    REVIEWER = "reviewer", _("承办人")
    EXAMINER = "examiner", _("审核人")
    APPROVER = "approver", _("批准人")
    SUPERVISOR = "supervisor", _("督查人员")
    INSPECTOR = "inspector", _("纪检监察")
    SOCIAL_SUPERVISOR = "social_supervisor", _("社会监督员")
    EDITOR = "editor", _("事项管理员")
    HELPER = "helper", _("帮办代办员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


# -- Groups of roles ---------------------------------------------------------------------------


#: Roles that decide on cases of their organ.
REVIEW_ROLES = (Role.REVIEWER, Role.EXAMINER, Role.APPROVER)


#: Roles that see every case, to watch deadlines.
OVERSIGHT_ROLES = (Role.SUPERVISOR, Role.INSPECTOR)
