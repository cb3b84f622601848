import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import casework.accounts.sealed


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0024_sent_until_marked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='ways',
            name='in_china',
            field=casework.accounts.sealed.HouseSealedField(),
        ),
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('revision', models.PositiveIntegerField(default=1)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('endpoint', casework.accounts.sealed.HouseSealedField()),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'digest'), name='one_of_each_browser')],
            },
        ),
    ]
