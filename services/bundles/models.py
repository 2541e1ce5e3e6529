# SPDX-License-Identifier: Apache-2.0
"""Bundles (一件事): several items done as one matter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.codes import BundleRelation, Provenance
from services.items.models.item import ServiceItem


class Bundle(models.Model):
    """One life event or business event with its members in stages; target in working days."""

    code = models.SlugField(_("代码"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=200, unique=True)
    short_name = models.CharField(_("简称"), max_length=40)
    relation = models.CharField(_("办理关系"), max_length=10, choices=BundleRelation.choices)
    target_days = models.PositiveSmallIntegerField(_("目标时限（工作日）"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    joint_visit = models.BooleanField(_("一次联合踏勘"), default=False)
    merged_form = models.BooleanField(_("一张表"), default=False)
    icon = models.CharField(_("图标"), max_length=20, default="paper")
    position = models.PositiveSmallIntegerField(_("次序"), default=0)
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("一件事")
        verbose_name_plural = _("一件事")
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class BundleMember(models.Model):
    """One item of a bundle; members of one stage run side by side."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="members")
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="memberships")
    stage = models.PositiveSmallIntegerField(_("阶段"))
    position = models.PositiveSmallIntegerField(_("次序"))

    class Meta:
        verbose_name = _("一件事的事项")
        verbose_name_plural = _("一件事的事项")
        ordering = ("bundle_id", "stage", "position")
        constraints = (
            models.UniqueConstraint(fields=("bundle", "item"), name="bundle_member_once"),
        )

    def __str__(self) -> str:
        return f"{self.stage}.{self.position}"
