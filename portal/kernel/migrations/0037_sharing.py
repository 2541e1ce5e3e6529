# SPDX-License-Identifier: Apache-2.0
"""Requests for data between organs, and consents to reading."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import portal.kernel.crypto
import portal.kernel.sharing.models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0036_retention_periods"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="编号")),
                ("kind", models.CharField(max_length=40, verbose_name="数据")),
                ("article", models.CharField(max_length=200, verbose_name="依据")),
                ("matter", models.CharField(blank=True, default="", max_length=60)),
                (
                    "matter_name",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="用于事项"
                    ),
                ),
                ("purpose", portal.kernel.crypto.EncryptedTextField()),
                ("about", portal.kernel.crypto.EncryptedTextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待答复"),
                            ("answered", "已提供"),
                            ("refused", "不予提供"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer", portal.kernel.crypto.EncryptedTextField(blank=True, default="")),
                (
                    "ground",
                    models.CharField(
                        blank=True, default="", max_length=40, verbose_name="不予提供的理由"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_asked_for",
                        to="kernel.organ",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_asked_of",
                        to="kernel.organ",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.party",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_request",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "数据请求",
                "verbose_name_plural": "数据请求",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=portal.kernel.sharing.models.new_token, max_length=32, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="数据")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("valid_to", models.DateField(verbose_name="到")),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="kernel.apiclient",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="kernel.party",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "授权查阅",
                "verbose_name_plural": "授权查阅",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["person", "-id"], name="consent_of_person")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="3089cab154eaeebb27c911dd71b703c7c3dbe2cd",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_d7ce8",
                    table="kernel_consent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="b2f41f2ceb5ffe44f6b1a408619e5c273472170a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_b4161",
                    table="kernel_consent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."given_by_id" IS DISTINCT FROM (NEW."given_by_id") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to") OR OLD."given_at" IS DISTINCT FROM (NEW."given_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ce7b7f5e5e418215a81cbbb35f8740e42a5167de",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_9a6b4",
                    table="kernel_consent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["holder"], name="data_request_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asker", models.F("holder")), _negated=True),
                name="data_request_is_put_to_another_organ",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="data_refused_has_its_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "asked")),
                    models.Q(
                        models.Q(("state", "asked"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="data_request_ended_has_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datarequest",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b03251b1da834628b8cb6f094d53b9983163098f",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_9f092",
                    table="kernel_datarequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="datarequest",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="c3e16ab83fbad5edfa4fc2e1454df8ba4396c388",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_494da",
                    table="kernel_datarequest",
                    when="BEFORE",
                ),
            ),
        ),
    ]
