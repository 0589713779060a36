"""What the database itself refuses: release by the author's other account, and any change of the public record."""

from django.db import migrations

SET = r"""
CREATE FUNCTION bulletins_phone(phone text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT regexp_replace(regexp_replace(coalesce(phone, ''), '\D', '', 'g'), '^84', '0') $$;

CREATE FUNCTION bulletins_release_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'two_persons' AND EXISTS (
    SELECT 1
      FROM units_person approver, units_person hand
     WHERE approver.id = NEW.approver_id
       AND hand.id IN (
         SELECT NEW.author_id
         UNION SELECT author_id FROM bulletins_bulletin WHERE id = NEW.bulletin_id
         UNION SELECT author_id FROM bulletins_text WHERE bulletin_id = NEW.bulletin_id
         UNION SELECT author_id FROM bulletins_rendition WHERE bulletin_id = NEW.bulletin_id
         UNION SELECT sent_by_id FROM bulletins_submission WHERE id = NEW.submission_id)
       AND (hand.id = approver.id
            OR (bulletins_phone(hand.phone) <> '' AND bulletins_phone(hand.phone) = bulletins_phone(approver.phone))))
  THEN
    RAISE EXCEPTION 'a bulletin is released by a second person' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'release_by_another_human';
  END IF;
  IF NEW.kind = 'one_officer' AND NOT EXISTS (
    SELECT 1 FROM bulletins_bulletin
     WHERE id = NEW.bulletin_id AND relation IN ('correction', 'withdrawal') AND on_prepared_form)
  THEN
    RAISE EXCEPTION 'one officer releases prepared corrections and withdrawals only' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'release_alone_only_mends';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bulletins_release_by_another BEFORE INSERT ON bulletins_release
  FOR EACH ROW EXECUTE FUNCTION bulletins_release_by_another();

DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON bulletins_correction FROM loa_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON bulletins_release FROM loa_app;
    GRANT UPDATE (dispatch_id, undone_at, missed_because, countersigned_by_id, countersigned_at)
      ON bulletins_release TO loa_app;
    REVOKE UPDATE, TRUNCATE ON bulletins_text FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER bulletins_release_by_another ON bulletins_release;
DROP FUNCTION bulletins_release_by_another();
DROP FUNCTION bulletins_phone(text);
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
