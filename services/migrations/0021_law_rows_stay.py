# SPDX-License-Identifier: Apache-2.0
"""Charges and what may not be deferred are neither edited nor deleted: two people add a row."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0025_learn_sizes"),
        ("services", "0020_law_rows"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="deferralexclusion",
            options={
                "ordering": ("code", "effective_on"),
                "verbose_name": "容缺排除情形",
                "verbose_name_plural": "容缺排除情形",
            },
        ),
        migrations.AlterModelOptions(
            name="feeitem",
            options={
                "ordering": ("name", "effective_on"),
                "verbose_name": "收费清单",
                "verbose_name_plural": "收费清单",
            },
        ),
        migrations.RemoveField(model_name="deferralexclusion", name="items"),
        *(
            migrations.AddField(
                model_name=model,
                name="change",
                field=models.OneToOneField(
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="kernel.change",
                ),
            )
            for model in ("deferralexclusion", "feeitem")
        ),
        migrations.AlterField(
            model_name="deferralexclusion",
            name="citation",
            field=models.CharField(
                blank=True, default="", db_default="", max_length=200, verbose_name="依据"
            ),
        ),
        migrations.AlterField(
            model_name="deferralexclusion",
            name="code",
            field=models.SlugField(max_length=40, verbose_name="代码"),
        ),
        migrations.AlterField(
            model_name="feeitem",
            name="name",
            field=models.CharField(max_length=100, verbose_name="收费项目"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deferralexclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="540e84f4a9e993b0685871ca11b077e4b134494f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_da07e",
                    table="services_deferralexclusion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deferralexclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="2f74bbbf3d960436cd8a9ae531d47fef35ef6534",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_aaa92",
                    table="services_deferralexclusion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feeitem",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0397c6aa5befabe60462a4cf51a93281e266d596",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ef615",
                    table="services_feeitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="feeitem",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="b4788da7e96a378cddfd51b110be5111a9d871ff",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_6db8c",
                    table="services_feeitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="deferralexclusion",
            constraint=models.UniqueConstraint(
                fields=("code", "effective_on"), name="exclusion_once_per_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeitem",
            constraint=models.UniqueConstraint(
                fields=("name", "effective_on"), name="fee_once_per_day"
            ),
        ),
    ]
