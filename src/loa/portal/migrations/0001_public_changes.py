"""Whatever is issued, corrected or published tells the web processes at commit, whoever wrote it and how."""

from django.db import migrations

SET = """
CREATE FUNCTION portal_public_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('loa_public', '');
  RETURN NULL;
END $$;
CREATE TRIGGER portal_public_changed AFTER INSERT OR UPDATE ON bulletins_bulletin
  FOR EACH ROW WHEN (NEW.sent_at IS NOT NULL AND NEW.mode = 'live') EXECUTE FUNCTION portal_public_changed();
CREATE TRIGGER portal_public_changed AFTER INSERT OR UPDATE OR DELETE ON bulletins_issued
  FOR EACH ROW EXECUTE FUNCTION portal_public_changed();
CREATE TRIGGER portal_public_changed AFTER INSERT OR UPDATE OR DELETE ON bulletins_correction
  FOR EACH ROW EXECUTE FUNCTION portal_public_changed();
CREATE TRIGGER portal_public_changed AFTER INSERT OR UPDATE OR DELETE ON website_page
  FOR EACH ROW EXECUTE FUNCTION portal_public_changed();
CREATE TRIGGER portal_public_changed AFTER INSERT OR UPDATE OR DELETE ON website_pageversion
  FOR EACH ROW EXECUTE FUNCTION portal_public_changed();
"""
UNSET = """
DROP TRIGGER portal_public_changed ON bulletins_bulletin;
DROP TRIGGER portal_public_changed ON bulletins_issued;
DROP TRIGGER portal_public_changed ON bulletins_correction;
DROP TRIGGER portal_public_changed ON website_page;
DROP TRIGGER portal_public_changed ON website_pageversion;
DROP FUNCTION portal_public_changed();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("bulletins", "0009_what_was_shown_stays"),
        ("website", "0002_page_per_account"),
    ]

    operations = [migrations.RunSQL(SET, UNSET)]
