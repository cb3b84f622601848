from django.db import migrations, models


class Migration(migrations.Migration):
    """Those that are over are found without looking through all the others."""

    dependencies = [
        ("access", "0011_a_looser_rule"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="usergrant",
            index=models.Index(
                condition=models.Q(("until__isnull", False)),
                fields=["until"],
                name="user_grant_with_an_end",
            ),
        ),
    ]
