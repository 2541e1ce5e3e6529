# SPDX-License-Identifier: Apache-2.0
"""What an organ asks of another, and what a person lets somebody read."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedTextField
from portal.kernel.sharing.states import RequestState


class DataRequest(models.Model):
    """One organ asks another for data.

    ``kind`` is a code of the list, ``article`` the law that lets it be asked for, ``matter`` the
    item for which. What it is for, about whom, and the answer are sealed; the public reads the
    rest. ``party`` is set where the person or enterprise is on file: it sees that it was asked.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="data_request")
    number = models.CharField(_("编号"), max_length=30, unique=True)
    asker = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="data_asked_for")
    holder = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="data_asked_of")
    kind = models.CharField(_("数据"), max_length=40)
    article = models.CharField(_("依据"), max_length=200)
    matter = models.CharField(max_length=60, blank=True, default="")
    matter_name = models.CharField(_("用于事项"), max_length=200, blank=True, default="")
    purpose = EncryptedTextField()
    about = EncryptedTextField()
    party = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.ASKED
    )
    asked_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = EncryptedTextField(blank=True, default="")
    ground = models.CharField(_("不予提供的理由"), max_length=40, blank=True, default="")
    ended_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("数据请求")
        verbose_name_plural = _("数据请求")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(asker=F("holder")), name="data_request_is_put_to_another_organ"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(ground=""), name="data_refused_has_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at__isnull=True)
                | (~Q(state="asked") & Q(ended_at__isnull=False)),
                name="data_request_ended_has_time",
            ),
        )
        indexes = (
            models.Index(fields=("holder",), name="data_request_open", condition=Q(state="asked")),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.number


def new_token() -> str:
    """Return 144 random bits: the address under which a receiver reads."""
    return secrets.token_urlsafe(18)


class Consent(models.Model):
    """A person lets one receiver's system read one kind of data, for a purpose, until a day."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    person = models.ForeignKey("kernel.Party", models.PROTECT, related_name="consents")
    given_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    client = models.ForeignKey("kernel.ApiClient", models.PROTECT, related_name="consents")
    kind = models.CharField(_("数据"), max_length=20)
    purpose = models.CharField(_("用途"), max_length=200)
    valid_to = models.DateField(_("到"))
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("授权查阅")
        verbose_name_plural = _("授权查阅")
        ordering = ("-id",)
        indexes = (models.Index(fields=("person", "-id"), name="consent_of_person"),)
        triggers = never_deleted(changes=("withdrawn_at",))

    def __str__(self) -> str:
        return f"consent:{self.pk}"
