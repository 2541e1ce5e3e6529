# SPDX-License-Identifier: Apache-2.0
"""Intermediary services (中介服务, ZY 25): the list, the agencies, applicants' choices."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.editors.models import Told
from services.intermediaries.rules import TradeGrade
from services.items.codes import Provenance
from services.items.models.item import ServiceItem


class IntermediaryService(Told):
    """One service of the published list; what is not on the list is no condition of approval.

    ``result`` is the paper it yields, as the list of materials of the items names it. ``subject``
    carries the story of what editors changed; a shipped row that nobody touched has none.
    """

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100, unique=True)
    legal_basis = models.CharField(_("设定依据"), max_length=200)
    authority = models.CharField(_("行业主管部门"), max_length=100)
    result = models.CharField(_("服务成果"), max_length=200)
    items = models.ManyToManyField(
        ServiceItem, blank=True, related_name="intermediary_services", verbose_name=_("用于事项")
    )
    is_listed = models.BooleanField(_("在清单内"), default=True)
    listed_on = models.DateField(_("列入日期"))
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("中介服务事项")
        verbose_name_plural = _("中介服务事项")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


# -- Agencies that provide intermediary services, and what each states about a service ---------


class Provider(Told):
    """An agency that provides intermediary services; since ``withdrawn_on`` no longer."""

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    phone = models.CharField(_("电话"), max_length=20)
    address = models.CharField(_("地址"), max_length=200)
    withdrawn_on = models.DateField(_("退出日期"), null=True, blank=True)
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("中介服务机构")
        verbose_name_plural = _("中介服务机构")
        ordering = ("uscc",)

    def __str__(self) -> str:
        return self.name


class ProviderOffer(models.Model):
    """What an agency states about one service: qualification, conditions, flow, time, price.

    The grade is given by the authority of the trade, not by the agency.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="offers")
    service = models.ForeignKey(IntermediaryService, models.PROTECT, related_name="offers")
    qualification = models.CharField(_("资质"), max_length=100)
    qualification_number = models.CharField(_("资质证号"), max_length=60)
    valid_from = models.DateField(_("资质自"))
    valid_to = models.DateField(_("资质至"))
    conditions = models.CharField(_("服务条件"), max_length=300)
    flow = models.CharField(_("服务流程"), max_length=300)
    days = models.PositiveSmallIntegerField(_("时限（工作日）"))
    price = models.CharField(_("收费标准"), max_length=200)
    grade = models.CharField(_("信用等级"), max_length=1, choices=TradeGrade.choices)
    graded_on = models.DateField(_("评级日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("机构的服务")
        verbose_name_plural = _("机构的服务")
        ordering = ("service_id", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "service"), name="provider_offers_service_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="qualification_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id}:{self.service_id}"

    @property
    def has_left(self) -> bool:
        """Tell whether the offer or its agency was withdrawn."""
        return self.withdrawn_on is not None or self.provider.withdrawn_on is not None


# -- Whom applicants chose, and nobody else for them (ZY 25) -----------------------------------


class IntermediaryChoice(models.Model):
    """An applicant's own choice of an agency; a later one takes the place of the earlier."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    offer = models.ForeignKey(ProviderOffer, models.PROTECT, related_name="choices")
    service = models.ForeignKey(IntermediaryService, models.PROTECT, related_name="choices")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+")
    chosen_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(_("选定时间"))
    ended_at = models.DateTimeField(_("改选时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("中介选择")
        verbose_name_plural = _("中介选择")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("service", "party"),
                condition=Q(ended_at__isnull=True),
                name="one_current_intermediary_choice",
            ),
        )

    def __str__(self) -> str:
        return f"choice:{self.pk}"
