# SPDX-License-Identifier: Apache-2.0
"""The materials of a case and the files behind them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    PENDING = "pending", _("未核验")
    PASSED = "passed", _("合格")
    TO_CORRECT = "to_correct", _("需补正")
    DEFERRED = "deferred", _("可容缺")


class Origin(models.TextChoices):
    APPLICANT = "applicant", _("申请人提交")
    COUNTER = "counter", _("窗口收取")
    LICENCE = "licence", _("已有证照")
    REGISTRATION = "registration", _("部门登记库")


class Grade(models.TextChoices):
    """How far a material can be trusted (国办函〔2016〕108号)."""

    A = "A", _("A级：政务部门签发或者登记")
    B = "B", _("B级：窗口核验过原件")
    C = "C", _("C级：申请人上传")
    D = "D", _("D级：申请人自述")


class CaseMaterial(models.Model):
    """One material of the list, as it stands in this case."""

    #: Set by the pages of a draft: an answer about the situation decides whether it applies.
    is_settled: bool

    case = models.ForeignKey("licensing.Case", models.CASCADE, related_name="materials")
    material = models.ForeignKey("services.Material", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    is_applicable = models.BooleanField(default=True)
    wants_deferral = models.BooleanField(default=False)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.APPLICANT)
    grade = models.CharField(max_length=1, choices=Grade.choices, default=Grade.C)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.PENDING)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("办件材料")
        verbose_name_plural = _("办件材料")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("case", "material"), name="case_material_once"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"


class MaterialFile(models.Model):
    """One file for one material. A replaced file stays, marked as such."""

    case_material = models.ForeignKey(CaseMaterial, models.CASCADE, related_name="files")
    upload = models.OneToOneField("kernel.Upload", models.PROTECT, related_name="material_file")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("材料文件")
        verbose_name_plural = _("材料文件")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case_material_id}:{self.upload_id}"
