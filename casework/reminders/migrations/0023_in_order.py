import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0022_break_glass_asked'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='due',
            name='due_mine',
        ),
        migrations.AddField(
            model_name='due',
            name='rank',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(kind__in=['if_taken', 'post_assault_care', 'supervisor_alert'], then=0), models.When(kind__in=['access_review', 'key_rotation', 'safe_times'], then=2), default=1), output_field=models.SmallIntegerField()),
        ),
        migrations.AddField(
            model_name='due',
            name='effective_at',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Greatest('due_at', 'snoozed_until'), output_field=models.DateTimeField()),
        ),
        migrations.AddIndex(
            model_name='due',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['owner', 'rank', 'effective_at', 'id'], name='due_in_order'),
        ),
    ]
