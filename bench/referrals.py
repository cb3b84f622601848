"""The queue of a review in a house with many referrals, and the making of one packet."""

from __future__ import annotations

import os
from typing import Any

import psycopg

from bench.crowd import gather
from bench.figures import Figure, seconds, tell
from bench.ground import new_database
from bench.lists import compared, run_of, sent_by
from casework.accounts.models import User
from casework.cases.models import Case
from casework.referrals import actions, choosing, packets, packing, partners
from casework.referrals.models import Referral
from casework.referrals.packet_groups import Group
from casework.web.referrals.packet_shown import lines
from tests import make
from tests.referrals.conftest import SERVICE, active_partner

REFERRALS = min(100_000, max(int(n) for n in os.environ.get("BENCH_SIZES", "100000").split(",")))
_PAGE = 50
# A tenth waits for its review, as on a bad day; the others are with their partners or over.
_FILL = """
INSERT INTO referrals_referral
    (id, case_id, number, state, urgency, due_at, document, revision)
SELECT gen_random_uuid(), c.id, 99,
    CASE WHEN n % 10 = 0 THEN 'pending_review' WHEN n % 10 < 4 THEN 'sent' ELSE 'closed' END,
    (ARRAY['urgent', 'high', 'routine'])[1 + n % 3],
    CASE WHEN n % 10 < 4 THEN now() + (n % 500 - 100) * interval '10 minutes' END,
    '\\x00'::bytea, 1
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cases_case) c
"""
_BY_HAND = """
SELECT r.*, c.*, l.*, d.*, u.* FROM referrals_referral r
JOIN cases_case c ON c.id = r.case_id JOIN accounts_desk d ON d.id = c.desk_id
JOIN accounts_user u ON u.id = c.owner_id LEFT JOIN cases_label l ON l.case_id = c.id
WHERE r.state = 'pending_review' AND c.desk_id = %s
ORDER BY r.due_at > %s,
    array_position(ARRAY['urgent', 'high', 'routine'], r.urgency::text), r.due_at, r.id LIMIT 50
"""


def measure() -> list[Figure]:
    with new_database(lazy=True) as owner:
        house = make.house()
        packet = _packet(house)
        crowd = gather(owner)
        crowd.grow(REFERRALS)
        queue = _queue(owner, crowd.supervisors[1], crowd.desks[1].pk)
    return [queue, packet]


def _queue(owner: psycopg.Connection, supervisor: User, desk: Any) -> Figure:
    tell(f"{REFERRALS:,} referrals")
    owner.execute(_FILL)
    owner.execute("VACUUM ANALYZE referrals_referral")
    at = make.NOW
    user = User.objects.get(pk=supervisor.pk)
    user.posts_now()
    waiting = Referral.objects.to_review(user, at).select_related(
        "case__label", "case__owner", "case__desk"
    )
    ours = run_of(*sent_by(lambda: list(waiting[:_PAGE])))
    times, what = compared(ours, run_of(_BY_HAND, [desk, at]), "a supervisor's queue")
    note = f"query of the first page of 50 of {waiting.count()} ÷ plain SQL by hand; {what}"
    return Figure("review_queue_ratio", times, "×", f"{REFERRALS:,} referrals; {note}")


def _packet(house: make.House) -> Figure:
    """From the opened record to the words that the partner reads, with the hash of the snapshot."""
    partner = active_partner(house, groups=list(Group))
    case, who = make.opened(house), house.caseworker
    keys = make.keys_for(who, case)
    written = {
        "service": SERVICE,
        "partner": str(partner.pk),
        "need": "A check-up.",
        "contact": "Us.",
    }
    hands: dict[str, Any] = {"by": who.user, "at": make.NOW, "keys": keys}
    referral = actions.draft(case, urgency="high", written=written, **hands)

    def build() -> None:
        document = keys.open_document(referral)
        answers = choosing.told(Case.objects.get(pk=case.pk), keys)
        offered = packing.offered(SERVICE, packing.receives(partners.find(document["partner"])))
        items = packing.chosen([item.name for item in offered], {}, answers, case)
        kept = {"items": items, "always": packing.always(answers)}
        lines(packets.frozen(document | kept, urgency="high", reply_by="")["packet"])

    build()
    milliseconds = min(seconds(build, 1) for _ in range(41)) * 1000
    note = "every section opened, what may go chosen, frozen, hashed and put into words; best of 41"
    return Figure("packet_ms", milliseconds, "ms", note)
