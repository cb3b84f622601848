"""Where a row stands in her line; rows told until now stand in the order of their telling."""

from django.db import migrations, models
from django.db.models import F, Q

APART = 2**40


def stand_in_the_order_of_telling(apps, schema_editor):
    apps.get_model("pathways", "Move").objects.using(schema_editor.connection.alias).update(
        place=F("number") * APART
    )


class Migration(migrations.Migration):
    dependencies = [("pathways", "0001_initial")]

    operations = [
        migrations.AddField("move", "place", models.BigIntegerField(default=0), False),
        migrations.RunPython(stand_in_the_order_of_telling, migrations.RunPython.noop),
        migrations.AlterField(
            "move",
            "to_state",
            models.CharField(
                blank=True,
                choices=[
                    ("FM1", "held by a broker, a sale is being arranged"),
                    ("FM2", "with the buyer, locked in or guarded"),
                    ("FM3", "goes out only accompanied or watched"),
                    ("FM4", "moves about locally, in fear of a report"),
                    ("FM5", "staying for now, her decision"),
                    ("FM6", "exit from the household planned"),
                    ("FM7", "left the household"),
                    ("FM8", "sold on from the household"),
                    ("FM9", "taken from the household"),
                    ("SX1", "held by a broker, to be sold for sex"),
                    ("SX2", "locked in or guarded, forced into prostitution"),
                    ("SX3", "can go out, bound by debt, watch or threats"),
                    ("SX4", "a covert line to her is open"),
                    ("SX5", "exit from exploitation planned"),
                    ("SX6", "got out of exploitation"),
                    ("SX7", "sold on from exploitation"),
                    ("SX8", "taken from exploitation"),
                    ("HD1", "just crossed, near the border"),
                    ("HD2", "outdoors: mountain, forest, field hut"),
                    ("HD3", "hidden by people: relative, church, employer"),
                    ("HD4", "in a safe place"),
                    ("HD5", "working in hiding"),
                    ("HD6", "moving inside China"),
                    ("HD7", "on the way to a third country"),
                    ("HD8", "her place is known, she must move"),
                    ("HD9", "lured or abducted"),
                    ("HD10", "taken from hiding"),
                    ("HD11", "crossed out of China"),
                    ("CU1", "with the police in China"),
                    ("CU2", "detained in China, awaiting return"),
                    ("CU3", "handed over to North Korea"),
                    ("CU4", "held by North Korean state security"),
                    ("CU5", "in a holding centre (jipkyulso)"),
                    ("CU6", "in a labour camp"),
                    ("CU7", "in prison (kyohwaso)"),
                    ("CU8", "in a political camp"),
                    ("CU9", "detained in a transit country"),
                    ("CU10", "released in China"),
                    ("CU11", "released in North Korea"),
                    ("CU12", "escaped from custody in China"),
                    ("CU13", "escaped from custody in North Korea"),
                    ("NK1", "at home in North Korea"),
                    ("NK2", "left North Korea again"),
                    ("NK3", "hiding in North Korea"),
                    ("SF1", "in a transit country"),
                    ("SF2", "with a mission, UNHCR or an authority"),
                    ("SF3", "in the South Korean inquiry"),
                    ("SF4", "in Hanawon"),
                    ("SF5", "settled in South Korea"),
                    ("SF6", "resettled in another country"),
                    ("SF7", "holds a permit in China"),
                    ("UN1", "silent: agreed contacts were missed"),
                    ("UN2", "no news after several safe attempts"),
                    ("DE1", "died"),
                ],
                max_length=5,
            ),
        ),
        migrations.AddConstraint(
            "move",
            models.CheckConstraint(
                condition=~Q(from_state="", to_state=""), name="a_move_has_a_state"
            ),
        ),
    ]
