# SPDX-License-Identifier: Apache-2.0
"""The two books: events (what was done) and reads (who looked at personal data)."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from portal.kernel.audit.kept import append_only, never_deleted

CHAIN_FUNCTION = """
    PERFORM 1 FROM kernel_subject WHERE id = NEW.subject_id FOR UPDATE;
    SELECT s.seq + 1, s.head INTO NEW.seq, NEW.prev_hash
      FROM kernel_subject s WHERE s.id = NEW.subject_id;
    NEW.recorded_at := clock_timestamp();
    NEW.hash := kernel_event_hash(NEW);
    UPDATE kernel_subject SET seq = NEW.seq, head = NEW.hash WHERE id = NEW.subject_id;
    RETURN NEW;
"""

READ_CHAIN_FUNCTION = """
    INSERT INTO kernel_readhead (party_id) VALUES (NEW.party_id) ON CONFLICT DO NOTHING;
    SELECT h.seq + 1, h.head INTO NEW.seq, NEW.prev_hash
      FROM kernel_readhead h WHERE h.party_id = NEW.party_id FOR UPDATE;
    NEW.recorded_at := clock_timestamp();
    NEW.hash := kernel_readlog_hash(NEW);
    UPDATE kernel_readhead SET seq = NEW.seq, head = NEW.hash WHERE party_id = NEW.party_id;
    RETURN NEW;
"""


class Event(models.Model):
    """One act on one subject; append-only, chained by hash.

    ``effective_on`` is the day the law says it happened, ``recorded_at`` the database clock.
    ``facts`` hold ids, codes, dates and hashes only, never names, phones or free text.
    """

    subject = models.ForeignKey("kernel.Subject", models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    verb = models.CharField(max_length=80)
    actor = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="+")
    window = models.ForeignKey("kernel.Window", models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=40, blank=True, default="", db_default="")
    to_state = models.CharField(max_length=40, blank=True, default="", db_default="")
    citation = models.CharField(max_length=200, blank=True, default="", db_default="")
    facts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    effective_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(editable=False, null=True)
    prev_hash = models.BinaryField(default=b"", db_default=b"", editable=False)
    hash = models.BinaryField(default=b"", db_default=b"", editable=False)

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = "事件"
        ordering = ("subject_id", "seq")
        constraints = (
            models.UniqueConstraint(fields=("subject", "seq"), name="event_once_per_seq"),
        )
        indexes = (
            BrinIndex(fields=("recorded_at",), name="event_recorded_brin"),
            models.Index(fields=("verb", "recorded_at"), name="event_verb_recorded"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=CHAIN_FUNCTION,
            ),
            *append_only(),
        )

    def __str__(self) -> str:
        return f"{self.subject_id}#{self.seq} {self.verb}"


class ReadHead(models.Model):
    """Number and hash of the newest look at one person's data; the trigger on looks keeps them."""

    party = models.OneToOneField("kernel.Party", models.PROTECT, primary_key=True, related_name="+")
    seq = models.PositiveIntegerField(default=0, db_default=0)
    head = models.BinaryField(default=b"", db_default=b"")

    class Meta:
        verbose_name = "查看记录链头"
        verbose_name_plural = "查看记录链头"
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.party_id}#{self.seq}"


class ReadLog(models.Model):
    """Somebody looked at a person's data: who, whose, why, when; append-only.

    Chained by hash per person read: one chain over all would let every page wait for every other.
    ``read_at`` is the reader's moment, ``recorded_at`` the database clock.
    """

    reader = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="reads")
    subject = models.ForeignKey("kernel.Subject", models.PROTECT, null=True, related_name="+")
    fields = models.CharField(max_length=120)
    reason = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False, null=True)
    seq = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    prev_hash = models.BinaryField(default=b"", db_default=b"", editable=False)
    hash = models.BinaryField(default=b"", db_default=b"", editable=False)

    class Meta:
        verbose_name = "个人信息查看记录"
        verbose_name_plural = "个人信息查看记录"
        ordering = ("-read_at", "-id")
        indexes = (models.Index(fields=("party", "seq"), name="read_in_chain"),)
        triggers = (
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=READ_CHAIN_FUNCTION,
            ),
            *append_only(),
        )

    def __str__(self) -> str:
        return f"{self.reader_id} -> {self.party_id}"
