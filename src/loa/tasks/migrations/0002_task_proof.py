"""What proves a task: words or a file; entries stay as written, and nobody accepts what they handed in."""

from django.db import migrations, models

SET = r"""
CREATE FUNCTION tasks_accept_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM tasks_progress
                  WHERE assignment_id = NEW.assignment_id AND kind = 'evidence' AND person_id <> NEW.person_id)
     OR EXISTS (SELECT 1 FROM tasks_progress
                 WHERE assignment_id = NEW.assignment_id AND kind = 'evidence' AND person_id = NEW.person_id)
  THEN
    RAISE EXCEPTION 'evidence is accepted by another person than who handed it in'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'progress_accepted_by_another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tasks_accept_by_another BEFORE INSERT ON tasks_progress
  FOR EACH ROW WHEN (NEW.kind = 'accepted') EXECUTE FUNCTION tasks_accept_by_another();

CREATE FUNCTION tasks_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this stays as it was written' USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
END $$;
CREATE TRIGGER tasks_progress_stays BEFORE UPDATE OR DELETE ON tasks_progress
  FOR EACH ROW EXECUTE FUNCTION tasks_stays('progress_stays');
CREATE TRIGGER tasks_assignment_body_stays BEFORE UPDATE OF body_id, task_id ON tasks_assignment
  FOR EACH ROW WHEN (OLD.body_id <> NEW.body_id OR OLD.task_id <> NEW.task_id)
  EXECUTE FUNCTION tasks_stays('assignment_body_stays');

DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON tasks_progress, tasks_progress_files FROM loa_app;
    REVOKE DELETE, TRUNCATE ON tasks_assignment FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER tasks_assignment_body_stays ON tasks_assignment;
DROP TRIGGER tasks_progress_stays ON tasks_progress;
DROP TRIGGER tasks_accept_by_another ON tasks_progress;
DROP FUNCTION tasks_stays();
DROP FUNCTION tasks_accept_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="task", name="needs_file", field=models.BooleanField(default=False)
        ),
        migrations.RunSQL(SET, UNSET),
    ]
