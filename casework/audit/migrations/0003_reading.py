"""Indexes in the order of the pages of the log: each condition, then when, then the number."""

from django.db import migrations, models


def index(name, *columns, but=None):
    usual = {} if but is None else {"condition": models.Q(but, _negated=True)}
    fields = [*columns, "at", "number"]
    return migrations.AddIndex("auditentry", models.Index(fields=fields, name=name, **usual))


BEFORE = ("audit_by", "audit_code", "audit_verb", "audit_at", "audit_outcome")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_proof"),
    ]

    operations = [
        *(migrations.RemoveIndex("auditentry", name) for name in BEFORE),
        index("audit_at"),
        index("audit_by", "by"),
        index("audit_by_verb", "by", "verb"),
        index("audit_verb", "verb"),
        index("audit_code", "subject_code", but=("subject_code", "")),
        index("audit_desk", "desk", but=("desk", "")),
        index("audit_network", "network", but=("network", "")),
        index("audit_outcome", "outcome", but=("outcome", "done")),
    ]
