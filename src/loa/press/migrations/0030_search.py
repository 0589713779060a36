"""Search follows what items say and of whom, where and when; not which group they are in."""

from django.db import migrations

# Grouping moves items again and again and leaves their words alone: only what is searched counts as a change.
SET = """
SELECT search_follow('press_item', 'press.item', 'id');
DROP TRIGGER search_changed ON press_item;

CREATE FUNCTION press_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_outbox (xid, kind, thing)
  SELECT pg_current_xact_id()::text::bigint, 'press.item', changed.id::text FROM changed JOIN was USING (id)
   WHERE (was.title, was.summary, was.text, was.publisher_id, was.published_at, was.topics, was.areas, was.is_sample)
     IS DISTINCT FROM (changed.title, changed.summary, changed.text, changed.publisher_id, changed.published_at,
       changed.topics, changed.areas, changed.is_sample);
  RETURN NULL;
END $$;

CREATE TRIGGER search_changed AFTER UPDATE ON press_item REFERENCING OLD TABLE AS was NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION press_note_change();
"""
UNSET = """
SELECT search_unfollow('press_item');
DROP FUNCTION press_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("press", "0010_desk"), ("search", "0002_follow")]

    operations = [migrations.RunSQL(SET, UNSET)]
