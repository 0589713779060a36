"""What only a channel has, and what only the ledger has, as of the last night."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_canaries'),
        ('delivery', '0007_turns'),
    ]

    operations = [
        migrations.CreateModel(
            name='Comparison',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='channels.account')),
                ('at', models.DateTimeField()),
                ('since', models.DateTimeField(null=True)),
                ('compared', models.PositiveIntegerField(default=0)),
                ('only_theirs', models.PositiveIntegerField(default=0)),
                ('only_ours', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('theirs', 'chỉ bên kênh có'), ('ours', 'chỉ sổ gửi có')], max_length=6)),
                ('key', models.CharField(max_length=200)),
                ('delivery_id', models.BigIntegerField(null=True)),
                ('state', models.CharField(blank=True, choices=[('planned', 'chờ đến giờ'), ('queued', 'chờ gửi'), ('sending', 'đang gửi'), ('accepted', 'kênh đã nhận'), ('delivered', 'đã đến nơi'), ('played', 'đã phát'), ('played_partly', 'phát dở'), ('failed', 'không gửi được'), ('unknown', 'chưa rõ kết quả'), ('expired', 'quá hạn'), ('suppressed', 'không gửi (theo yêu cầu hoặc giờ yên tĩnh)'), ('superseded', 'đã có bản thay'), ('withdrawn', 'đã thu hồi')], max_length=13)),
                ('found_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.account')),
            ],
            options={
                'verbose_name': 'lượt lệch',
                'constraints': [models.UniqueConstraint(fields=('account', 'side', 'key'), name='difference_once'), models.CheckConstraint(condition=models.Q(('side__in', ['theirs', 'ours'])), name='difference_side'), models.CheckConstraint(condition=models.Q(('state__in', ['', 'planned', 'queued', 'sending', 'accepted', 'delivered', 'played', 'played_partly', 'failed', 'unknown', 'expired', 'suppressed', 'superseded', 'withdrawn'])), name='difference_state')],
            },
        ),
    ]
