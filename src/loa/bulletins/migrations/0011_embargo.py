"""A press release may carry a moment before which nobody publishes it; an emergency never does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0010_clash")]

    operations = [
        migrations.AddField(
            model_name="bulletin", name="embargo_until", field=models.DateTimeField(null=True)
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority", "emergency"), _negated=True)
                | models.Q(("embargo_until__isnull", True))
                | models.Q(("state__in", ["draft", "returned", "discarded", "missed"])),
                name="bulletin_emergency_is_never_held_back",
            ),
        ),
    ]
