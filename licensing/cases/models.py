# SPDX-License-Identifier: Apache-2.0
"""A case (办件): one matter of one applicant under one version of one item."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from licensing.cases.states import CaseState
from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedJSONField, EncryptedTextField


class CaseChannel(models.TextChoices):
    """How an application came in."""

    ONLINE = "online", _("网上")
    WINDOW = "window", _("窗口")


class Case(models.Model):
    """One case. It keeps the version of the item under which it was received."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="case")
    number = models.CharField(max_length=30, null=True, unique=True)  # noqa: DJ001 - unique
    query_code = EncryptedTextField(blank=True, default="")
    ticket = models.CharField(max_length=12, blank=True, default="")
    version = models.ForeignKey("services.OfferingVersion", models.PROTECT, related_name="cases")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="cases")
    centre = models.ForeignKey("kernel.Centre", models.PROTECT, related_name="cases")
    window = models.ForeignKey("kernel.Window", models.PROTECT, null=True, related_name="cases")
    applicant = models.ForeignKey("kernel.Party", models.PROTECT, related_name="cases")
    agent = models.ForeignKey(
        "kernel.Party", models.PROTECT, null=True, related_name="cases_as_agent"
    )
    filed_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="cases_filed")
    channel = models.CharField(max_length=8, choices=CaseChannel.choices)
    renews = models.ForeignKey(
        "licensing.Licence", models.PROTECT, null=True, blank=True, related_name="renewals"
    )
    renewal_in_time = models.BooleanField(null=True)
    state = models.CharField(max_length=24, choices=CaseState.choices, default=CaseState.DRAFT)
    form = EncryptedJSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    is_deemed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    received_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    #: Set by `late.mark_late`: the late parts of other organs, named.
    late_parts: list[str]

    #: Set by ``apply.submit``: a ban keeps the applicant from applying for the item.
    is_barred: bool

    #: Set by ``gathering.gather``: something has ever stopped a clock of the case.
    has_pauses: bool

    class Meta:
        verbose_name = _("办件")
        verbose_name_plural = _("办件")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(number__isnull=False),
                name="case_submitted_has_number",
            ),
            models.CheckConstraint(
                condition=Q(renewal_in_time__isnull=True) | Q(renews__isnull=False),
                name="case_in_time_is_renewal",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "in_review", "concluded_held"))
                | Q(accepted_on__isnull=False),
                name="case_accepted_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("decided", "issued", "delivered", "closed"))
                | Q(decided_on__isnull=False),
                name="case_decided_has_day",
            ),
        )
        indexes = (
            models.Index(
                fields=("renews",), name="case_renewal", condition=Q(renews__isnull=False)
            ),
            models.Index(
                fields=("organ", "state"),
                name="case_open_by_organ",
                condition=Q(state__in=("accepted", "in_review", "concluded_held")),
            ),
            models.Index(
                fields=("centre", "received_on"),
                name="case_at_intake",
                condition=Q(state__in=("submitted", "supplemented")),
            ),
            models.Index(fields=("applicant", "-id"), name="case_by_applicant"),
            models.Index(fields=("ticket", "received_on"), name="case_by_ticket"),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.number or f"draft:{self.pk}"


class CaseVoiding(models.Model):
    """A request to void a wrong entry, and the second person who agreed."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="voiding")
    reason = models.CharField(max_length=300)
    requested_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("误录作废")
        verbose_name_plural = _("误录作废")
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("requested_by")),
                name="voiding_needs_two_people",
            ),
        )
        triggers = never_deleted(changes=("confirmed_by", "confirmed_at"))

    def __str__(self) -> str:
        return f"void:{self.case_id}"


# -- The materials of a case and the files behind them -----------------------------------------


class Verdict(models.TextChoices):
    """What the clerk found on one material."""

    PENDING = "pending", _("未核验")
    PASSED = "passed", _("合格")
    TO_CORRECT = "to_correct", _("需补正")
    DEFERRED = "deferred", _("可容缺")
    UNTOLD = "untold", _("未在一次告知中提出")


class Origin(models.TextChoices):
    """Where a material is from."""

    APPLICANT = "applicant", _("申请人提交")
    COUNTER = "counter", _("窗口收取")
    LICENCE = "licence", _("已有证照")
    REGISTRATION = "registration", _("部门登记库")


class MaterialGrade(models.TextChoices):
    """How far a material can be trusted (国办函〔2016〕108号)."""

    A = "A", _("A级：政务部门签发或者登记")
    B = "B", _("B级：窗口核验过原件")
    C = "C", _("C级：申请人上传")
    D = "D", _("D级：申请人自述")


class MaterialLineQuerySet(models.QuerySet["CaseMaterial"]):
    """Materials of a case as acts read them."""

    def with_file_mark(self) -> Self:
        """Join the material of the item and set ``has_file``: a file is given and not removed."""
        given = MaterialFile.objects.filter(case_material=OuterRef("pk"), removed_at=None)
        return self.select_related("material").annotate(has_file=Exists(given))


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
    grade = models.CharField(max_length=1, choices=MaterialGrade.choices, default=MaterialGrade.C)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.PENDING)
    note = models.CharField(max_length=300, blank=True, default="")

    #: Set by ``with_file_mark``.
    has_file: bool

    objects = MaterialLineQuerySet.as_manager()

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
