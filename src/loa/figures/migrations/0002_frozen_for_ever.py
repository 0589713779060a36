"""What was frozen is never changed: the application's role may neither update nor delete it."""

from django.db import migrations

SET = """
CREATE FUNCTION figures_frozen_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a frozen figure is never changed' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'snapshot_frozen_for_ever';
END $$;
CREATE TRIGGER figures_frozen_for_ever BEFORE UPDATE ON figures_snapshot
  FOR EACH ROW EXECUTE FUNCTION figures_frozen_for_ever();
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON figures_snapshot FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER figures_frozen_for_ever ON figures_snapshot;
DROP FUNCTION figures_frozen_for_ever();
"""


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
