# SPDX-License-Identifier: Apache-2.0
"""A system of an office that may ask the API in the office's name."""

from __future__ import annotations

from django.db import models


class ApiClient(models.Model):
    """One system of one organ, what it may read and until when.

    Its number and the hash of its secret are kept by the OAuth library in ``application``.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    application = models.OneToOneField(
        "oauth2_provider.Application", models.PROTECT, related_name="api_client"
    )
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="api_clients")
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    valid_to = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "接口用户"
        verbose_name_plural = "接口用户"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name
