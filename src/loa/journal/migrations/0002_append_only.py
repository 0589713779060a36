"""The application's role may add to the journal and read it, nothing else (charter 12)."""

from django.db import migrations

REVOKE = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry, journal_seal FROM loa_app;
    GRANT SELECT, INSERT ON journal_entry, journal_seal TO loa_app;
  END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunSQL(REVOKE, migrations.RunSQL.noop)]
