"""A draft's form is named by a keyed hash; one under a name in clear would never be found again."""

from django.db import migrations


def forget_drafts(apps, schema_editor):
    letters = apps.get_model("vault", "Letter").objects.using(schema_editor.connection.alias)
    letters.filter(kind="draft").delete()


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_one_emergency_sheet")]

    operations = [migrations.RunPython(forget_drafts, migrations.RunPython.noop)]
