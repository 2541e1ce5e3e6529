# SPDX-License-Identifier: Apache-2.0
"""What belongs to a version: materials, law, special steps, review steps, organs' parts."""

from __future__ import annotations

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.items.by_hand import is_form
from services.items.codes import MaterialMedium, MaterialSource, Necessity, StepRole
from services.items.models.version import OfferingVersion
from services.items.rules.wording import is_catch_all
from services.items.sensitive import is_sensitive

# -- The guard of everything that hangs on a published version ---------------------------------


_FROZEN = """
    IF EXISTS (SELECT 1 FROM services_offeringversion v
                WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.status <> 'draft') THEN
        RAISE EXCEPTION 'a published version never changes';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def frozen_with_version() -> tuple[pgtrigger.Trigger, ...]:
    """Triggers that refuse any change to the parts of a published version."""
    return (
        pgtrigger.Trigger(
            name="frozen_with_version",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=_FROZEN,
        ),
    )


class Material(models.Model):
    """One thing to hand in. Only a secondary material may be deferred (容缺)."""

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="materials")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("材料名称"), max_length=200)
    is_main = models.BooleanField(_("主要材料"), default=True)
    is_deferrable = models.BooleanField(_("可容缺"), default=False)
    necessity = models.CharField(_("必要性"), max_length=12, choices=Necessity.choices)
    form = models.CharField(_("形式"), max_length=12, choices=MaterialMedium.choices)
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

    @property
    def is_sensitive(self) -> bool:
        """Tell whether it shows sensitive personal information (GB/T 45574-2025)."""
        return is_sensitive(self.name)


# -- The law behind an item --------------------------------------------------------------------


class LegalBasis(models.Model):
    """One law behind an item, with its article."""

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField()
    law = models.CharField(_("法律法规"), max_length=200)
    article = models.CharField(_("条款"), max_length=100)

    class Meta:
        verbose_name = _("设定依据")
        verbose_name_plural = _("设定依据")
        ordering = ("version_id", "position")
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"


# -- Published special steps (特殊环节) ------------------------------------------------------------


class SpecialProcedure(models.Model):
    """A published special step (特殊环节) and which clocks it stops.

    ``claims_to_stop`` is what the catalogue says; only the eight kinds of 行政许可法 45 stop the
    statutory term, and a site visit stops neither.
    """

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="special_procedures")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("环节"), max_length=20)
    days = models.PositiveSmallIntegerField(_("所需时间（工作日）"))
    claims_to_stop = models.BooleanField(_("原数据称不计时限"))
    stops_statutory = models.BooleanField(_("不计入法定时限"))
    stops_promised = models.BooleanField(_("不计入承诺时限"))

    class Meta:
        verbose_name = _("特殊环节")
        verbose_name_plural = _("特殊环节")
        ordering = ("version_id", "position")
        constraints = (
            models.CheckConstraint(
                condition=Q(stops_statutory=False) | Q(stops_promised=True),
                name="statutory_stop_stops_promise_too",
            ),
        )
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.kind


# -- How the review of an item is organised ----------------------------------------------------


class ReviewStepTemplate(models.Model):
    """One step of the review: who, in which order, within how many working days.

    Steps of one ``group`` run side by side; groups run in order. ``organ`` is empty for the
    deciding organ, else it names the organ of a joint item whose staff does the step.
    """

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="review_steps")
    group = models.PositiveSmallIntegerField(_("次序"))
    role = models.CharField(_("角色"), max_length=10, choices=StepRole.choices)
    name = models.CharField(_("环节"), max_length=40)
    limit_days = models.PositiveSmallIntegerField(_("时限（工作日）"))
    organ = models.ForeignKey(
        "kernel.Organ", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("审查环节")
        verbose_name_plural = _("审查环节")
        ordering = ("version_id", "group", "id")
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.name


# -- The parts that other organs have in an item (联合办理, 行政许可法 26 and 42) -----------------------


class JointPart(models.Model):
    """What one organ beside the deciding one does for an item, within how many working days."""

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="joint_parts")
    position = models.PositiveSmallIntegerField()
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="joint_parts")
    name = models.CharField(_("环节"), max_length=40)
    days = models.PositiveSmallIntegerField(_("时限（工作日）"))

    class Meta:
        verbose_name = _("联办部分")
        verbose_name_plural = _("联办部分")
        ordering = ("version_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "organ"), name="joint_part_once_per_organ"),
            models.CheckConstraint(condition=Q(days__gt=0), name="joint_part_has_days"),
        )
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.name
