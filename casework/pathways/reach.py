"""What her situation says about reaching her: it stands above what the safe-contact plan allows."""

from __future__ import annotations

from casework.cases.states import Reachability
from casework.pathways.situations import Path, Situation

# Taken, and not told yet where to: the arrest is the next move, and nobody calls meanwhile.
TAKEN = frozenset({Situation.FM9, Situation.SX8, Situation.HD10})
# Held where we can act for her, but never call.
_HELD = TAKEN | {Situation.CU1, Situation.CU2, Situation.CU9}
# Gone, as far as we know.
_GONE = frozenset({Situation.UN2, Situation.DE1})


def reachability(state: str, before: str) -> Reachability:
    """How she may be reached in `state`, when it was `before`.

    Back from custody, from North Korea or from silence, the old plan is not trusted: no contact
    until safe contact is asked again, and saving that section lifts it.
    """
    now = Situation(state)
    if now in _HELD:
        return Reachability.IN_CUSTODY
    if now in _GONE:
        return Reachability.LOST
    if now is Situation.UN1:
        return Reachability(before)
    if _is_in_north_korea(now):
        return Reachability.RETURNED
    was_out_of_reach = before not in (Reachability.REACHABLE, Reachability.NO_SAFE_CONTACT)
    return Reachability.NO_SAFE_CONTACT if was_out_of_reach else Reachability(before)


def _is_in_north_korea(state: Situation) -> bool:
    in_custody_there = state.path is Path.CU and state not in (Situation.CU10, Situation.CU12)
    return in_custody_there or state in (Situation.NK1, Situation.NK3)
