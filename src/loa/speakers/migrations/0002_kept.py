"""Proofs stay as they came, whatever the code does."""

from django.db import migrations

SET = r"""
CREATE FUNCTION speakers_proof_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a proof is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'proof_stays';
END $$;
CREATE TRIGGER speakers_proof_stays BEFORE UPDATE OR DELETE ON speakers_proof
  FOR EACH ROW EXECUTE FUNCTION speakers_proof_stays();

DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON speakers_proof FROM loa_app;
    REVOKE DELETE, TRUNCATE ON speakers_cluster, speakers_device, speakers_silence, speakers_play, speakers_airing FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER speakers_proof_stays ON speakers_proof;
DROP FUNCTION speakers_proof_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("speakers", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
