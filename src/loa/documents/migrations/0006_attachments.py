"""Files beside a version: written with it, none added, changed or taken away later."""

import django.db.models.deletion
from django.db import migrations, models

SET = r"""
CREATE FUNCTION documents_attachment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a file beside a version is never changed' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'attachment_stays';
END $$;
CREATE TRIGGER documents_attachment_stays BEFORE UPDATE OR DELETE ON documents_attachment
  FOR EACH ROW EXECUTE FUNCTION documents_attachment_stays();

CREATE FUNCTION documents_attachment_of_its_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.place > (SELECT attached FROM documents_version WHERE id = NEW.version_id) THEN
    RAISE EXCEPTION 'a version has the files it was written with' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'attachment_of_its_version';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_attachment_of_its_version BEFORE INSERT ON documents_attachment
  FOR EACH ROW EXECUTE FUNCTION documents_attachment_of_its_version();

DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON documents_attachment FROM loa_app;
  END IF;
END $$;
"""
UNSET = """
DROP TRIGGER documents_attachment_stays ON documents_attachment;
DROP FUNCTION documents_attachment_stays();
DROP TRIGGER documents_attachment_of_its_version ON documents_attachment;
DROP FUNCTION documents_attachment_of_its_version();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_entered"), ("files", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="attached",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="intake",
            name="beside",
            field=models.ManyToManyField(related_name="+", to="files.storedfile"),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "place"), name="attachment_once"),
                    models.CheckConstraint(condition=models.Q(("place__gte", 1)), name="attachment_has_a_place"),
                ],
            },
        ),
        migrations.RunSQL(SET, UNSET),
    ]
