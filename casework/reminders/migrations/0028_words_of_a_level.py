from django.db import migrations, models

_LEVELS = [
    ("critical", "immediate danger"),
    ("high", "high"),
    ("medium", "medium"),
    ("low", "low"),
    ("in_custody", "in custody"),
    ("unreachable", "she cannot be reached safely"),
]


class Migration(migrations.Migration):
    """One of them is said otherwise; the codes stay."""

    dependencies = [
        ("reminders", "0027_break_glass_late"),
    ]

    operations = [
        migrations.AlterField(
            model_name="interval",
            name="level",
            field=models.CharField(choices=_LEVELS, max_length=12),
        ),
    ]
