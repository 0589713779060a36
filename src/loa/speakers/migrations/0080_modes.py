"""An exercise sounds at exercise clusters alone, whatever the code does (charter 9)."""

from django.db import migrations

SET = """
CREATE FUNCTION speakers_cluster_keep_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a cluster keeps its mode (%, not %)', OLD.mode, NEW.mode
    USING ERRCODE = 'check_violation', CONSTRAINT = 'cluster_keeps_its_mode';
END $$;
CREATE TRIGGER speakers_cluster_keep_mode BEFORE UPDATE OF mode ON speakers_cluster
  FOR EACH ROW WHEN (OLD.mode IS DISTINCT FROM NEW.mode) EXECUTE FUNCTION speakers_cluster_keep_mode();

CREATE FUNCTION speakers_play_modes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fresh
               JOIN speakers_airing airing ON airing.id = fresh.airing_id
               JOIN speakers_cluster cluster ON cluster.id = fresh.cluster_id
              WHERE airing.mode <> cluster.mode)
  THEN
    RAISE EXCEPTION 'an airing sounds only at clusters of its own mode'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'play_of_one_mode';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER speakers_play_modes AFTER INSERT ON speakers_play REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION speakers_play_modes();
"""
UNSET = """
DROP TRIGGER speakers_play_modes ON speakers_play;
DROP FUNCTION speakers_play_modes();
DROP TRIGGER speakers_cluster_keep_mode ON speakers_cluster;
DROP FUNCTION speakers_cluster_keep_mode();
"""


class Migration(migrations.Migration):
    dependencies = [("speakers", "0071_airing_held")]

    operations = [migrations.RunSQL(SET, UNSET)]
