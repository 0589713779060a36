"""A post may come from a group of the sign-in provider, and then ends with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0003_topics")]

    operations = [
        migrations.AddField("post", "claim", models.CharField(blank=True, max_length=200)),
    ]
