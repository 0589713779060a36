"""Search follows which version of a document which bodies were sent; not how far a body has come with it."""

from django.db import migrations

# A copy is acknowledged, assigned, reminded of again and again: only what it is found by counts as a change. 15: called back.
SET = """
CREATE FUNCTION documents_note_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_outbox (xid, kind, thing)
  SELECT DISTINCT pg_current_xact_id()::text::bigint, 'documents.received', version.id::text
    FROM changed JOIN documents_version AS version
      ON version.document_id = changed.document_id AND version.number = changed.version;
  RETURN NULL;
END $$;

CREATE FUNCTION documents_note_copies_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_outbox (xid, kind, thing)
  SELECT DISTINCT pg_current_xact_id()::text::bigint, 'documents.received', version.id::text
    FROM changed JOIN was USING (id) JOIN documents_version AS version
      ON (version.document_id, version.number) IN
         ((was.document_id, was.version), (changed.document_id, changed.version))
   WHERE (was.document_id, was.version, was.holder_id, was.state = 15, was.entered_version)
     IS DISTINCT FROM
         (changed.document_id, changed.version, changed.holder_id, changed.state = 15, changed.entered_version);
  RETURN NULL;
END $$;

CREATE FUNCTION documents_note_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_outbox (xid, kind, thing)
  SELECT DISTINCT pg_current_xact_id()::text::bigint, 'documents.received', version.id::text
    FROM changed JOIN was USING (id)
    JOIN documents_circulation AS copy ON copy.document_id = changed.id
    JOIN documents_version AS version ON version.document_id = copy.document_id AND version.number = copy.version
   WHERE (was.subject, was.kind, was.agency, was.full_number, was.dated, was.issued_at, was.state, was.body_id,
          was.drafted_for_id, was.officer_id)
     IS DISTINCT FROM
         (changed.subject, changed.kind, changed.agency, changed.full_number, changed.dated, changed.issued_at,
          changed.state, changed.body_id, changed.drafted_for_id, changed.officer_id);
  RETURN NULL;
END $$;

CREATE FUNCTION documents_note_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_outbox (xid, kind, thing)
  SELECT DISTINCT pg_current_xact_id()::text::bigint, 'documents.received', version.id::text
    FROM changed
    JOIN documents_circulation AS copy ON copy.document_id = changed.document_id
    JOIN documents_version AS version ON version.document_id = copy.document_id AND version.number = copy.version;
  RETURN NULL;
END $$;

CREATE TRIGGER received_made AFTER INSERT ON documents_circulation REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION documents_note_copies();
CREATE TRIGGER received_changed AFTER UPDATE ON documents_circulation
  REFERENCING OLD TABLE AS was NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION documents_note_copies_changed();
CREATE TRIGGER received_removed AFTER DELETE ON documents_circulation REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION documents_note_copies();
CREATE TRIGGER received_changed AFTER UPDATE ON documents_document
  REFERENCING OLD TABLE AS was NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION documents_note_sent();
CREATE TRIGGER received_made AFTER INSERT ON documents_document_asked REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION documents_note_asked();
CREATE TRIGGER received_removed AFTER DELETE ON documents_document_asked REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION documents_note_asked();
"""
UNSET = """
DROP TRIGGER received_removed ON documents_document_asked;
DROP TRIGGER received_made ON documents_document_asked;
DROP TRIGGER received_changed ON documents_document;
DROP TRIGGER received_removed ON documents_circulation;
DROP TRIGGER received_changed ON documents_circulation;
DROP TRIGGER received_made ON documents_circulation;
DROP FUNCTION documents_note_asked();
DROP FUNCTION documents_note_sent();
DROP FUNCTION documents_note_copies_changed();
DROP FUNCTION documents_note_copies();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_followed"), ("search", "0002_follow")]

    operations = [migrations.RunSQL(SET, UNSET)]
