"""A use of the kill switch stays as it was pressed, and once ended as it ended, whatever the code does."""

from django.db import migrations

SET = r"""
CREATE FUNCTION speakers_silence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.off_at IS NOT NULL
     OR (NEW.group_id, NEW.cluster_id, NEW.body_id, NEW.on_by_id, NEW.on_at, NEW.reason, NEW.command_id)
        IS DISTINCT FROM
        (OLD.group_id, OLD.cluster_id, OLD.body_id, OLD.on_by_id, OLD.on_at, OLD.reason, OLD.command_id) THEN
    RAISE EXCEPTION 'what was silenced stays on record' USING ERRCODE = 'check_violation', CONSTRAINT = 'silence_stays';
  END IF;
  IF NEW.off_at IS NOT NULL AND (OLD.off_asked_by_id IS NULL OR NEW.off_asked_by_id <> OLD.off_asked_by_id) THEN
    RAISE EXCEPTION 'one asks, then another agrees' USING ERRCODE = 'check_violation', CONSTRAINT = 'silence_asked_before';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER speakers_silence_stays BEFORE UPDATE OR DELETE ON speakers_silence
  FOR EACH ROW EXECUTE FUNCTION speakers_silence_stays();
"""
UNSET = """
DROP TRIGGER speakers_silence_stays ON speakers_silence;
DROP FUNCTION speakers_silence_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("speakers", "0020_slot_hands_and_hanoi_limits")]

    operations = [migrations.RunSQL(SET, UNSET)]
