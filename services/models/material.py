# SPDX-License-Identifier: Apache-2.0
"""What has to be handed in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.codes import MaterialForm, MaterialSource, Necessity
from services.forms_by_hand import is_form
from services.models.frozen import frozen_with_version
from services.models.version import OfferingVersion
from services.wording import is_catch_all


class Material(models.Model):
    """One thing to hand in. Only a secondary material may be deferred (容缺)."""

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="materials")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("材料名称"), max_length=200)
    is_main = models.BooleanField(_("主要材料"), default=True)
    is_deferrable = models.BooleanField(_("可容缺"), default=False)
    necessity = models.CharField(_("必要性"), max_length=12, choices=Necessity.choices)
    form = models.CharField(_("形式"), max_length=12, choices=MaterialForm.choices)
    copies = models.PositiveSmallIntegerField(_("份数"), default=1)
    source = models.CharField(_("来源渠道"), max_length=2, choices=MaterialSource.choices)
    is_shareable = models.BooleanField(_("可由部门间核验"), default=False)
    example = models.CharField(_("填写示例"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("申请材料")
        verbose_name_plural = _("申请材料")
        ordering = ("version_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="material_position_once"),
            models.UniqueConstraint(fields=("version", "name"), name="material_name_once"),
            models.CheckConstraint(
                condition=Q(is_main=False) | Q(is_deferrable=False),
                name="main_material_not_deferrable",
            ),
        )
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.name

    @property
    def has_sample(self) -> bool:
        """A form that the applicant fills in, of which a filled example can be shown."""
        return bool(self.example) or is_form(self.name, self.source)

    def clean(self) -> None:
        """Refuse a name that leaves open what is to be handed in (ZY 29)."""
        if is_catch_all(self.name):
            text = _("“%(name)s”是兜底条款，请写明到底要哪一份材料。") % {"name": self.name}
            raise ValidationError({"name": ValidationError(text, code="catch_all_material")})
