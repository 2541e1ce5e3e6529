# SPDX-License-Identifier: Apache-2.0
"""Evaluations of policies are written once."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0009_draft_without_editor"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="policyevaluation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6bcd4b09d75929850b6df010a516d41981d8520d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2df4c",
                    table="services_policyevaluation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policyevaluation",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="caca51eb63c377b13262a66e3d276361e48d2f58",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_6d6f7",
                    table="services_policyevaluation",
                    when="BEFORE",
                ),
            ),
        ),
    ]
