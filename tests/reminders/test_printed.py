"""`manage.py reminder_rules`: the printed table is the one that the rules use, and the page's."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from casework.reminders.kinds import TABLE, Kind

# The types that reference 3.5 names.
NAMED = """
follow_up safety_check risk_reassess consent_expiring consent_review referral_review_due
referral_no_response referral_feedback appointment closure_review retention_due
partner_agreement_expiring partner_capacity_stale access_review key_rotation contact_window
case_review if_taken confirm_protective_act basis_renewal post_assault_care break_glass_review
"""


def printed() -> str:
    said = StringIO()
    call_command("reminder_rules", stdout=said)
    return said.getvalue()


def test_every_kind_of_task_says_when_and_to_whom() -> None:
    assert [line.kind for line in TABLE] == list(dict.fromkeys(line.kind for line in TABLE))
    assert {line.kind for line in TABLE} == set(Kind)
    levels, kinds = (part.splitlines()[1:] for part in printed().split("\n\n"))
    words = {line.split()[0] for line in kinds}
    assert set(NAMED.split()) <= words
    assert levels[0].split("  ")[0] == "critical"
    assert "4 h, then 12 h" in levels[0]


def test_the_page_has_it_as_it_is_printed() -> None:
    page = Path(settings.BASE_DIR, "docs/reminders.md").read_text()
    assert f"```\n{printed()}```\n" in page
