"""What the three parts suggest; it never decides."""

from typing import Any

import pytest

from casework.cases.trafficking import is_suggested, suggestion

ACT = {"act": ["receipt"]}
MEANS = {"means": ["deception"]}
AIM = {"purpose": ["practices_similar_to_slavery"]}


@pytest.mark.parametrize(
    ("answers", "suggested"),
    [
        ({}, False),
        (ACT | MEANS, False),
        (ACT | AIM, False),
        (ACT | MEANS | AIM, True),
        (ACT | AIM | {"under_18": "yes"}, True),
        (ACT | AIM | {"age_at_first": "9--17"}, True),
        (ACT | AIM | {"under_18": "unknown"}, False),
        (ACT | AIM | {"means": ["unknown"]}, False),
        (ACT | AIM | {"means": ["not_asked"]}, False),
    ],
)
def test_three_parts_suggest_trafficking_and_two_of_a_child(
    answers: dict[str, Any], *, suggested: bool
) -> None:
    assert is_suggested(answers) is suggested


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, ""),
        (ACT, "how it was done; what for"),
        (ACT | MEANS | AIM, "the decision is yours"),
        (ACT | AIM | {"under_18": "yes"}, "no means is needed"),
    ],
)
def test_suggestion_says_what_is_told_and_what_is_not(answers: dict[str, Any], words: str) -> None:
    assert words in str(suggestion(answers))
