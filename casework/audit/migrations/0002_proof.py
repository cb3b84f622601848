"""What is kept of the proof: checkpoints, witnesses, verifications, and what is wrong."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=255, unique=True)),
                ("number", models.BigIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "audit_alarm"},
        ),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=255)),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "audit_checkpoint"},
        ),
        migrations.CreateModel(
            name="AuditCosignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField(db_index=True)),
                ("witness", models.CharField(max_length=255)),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "audit_cosignature"},
        ),
        migrations.CreateModel(
            name="AuditVerification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("entries", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("checkpoints", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("broken", models.BigIntegerField()),
                ("first_broken", models.BigIntegerField(null=True)),
                ("findings", models.TextField(blank=True)),
            ],
            options={
                "db_table": "audit_verification",
                "indexes": [models.Index(fields=["-started_at"], name="audit_verified")],
            },
        ),
        migrations.CreateModel(
            name="AuditWitness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, unique=True)),
                ("size", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=32)),
                ("since", models.DateTimeField(null=True)),
            ],
            options={"db_table": "audit_witness"},
        ),
    ]
