"""Whether the demo is what it promises to be, one answer a claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from casework.web.demo import claims_cases, claims_house
from casework.web.demo.survey import survey

_CLAIMS = (*claims_house.CLAIMS, *claims_cases.CLAIMS)
_ONLY_ITS_OWNERS = 0o600


def check(people_file: Path, *, at: datetime) -> Iterator[tuple[bool, str]]:
    """Opens the whole demo with its people's passphrases, on record; raises FileNotFoundError."""
    mode = people_file.stat().st_mode & 0o777
    yield mode == _ONLY_ITS_OWNERS, "the passphrases lie in a file that only its owner reads"
    found = survey(people_file, at=at)
    for sentence, holds in _CLAIMS:
        yield holds(found), sentence
