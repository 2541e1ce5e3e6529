# SPDX-License-Identifier: Apache-2.0
"""Where things are: divisions, organs, centres, windows and their hours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DivisionLevel(models.TextChoices):
    """The levels of administrative divisions (行政区划)."""

    PROVINCE = "province", _("省")
    MUNICIPALITY = "municipality", _("直辖市")
    PREFECTURE = "prefecture", _("市")
    COUNTY = "county", _("县（区）")
    STREET = "street", _("街道")
    TOWN = "town", _("镇")
    TOWNSHIP = "township", _("乡")
    COMMUNITY = "community", _("社区")
    VILLAGE = "village", _("村")
    OTHER = "other", _("其他")


class Division(models.Model):
    """One administrative division (GB/T 2260 and the statistical codes below the county)."""

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("层级", max_length=12, choices=DivisionLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Organ(models.Model):
    """A body that implements items and decides. Remedy bodies are printed on refusals."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100, unique=True)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="区划")
    kind = models.CharField("性质", max_length=20, default="法定机关")
    phone = models.CharField("咨询电话", max_length=40, blank=True)
    complaint_phone = models.CharField("监督电话", max_length=40, blank=True, default="12345")
    reconsideration_body = models.CharField("复议机关", max_length=100, blank=True)
    court = models.CharField("诉讼法院", max_length=100, blank=True)

    class Meta:
        verbose_name = "部门"
        verbose_name_plural = "部门"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """A service centre (政务服务中心) or sub-centre (分中心)."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="区划")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_centres",
        verbose_name="主中心",
    )
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)

    class Meta:
        verbose_name = "政务服务中心"
        verbose_name_plural = "政务服务中心"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A window of a centre; a comprehensive window takes files of every organ."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="windows", verbose_name="中心")
    number = models.PositiveSmallIntegerField("窗口号")
    name = models.CharField("名称", max_length=60)
    organs = models.ManyToManyField(Organ, blank=True, related_name="windows", verbose_name="部门")

    class Meta:
        verbose_name = "窗口"
        verbose_name_plural = "窗口"
        ordering = ("centre_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("centre", "number"), name="window_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number}号{self.name}"


class OpeningHours(models.Model):
    """When a centre is open on a weekday (0 = Monday). Saturday service is 延时服务."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="hours", verbose_name="中心")
    weekday = models.PositiveSmallIntegerField("星期")
    opens = models.TimeField("开门")
    closes = models.TimeField("关门")
    is_extended = models.BooleanField("延时服务", default=False)

    class Meta:
        verbose_name = "开放时间"
        verbose_name_plural = "开放时间"
        ordering = ("centre_id", "weekday", "opens")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="opening_hours_weekday_0_to_6"
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="opening_hours_close_after_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre_id} {self.weekday} {self.opens}-{self.closes}"
