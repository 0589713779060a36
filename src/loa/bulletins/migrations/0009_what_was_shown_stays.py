"""What was written and what an approver was shown stay: texts are never removed, a request only closes (charter 1, 4)."""

from django.db import migrations

SET = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE DELETE ON bulletins_text FROM loa_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON bulletins_submission FROM loa_app;
    GRANT UPDATE (state, closed_by_id, closed_at, reason, changes) ON bulletins_submission TO loa_app;
  END IF;
END $$;
"""
UNSET = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    GRANT DELETE ON bulletins_text TO loa_app;
    GRANT UPDATE, DELETE, TRUNCATE ON bulletins_submission TO loa_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0008_issued")]

    operations = [migrations.RunSQL(SET, UNSET)]
