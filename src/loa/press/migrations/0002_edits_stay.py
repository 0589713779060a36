"""What a person decided about groups stays as decided; only when it was taken in is added."""

from django.db import migrations

SET = r"""
CREATE FUNCTION press_story_edit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'applied_at') IS DISTINCT FROM (to_jsonb(OLD) - 'applied_at') THEN
    RAISE EXCEPTION 'a decision about groups is never changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'story_edit_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER press_story_edit_stays BEFORE UPDATE OR DELETE ON press_storyedit
  FOR EACH ROW EXECUTE FUNCTION press_story_edit_stays();

DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE DELETE, TRUNCATE ON press_storyedit, press_item, press_story, press_reprintgroup, press_publisher,
      press_source, press_savedcount, press_signal FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER press_story_edit_stays ON press_storyedit;
DROP FUNCTION press_story_edit_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("press", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
