"""The risk of the demo's cases: the aid is tried on them, and agrees with their stories."""

from __future__ import annotations

from casework.cases.risk_levels import is_lower, outcome
from casework.cases.states import Risk
from casework.web.demo import assessments, courses
from casework.web.demo.build import STORIES


def test_at_most_a_fifth_of_the_demo_is_critical_by_the_aid() -> None:
    found = assessments.shares()
    assert 0 < found[Risk.CRITICAL] <= 0.20
    assert abs(sum(found.values()) - 1) < 1e-9


def test_the_aid_makes_no_case_graver_than_its_story_says() -> None:
    """Her caseworker may set it higher; a story that the aid overrules tells something else."""
    graver = []
    for story in STORIES:
        steps = courses.read(story.path)
        for days in sorted({story.began, 20, 1, 0}, reverse=True):
            state = assessments.state_on(steps, days)
            found = outcome(assessments.answers(story, state), protocol=False)
            if days <= story.began and is_lower(assessments.level_on(story, days), found.level):
                graver.append((story.label, days, found.level))
    drafts = {story.label for story in STORIES if story.stays in ("draft", "given_back")}
    assert [row for row in graver if row[0] not in drafts] == []
