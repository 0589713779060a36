"""What stays as it was written, whatever the code does: versions, words on them, and numbers once given."""

from django.db import migrations

SET = r"""
CREATE FUNCTION documents_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a version is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'version_stays';
END $$;
CREATE TRIGGER documents_version_stays BEFORE UPDATE OR DELETE ON documents_version
  FOR EACH ROW EXECUTE FUNCTION documents_version_stays();

CREATE FUNCTION documents_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.serial IS NOT NULL
      AND (NEW.serial, NEW.register_id) IS DISTINCT FROM (OLD.serial, OLD.register_id))
     OR (OLD.full_number <> '' AND NEW.full_number <> OLD.full_number)
     OR (OLD.serial IS NOT NULL AND (NEW.kind, NEW.side, NEW.body_id) IS DISTINCT FROM (OLD.kind, OLD.side, OLD.body_id)
         AND NEW.side = 'outgoing')
  THEN
    RAISE EXCEPTION 'a number once given is never changed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'document_number_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_number_stays BEFORE UPDATE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_number_stays();

CREATE FUNCTION documents_register_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last < OLD.last OR NEW.last > OLD.last + 1
     OR (NEW.body_id, NEW.side, NEW.kind, NEW.year) IS DISTINCT FROM (OLD.body_id, OLD.side, OLD.kind, OLD.year)
  THEN
    RAISE EXCEPTION 'a register only goes on by one' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'register_goes_on';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_register_goes_on BEFORE UPDATE ON documents_register
  FOR EACH ROW EXECUTE FUNCTION documents_register_goes_on();

DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON documents_version, documents_comment, documents_direction FROM loa_app;
    REVOKE DELETE, TRUNCATE ON documents_document, documents_register FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER documents_version_stays ON documents_version;
DROP FUNCTION documents_version_stays();
DROP TRIGGER documents_number_stays ON documents_document;
DROP FUNCTION documents_number_stays();
DROP TRIGGER documents_register_goes_on ON documents_register;
DROP FUNCTION documents_register_goes_on();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_registers_and_drafts")]

    operations = [migrations.RunSQL(SET, UNSET)]
