# SPDX-License-Identifier: Apache-2.0
"""Let the application have tables counted anew, which only their owner may do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0024_changes")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION portal_analyze(names text[]) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            DECLARE one text;
            BEGIN
                FOREACH one IN ARRAY names LOOP
                    EXECUTE format('ANALYZE public.%I', one);
                END LOOP;
            END $$;
            REVOKE EXECUTE ON FUNCTION portal_analyze(text[]) FROM PUBLIC;
            """,
            "DROP FUNCTION portal_analyze(text[])",
        ),
    ]
