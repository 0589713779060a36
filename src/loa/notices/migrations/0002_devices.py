import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHOICES = [('now', 'Gửi thư ngay'), ('push', 'Báo ngay trên thiết bị đã bật'), ('daily', 'Gộp vào thư tổng hợp hằng ngày'), ('weekly', 'Gộp vào thư tổng hợp hằng tuần'), ('never', 'Chỉ xem trên bàn làm việc')]


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='digest',
            name='choice',
            field=models.CharField(choices=CHOICES, max_length=8),
        ),
        migrations.AlterField(
            model_name='notice',
            name='choice',
            field=models.CharField(choices=CHOICES, max_length=8),
        ),
        migrations.AlterField(
            model_name='preference',
            name='choice',
            field=models.CharField(choices=CHOICES, max_length=8),
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscription', models.TextField()),
                ('lookup', models.CharField(max_length=80, unique=True)),
                ('proof', models.CharField(max_length=64)),
                ('turned_on_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
