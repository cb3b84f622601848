from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_code_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasure',
            name='climbed',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
