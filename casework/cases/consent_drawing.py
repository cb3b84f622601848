"""The consent machine as lines, as a drawing and as a page for people."""

from collections.abc import Iterator

from casework.cases.consent_states import TRANSITIONS, ConsentStage, Edge


def lines() -> Iterator[str]:
    """One ``FROM -> TO`` for each edge."""
    for row in TRANSITIONS:
        yield f"{row.before} -> {row.after}"


def mermaid() -> str:
    """A drawing of the states; what moves a record on stands on its arrow."""
    boxes = [f'  {stage}["{stage.label}"]' for stage in ConsentStage]
    arrows = [f"  {row.before} -->|{row.by.label}| {row.after}" for row in TRANSITIONS]
    return "\n".join(["flowchart LR", *boxes, *arrows])


def page() -> str:
    """``docs/consent.md``."""
    table = [_row(row) for row in TRANSITIONS]
    return "\n".join([_INTRODUCTION, "```mermaid", mermaid(), "```", _TABLE, *table, "", _REST])


def _row(row: Edge) -> str:
    guards = ", ".join(f"`{name}`" for name in row.guards) or "–"
    return f"| {row.before} | {row.after} | {row.by.label} | {guards} |"


_INTRODUCTION = """\
# Consent

What she allows, to whom, until when. This page is printed by `manage.py states consent --page`
from `casework/cases/consent_states.py`, and a test holds the two together. `manage.py states
consent` prints every edge.

Each record is one answer to one purpose; sharing is for one service and one partner besides, and
never for "any". No record is edited or deleted. What became of one follows from the day (it ran
out) or from the records after it (taken back, replaced): `consents.history`.
"""

_TABLE = """
## What may become of an answer

Guards are those of `docs/rules.md`, under `cases.`

| From | To | By | Must hold |
|---|---|---|---|"""

_REST = """\
## Whoever needs her consent asks at the moment of acting

`casework.cases.consents`, over `consent_documents(case, keys)`:

| Act | Asks |
|---|---|
| anything | `consent_covers(documents, purpose, on=, service=, partner=)` answers with the sentence that stands in the way |
| a referral, at each step out | `covers(documents, service=, partner=, on=)` |
| another organisation takes over | `covers_transfer(documents, receiver, on=)`, the receiver as the id of its row in the directory |
| promising to call or to write to her | `contact_allowed(documents, method, on=)` refuses what she refused; `contact_hint` warns of what she was never asked, and does not block |
| keeping her names | `names_may_be_kept(documents, told)` refuses them after her no to our keeping what identifies her |
| opening a case | `allows_services`, or a reason why she cannot be asked |
| counting her | `counts_in_reports(documents, on)`; the digest keeps the last day under `allows`, so that counts need not open records |
| writing down what she tells | refused after her no to our help: `cases.writing_is_allowed` |

A no to our help stands above every other yes.

## What it takes to say yes

* Spoken is the rule: a signed paper can kill. Interpreter and witness stand under codes.
* Why we ask, and that she may take it back, was explained and is ticked. In the short form of
  immediate danger it may follow; a review of consent is due within three days.
* Under 18, or unsure: her own assent always, and beside it a safe adult, a decision in her best
  interests, or, in danger, her assent alone. The two last the desk's focal point for children, or
  her deputy, decides within 24 hours (`child_decision`); where neither is in post, a second person.
  Whoever bought her, or his family, is never her guardian. Of age, nobody says yes for her.
* Where it is doubted that she decides freely: what was done about it, and a witness.
* It holds for six months unless she wants it shorter, never for more than a year. A month before
  the first yes runs out, one task says so and not for what (`consent_expiring`).

## Taking back

Its own page names what it stops before it is done: referrals by number and state, the way of
reaching her, the counting. It takes effect in one transaction: every referral that rests on it stops
there (`referral.md`), and whoever has something of hers is told within 24 hours and asked to delete
it (`partner_notice`). A no does the same, whether or not a yes stood: something may have been sent in
danger, without one.

After her no to our keeping what identifies her, the names and the day of birth that lie there already
wait to be erased: a task within the hour (`consent_review`) and a line on the page of what she
allows, until `actions.identifying.erase_names` has overwritten them, the digest by which she is found
and every draft of that section; her number goes with them only if she wants that. Code, label and
what to call her stay (`cases.names_are_to_go`). A draft that a page still open sends after her no is
kept without them (`web.drafts.unnamed`); at a locked desk, where nobody can read her no, so is one of
a page from before the section was last written.

## When she cannot be asked

Help alone goes on, on her vital interests, with a reason. A supervisor renews it every 14 days, or
30 while she is in custody, returned or without news (`basis_renewal`). For a girl, or who may be
one, it is the focal point for children who lets it go on: within 24 hours, and each time the term
ends (`child_decision`, `cases.girl_is_renewed_by_focal_point`). When it runs out nothing new is
shared; nothing is closed, hidden or erased.

An appeal against a forced return may rest on what she asked for in case she is taken
(`referrals.appeal_is_wished`): for that one service, to the place she named, with her name or, where
she wanted that, without any name of hers in it, and only while an arrest or return of hers holds. Her
no, to our help or to that partner, stands above it. A wish that she takes back or changes has the
partner told.

## Decisions

* `share_health`, `share_legal` and the others of the reference are one purpose here, `share`, with
  service and partner; what it is counted under follows from the service and is kept as `shared_as`.
  One yes "to health care" to no partner by name does not exist.
* In clear stand only her answer about our help, and that one of her answers is to be asked again by
  some day: neither which, nor how many.
"""  # noqa: E501  # a table
