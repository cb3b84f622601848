"""What each event asks for and sets off, as a part of `docs/situation.md`."""

from collections.abc import Iterable, Iterator

from casework.pathways.facts import FACTS, OF_THE_EPISODE
from casework.pathways.requirements import REQUIREMENTS, needs
from casework.pathways.situations import Event, Situation


def lines() -> Iterator[str]:
    yield _ASKED
    yield f"Every move may also tell how she lives there: {_labels(OF_THE_EPISODE)}."
    yield ""
    yield "| Event | | Must be told | May be told |"
    yield "|---|---|---|---|"
    yield from _needed()
    yield ""
    yield _SET_OFF


_ASKED = """\
## What each event asks for

From `casework/pathways/requirements.py`, which the form, the guards and a test read too. "Not
known" is an answer. Every event that opens an episode says when it happened, who told it and how
reliable that is. How often she was sold, crossed or was returned is counted from the line and typed
nowhere.
"""

_SET_OFF = """\
## What a move sets off

From `casework/pathways/aftermath.py`.

| Told | To every supervisor of the desk | To the owner |
|---|---|---|
| any move, correction or event | | new risk assessment and review of consent within 3 days |
| M12 | | both now |
| M06, M08, M24, M25, M20b into CU1, or M18 that tells of one, or into CU1, CU2 or CU3 where she was not before | alert now; confirm or reverse within 24 h | both now; the checklist "if I am taken" after 1, 6, 24 and 72 h |
| M19 | confirm or reverse within 24 h | both within 3 days |
| contact under duress | alert now | both now |

* In custody (CU1, CU2, CU9), from CU3 on, in UN2 and after death no contact is reminded of: the
  follow-up becomes a review of the case without contact on the same day, confirmed or not.
* Into CU1 and CU2, confirmed or not, the move raises the risk level to critical, if it was lower;
  whoever confirms or reverses the arrest decides upon both. Where no arrest is told with it (moved
  on), the raised level is confirmed by itself. Release lowers nothing. Taken back or
  put right, the level is what it was before, unless somebody has set it since.
* Heard of again in custody or in North Korea, M18 needs no proof that it is she, nor that she can
  speak freely: mostly somebody else reports it, and it lifts nothing.
* CU3 is entered only with the event of the forced return, which is written first and named by the
  move. A death is undone by two people. UN2 is a supervisor's word.
* What is told later of an earlier time stands before what was told, and asks for the two reviews
  alone. Where she is now never changes by it.
"""  # noqa: E501  # a table


def _needed() -> Iterator[str]:
    rows = [(str(event), str(event.label), REQUIREMENTS[event]) for event in Event]
    inside = needs(Event.INSIDE, Situation.FM1, Situation.FM2)
    rows[1:1] = [("inside", "FM1 to FM2, SX1 to SX2: the sale itself", inside)]
    lost = needs(Event.M17, Situation.UN1, Situation.UN2)
    place = 1 + next(at for at, row in enumerate(rows) if row[0] == Event.M17)
    rows[place:place] = [("M17", "into UN2", lost)]
    for event, label, asked in rows:
        may = [name for name in asked.may if name not in OF_THE_EPISODE]
        yield f"| {event} | {label} | {_labels(asked.must)} | {_labels(may)} |"


def _labels(names: Iterable[str]) -> str:
    return "; ".join(str(FACTS[name].label) for name in names)
