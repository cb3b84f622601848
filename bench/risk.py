"""What the risk aid makes of the demo's cases. An aid that calls every fifth critical is wrong."""

from __future__ import annotations

from bench.figures import Figure, tell

CRITICAL_AT_MOST = 0.20


def measure() -> list[Figure]:
    from casework.cases.risk_aid import CURRENT
    from casework.cases.states import Risk
    from casework.web.demo.assessments import shares

    found = shares()
    is_right = found[Risk.CRITICAL] <= CRITICAL_AT_MOST
    goal = f"goal: at most {CRITICAL_AT_MOST:.0%} critical, {'met' if is_right else 'NOT MET'}"
    tell(f"the risk aid, version {CURRENT}: {goal}")
    note = f"of the demo's open cases, by version {CURRENT} of the aid; {goal}"
    return [Figure(f"demo_{level}_share", share, "share", note) for level, share in found.items()]
