# SPDX-License-Identifier: Apache-2.0
"""Looks at personal data are chained per person read; those that are there get their places."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION kernel_readlog_hash(r kernel_readlog) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    encode(r.prev_hash, 'hex'), r.party_id, r.seq, r.reader_id, r.subject_id, r.fields, r.reason,
    to_char(r.read_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text, 'UTF8'))
$$
"""
CHAIN = """
SET LOCAL statement_timeout = 0;
ALTER TABLE kernel_readlog DISABLE TRIGGER USER;
DO $$
DECLARE
  one kernel_readlog;
  place integer := 0;
  before bytea := '';
  person bigint;
BEGIN
  FOR one IN SELECT * FROM kernel_readlog ORDER BY party_id, id LOOP
    IF person IS DISTINCT FROM one.party_id THEN
      person := one.party_id;
      place := 0;
      before := '';
    END IF;
    place := place + 1;
    one.seq := place;
    one.prev_hash := before;
    one.recorded_at := one.read_at;
    before := kernel_readlog_hash(one);
    UPDATE kernel_readlog SET seq = place, prev_hash = one.prev_hash,
           recorded_at = one.recorded_at, hash = before WHERE id = one.id;
  END LOOP;
END $$;
INSERT INTO kernel_readhead (party_id, seq, head)
  SELECT DISTINCT ON (party_id) party_id, seq, hash FROM kernel_readlog ORDER BY party_id, seq DESC;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE kernel_readlog ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0022_kept_rows")]

    operations = [
        migrations.CreateModel(
            name="ReadHead",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="kernel.party",
                    ),
                ),
                ("seq", models.PositiveIntegerField(db_default=0, default=0)),
                ("head", models.BinaryField(db_default=b"", default=b"")),
            ],
            options={
                "verbose_name": "查看记录链头",
                "verbose_name_plural": "查看记录链头",
            },
        ),
        migrations.AddField(
            model_name="readlog",
            name="hash",
            field=models.BinaryField(db_default=b"", default=b""),
        ),
        migrations.AddField(
            model_name="readlog",
            name="prev_hash",
            field=models.BinaryField(db_default=b"", default=b""),
        ),
        migrations.AddField(
            model_name="readlog",
            name="seq",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="readlog",
            name="recorded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION kernel_readlog_hash(kernel_readlog)"),
        migrations.RunSQL(CHAIN, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="readlog",
            trigger=pgtrigger.compiler.Trigger(
                name="chain",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    INSERT INTO kernel_readhead (party_id) VALUES (NEW.party_id) ON CONFLICT DO NOTHING;\n    SELECT h.seq + 1, h.head INTO NEW.seq, NEW.prev_hash\n      FROM kernel_readhead h WHERE h.party_id = NEW.party_id FOR UPDATE;\n    NEW.recorded_at := clock_timestamp();\n    NEW.hash := kernel_readlog_hash(NEW);\n    UPDATE kernel_readhead SET seq = NEW.seq, head = NEW.hash WHERE party_id = NEW.party_id;\n    RETURN NEW;\n",
                    hash="60405bd100cb71a37dc07b9f4c8096b08f0f2af9",
                    operation="INSERT",
                    pgid="pgtrigger_chain_ddd73",
                    table="kernel_readlog",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="readlog",
            index=models.Index(fields=["party", "seq"], name="read_in_chain"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="readhead",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="6df7da4f42e9337348d03617d0cb89be7ddde970",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_31d6e",
                    table="kernel_readhead",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="readhead",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
                    hash="d913f7dde965669eabbb376081222f2a7ac77b95",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_f68b1",
                    table="kernel_readhead",
                    when="BEFORE",
                ),
            ),
        ),
    ]
