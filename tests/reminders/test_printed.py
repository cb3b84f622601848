"""`manage.py reminder_rules`: the printed table is the one that the rules use."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command

from casework.reminders.rules import Kind


def test_every_kind_of_task_says_when_and_to_whom() -> None:
    said = StringIO()
    call_command("reminder_rules", stdout=said)
    levels, kinds = said.getvalue().split("\n\n")
    rows = {line.split()[0]: line for line in kinds.splitlines()[1:]}
    assert set(rows) == set(Kind.values)
    assert rows["post_assault_care"].endswith("  the case's owner")
    assert rows["escalation"].endswith("then the second")
    critical = next(line for line in levels.splitlines() if line.startswith("critical"))
    assert critical.split("  ")[-1].strip() == "24 h"
    assert "4 h" in critical
    assert "12 h" in critical
