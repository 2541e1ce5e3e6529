# SPDX-License-Identifier: Apache-2.0
"""Appeals, cards, ratings and urges stay."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0003_cards"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="card",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="3e8e45b1fe2c89da99878ea9229b3046b6a1648d",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_002b9",
                    table="complaints_card",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="card",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="f0d3b2603d918142ea27cd06975d29fe909d82ce",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_024da",
                    table="complaints_card",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaint",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="eebb0537a73af91c8eb42c4bd1991b84d289e83e",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_54514",
                    table="complaints_complaint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaint",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="6ca8d0d0eb8e5b6a5d81145e7a48af4dc6d38879",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_42316",
                    table="complaints_complaint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rating",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7fb627fc4a80ef8b3070c24cb4eb77569bcbab1d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f3c81",
                    table="complaints_rating",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rating",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="fa509a36c7cb60764072e908e20b27f85a288d14",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_dd21d",
                    table="complaints_rating",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="urge",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fedd5541f0cd473bd647bd8bc026f1b6641b7ec5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f4265",
                    table="complaints_urge",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="urge",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="4ae685ac36551e98915d3d16195b21bee31c206d",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_442e1",
                    table="complaints_urge",
                    when="BEFORE",
                ),
            ),
        ),
    ]
