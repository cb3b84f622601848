from django.db import migrations, models

_NAMES = [
    ("many_cases", "many cases in a short time"),
    ("not_hers", "cases that are not hers"),
    ("off_hours", "outside her hours"),
    ("new_network", "from a network for the first time"),
    ("refusals", "many refusals"),
    ("no_hits", "searches that find nothing"),
    ("exports", "many copies"),
    ("reading_only", "reads and writes nothing"),
    ("after_closing", "a case opened after it was closed"),
    ("caseworker_from", "a caseworker's day begins"),
    ("caseworker_until", "a caseworker's day ends"),
    ("supervisor_from", "a supervisor's day begins"),
    ("supervisor_until", "a supervisor's day ends"),
    ("administrator_from", "an administrator's day begins"),
    ("administrator_until", "an administrator's day ends"),
]


class Migration(migrations.Migration):
    """The hours of each role are numbers of the house as those of the rules are."""

    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="threshold",
            name="rule",
            field=models.CharField(choices=_NAMES, max_length=20),
        ),
    ]
