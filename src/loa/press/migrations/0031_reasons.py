"""Why an item is in its groups, as the engine found it. Who may read and write it stands in the database's default rights."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("press", "0030_search")]

    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reason",
                        serialize=False,
                        to="press.item",
                    ),
                ),
                (
                    "beside",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="press.item"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("same_words", "Tin đăng lại: hai bài gần như cùng một lời."),
                            ("part", "Tin đăng lại: phần lớn lời của một bài nằm trong bài kia."),
                            ("edited", "Tin đăng lại: cùng một bài, lời đã sửa."),
                            ("near", "Cùng chùm tin: hai bài có chung nhiều từ ít gặp và đăng gần nhau."),
                            ("through", "Ở cùng nhau nhờ các tin khác: riêng hai bài này thì chưa đủ gần."),
                            ("by_hand", "Cán bộ đã gộp; riêng lời của hai bài thì chưa đủ gần."),
                            (
                                "first",
                                "Tin mở đầu chùm tin: khi thu nhận, chưa có tin nào gần nó trong ba ngày trước.",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("of_both", models.FloatField(null=True)),
                ("of_item", models.FloatField(null=True)),
                ("of_beside", models.FloatField(null=True)),
                ("shared", models.PositiveIntegerField(null=True)),
                ("closeness", models.FloatField(null=True)),
                ("hours", models.FloatField(null=True)),
                ("wording", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["item"]},
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("why__in", ["same_words", "part", "edited", "near", "through", "by_hand", "first"])
                ),
                name="reason_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reason",
            constraint=models.CheckConstraint(
                condition=models.Q(("beside__isnull", True), ("why", "first"))
                | models.Q(models.Q(("why", "first"), _negated=True), ("beside__isnull", False)),
                name="reason_beside_an_item",
            ),
        ),
        migrations.AddIndex(
            model_name="reason",
            index=models.Index(fields=["at"], name="reason_newest"),
        ),
    ]
