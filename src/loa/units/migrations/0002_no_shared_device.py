"""A machine is shared, not a person: the browser's cookie and the session say so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [migrations.RemoveField("person", "shared_device")]
