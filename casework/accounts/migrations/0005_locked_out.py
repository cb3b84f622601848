from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_retired_desks"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="locked_out",
            field=models.BooleanField(default=False),
        ),
    ]
