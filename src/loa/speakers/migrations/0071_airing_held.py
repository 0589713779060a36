"""How often a pause held an airing back: a part of its name on the wire."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("speakers", "0070_copies_unchecked")]
    operations = [
        migrations.AddField(
            model_name="airing",
            name="held",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="airing",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "đang giữ lại"),
                    ("ordered", "đã gửi lệnh"),
                    ("done", "đã qua giờ phát"),
                    ("cancelled", "đã hủy"),
                ],
                default="planned",
                max_length=9,
            ),
        ),
    ]
