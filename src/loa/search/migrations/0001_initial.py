"""The outbox, how far each host has followed it, and the synonyms of the city."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=120, unique=True)),
                ('folder', models.CharField(blank=True, max_length=60)),
                ('xid', models.BigIntegerField(default=0)),
                ('row', models.BigIntegerField(default=0)),
                ('mark', models.CharField(blank=True, max_length=40)),
                ('next_xid', models.BigIntegerField(default=0)),
                ('next_row', models.BigIntegerField(default=0)),
                ('next_mark', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('rebuilding', 'đang lập lại chỉ mục'), ('following', 'đang theo kịp thay đổi')], default='rebuilding', max_length=12)),
                ('documents', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(null=True)),
                ('alive_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['rebuilding', 'following'])), name='index_state')],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('xid', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('thing', models.CharField(max_length=40)),
            ],
            options={
                'indexes': [models.Index(fields=['xid', 'id'], name='outbox_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wordings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('folded', models.CharField(max_length=600)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'nhóm từ đồng nghĩa',
                'ordering': ['folded', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('wordings', []), _negated=True), name='synonym_says_something'), models.UniqueConstraint(fields=('folded',), name='synonym_once')],
            },
        ),
    ]
