"""A clock starts; "opened" is what nothing here may record of a person (charter 11)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]

    operations = [migrations.RenameField("clock", "opened_at", "started_at")]
