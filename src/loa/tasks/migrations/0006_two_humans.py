"""Evidence is accepted by another human being: two accounts of one phone number are one, in the database too."""

from django.db import migrations

SET = r"""
-- The phone number of a person as units.rules.humans reads it: digits only, +84 as 0; NULL where there is none.
CREATE FUNCTION tasks_phone_of(person bigint) RETURNS text STABLE LANGUAGE sql AS $$
  SELECT NULLIF(regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^84', '0'), '')
    FROM units_person WHERE id = person
$$;
CREATE OR REPLACE FUNCTION tasks_accept_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM tasks_progress WHERE assignment_id = NEW.assignment_id AND kind = 'evidence')
     OR EXISTS (SELECT 1 FROM tasks_progress
                 WHERE assignment_id = NEW.assignment_id AND kind = 'evidence'
                   AND (person_id = NEW.person_id OR tasks_phone_of(person_id) = tasks_phone_of(NEW.person_id)))
  THEN
    RAISE EXCEPTION 'evidence is accepted by another person than who handed it in'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'progress_accepted_by_another';
  END IF;
  RETURN NEW;
END $$;
"""
UNSET = """
CREATE OR REPLACE FUNCTION tasks_accept_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP FUNCTION tasks_phone_of(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_by_superior"), ("units", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
