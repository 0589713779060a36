"""Two indexes under the matrix: the copies of a document by state, and by the body that carries them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_kept")]

    operations = [
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(fields=["document", "state", "due_at"], name="circulation_by_state"),
        ),
        migrations.AddIndex(
            model_name="circulation",
            index=models.Index(fields=["document", "holder"], name="circulation_by_holder"),
        ),
    ]
