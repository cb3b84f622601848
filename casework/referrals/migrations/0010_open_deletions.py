import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import casework.accounts.sealed


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_deputy_proposed'),
        ('referrals', '0009_tallies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenDeletion',
            fields=[
                ('revision', models.PositiveIntegerField(default=1)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('referral', models.UUIDField(null=True)),
                ('words', casework.accounts.sealed.HouseSealedField()),
                ('due_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.desk')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('referral__isnull', False), ('erased_at__isnull', False), _connector='XOR'), name='names_a_referral_until_that_is_gone')],
            },
        ),
    ]
