import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

TO_PERSON = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


def named_by_id():
    return [
        ("revision", models.PositiveIntegerField(default=1)),
        (
            "id",
            models.UUIDField(
                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_administration"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogView",
            fields=[
                *named_by_id(),
                ("query", models.CharField(max_length=500)),
                ("person", models.ForeignKey(**TO_PERSON)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "query"), name="a_view_is_kept_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LogExport",
            fields=[
                *named_by_id(),
                ("query", models.CharField(blank=True, max_length=500)),
                ("upto", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("agreed_by", models.ForeignKey(null=True, **TO_PERSON)),
                ("asked_by", models.ForeignKey(**TO_PERSON)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                        name="an_export_takes_two",
                    )
                ],
            },
        ),
    ]
