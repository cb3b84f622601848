"""The large house of the bench is made of the tables as they are."""

from __future__ import annotations

from typing import Any

from bench.crowd import WATCHED, gather
from casework.cases.models import Case, Label
from casework.cases.queries import Scope, in_scope
from tests import make


def test_the_crowd_of_the_bench_fits_the_tables(owner_cursor: Any, house: make.House) -> None:
    crowd = gather(owner_cursor.connection)
    crowd.grow(WATCHED + 10)
    crowd.share(3)
    assert Case.objects.count() == Label.objects.count() == WATCHED + 10
    assert in_scope(Scope.DESK, crowd.supervisors[0]).count() == WATCHED
    assert in_scope(Scope.SHARED, crowd.workers[0]).count() == 3
