"""A row that nobody foresaw keeps no other from its turn, and is not passed over in silence."""

from __future__ import annotations

import pytest

from casework.audit import sweeps


def test_one_that_fails_keeps_no_other_from_its_turn() -> None:
    done = []

    def act(row: int) -> bool:
        if row == 2:
            raise KeyError("poison")
        done.append(row)
        return True

    with pytest.raises(ExceptionGroup) as told:
        sweeps.each([1, 2, 3], act)
    assert done == [1, 3]
    assert [type(error) for error in told.value.exceptions] == [KeyError]
    assert sweeps.each([1, 3], act) == 2
