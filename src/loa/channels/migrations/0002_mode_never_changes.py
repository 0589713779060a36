"""An account keeps the mode it was made with: rows that point at it were judged by that mode (charter 9)."""

from django.db import migrations

SET = """
CREATE FUNCTION channels_account_keep_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an account keeps its mode (%, not %)', OLD.mode, NEW.mode USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER channels_account_keep_mode BEFORE UPDATE OF mode ON channels_account
  FOR EACH ROW WHEN (OLD.mode IS DISTINCT FROM NEW.mode) EXECUTE FUNCTION channels_account_keep_mode();
"""
UNSET = """
DROP TRIGGER channels_account_keep_mode ON channels_account;
DROP FUNCTION channels_account_keep_mode();
"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
