"""The register keeps an account for a year after its last send, whatever writes the moment of that send (charter 1)."""

import datetime

from django.db import migrations, models
from django.db.models import F, Q

SET = """
UPDATE channels_account SET listed_until = last_sent_at + interval '366 days'
 WHERE listed_until < last_sent_at + interval '366 days';
CREATE FUNCTION channels_account_keep_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.listed_until := greatest(NEW.listed_until, NEW.last_sent_at + interval '366 days');
  RETURN NEW;
END $$;
CREATE TRIGGER channels_account_keep_listed BEFORE UPDATE OF last_sent_at ON channels_account
  FOR EACH ROW WHEN (NEW.listed_until IS NOT NULL AND NEW.last_sent_at IS NOT NULL)
  EXECUTE FUNCTION channels_account_keep_listed();
"""
UNSET = """
DROP TRIGGER channels_account_keep_listed ON channels_account;
DROP FUNCTION channels_account_keep_listed();
"""


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_mode_never_changes")]

    operations = [
        migrations.RunSQL(SET, UNSET),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=Q(last_sent_at__isnull=True)
                | Q(listed_until__isnull=True)
                | Q(listed_until__gte=F("last_sent_at") + datetime.timedelta(days=365)),
                name="account_listed_a_year_after_last_send",
            ),
        ),
    ]
