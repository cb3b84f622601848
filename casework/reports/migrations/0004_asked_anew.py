from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Far more of what was answered is an alert of its own: only one that waits is alone."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0003_told"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="alert", name="one_alert_a_person_rule_and_period"
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "")),
                fields=("person", "rule", "period"),
                name="one_alert_waits_a_person_rule_and_period",
            ),
        ),
    ]
