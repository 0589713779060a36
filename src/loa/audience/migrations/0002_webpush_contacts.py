from django.db import migrations, models

KINDS = [('email', 'Thư điện tử'), ('webpush', 'Thông báo trên trình duyệt')]


class Migration(migrations.Migration):

    dependencies = [
        ('audience', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='contact',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.AlterField(
            model_name='suppression',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=8),
        ),
    ]
