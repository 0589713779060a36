"""The pause of all workers is the mark of `loa queue` alone; the second switch goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_state_words")]

    operations = [migrations.DeleteModel(name="Switch")]
