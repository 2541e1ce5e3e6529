# SPDX-License-Identifier: Apache-2.0
"""Parts of several organs in one item, and the law behind a limit."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="offeringversion",
            name="is_joint",
            field=models.BooleanField(db_default=False, default=False, verbose_name="多部门联办"),
        ),
        migrations.AddField(
            model_name="offeringversion",
            name="statutory_citation",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=310, verbose_name="法定时限依据"
            ),
        ),
        migrations.AddField(
            model_name="reviewsteptemplate",
            name="organ",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="kernel.organ",
            ),
        ),
        migrations.CreateModel(
            name="JointPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="环节")),
                ("days", models.PositiveSmallIntegerField(verbose_name="时限（工作日）")),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_parts",
                        to="kernel.organ",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joint_parts",
                        to="services.offeringversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "联办部分",
                "verbose_name_plural": "联办部分",
                "ordering": ("version_id", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "organ"), name="joint_part_once_per_organ"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gt", 0)), name="joint_part_has_days"
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="jointpart",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_with_version",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (SELECT 1 FROM services_offeringversion v\n                WHERE v.id = COALESCE(NEW.version_id, OLD.version_id) AND v.status <> 'draft') THEN\n        RAISE EXCEPTION 'a published version never changes';\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="d21416218f8d57806d0afb09d7fe50294fe61963",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_frozen_with_version_405e3",
                    table="services_jointpart",
                    when="BEFORE",
                ),
            ),
        ),
    ]
