"""The form of a partner, in its sections: which boxes stand together, and under what."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Section(NamedTuple):
    title: str | Promise
    hint: str | Promise
    names: tuple[str, ...]


SECTIONS: Final = (
    Section(
        _("What it offers, and where"),
        _("Country and province are as fine as a place may be here."),
        ("alias", "name", "kind", "services", "country", "province", "languages", "hours"),
    ),
    Section(
        _("Whom it takes"),
        _("Whoever writes a referral is shown at once where she does not fit."),
        (
            "women_only", "takes_children", "child_from", "child_to", "accessible",
            "intake_rules", "cost",
        ),
    ),
    Section(
        _("Places"),
        _("Ask again every 14 days. What is older is shown as out of date."),
        ("capacity", "places", "places_free", "capacity_on"),
    ),
    Section(
        _("How we reach them"),
        _("Roles rather than names, and nothing by an open line."),
        ("focal_point", "contact", "deputy", "urgent_line", "channel", "key_fingerprint"),
    ),
    Section(
        _("What was agreed"),
        _("Helpers in China sign nothing: a spoken agreement counts, if we know who gave it."),
        (
            "agreement", "agreement_number", "agreed_with", "agreed_on", "agreed",
            "agreement_until", "code_of_conduct", "data_annex",
        ),
    ),
    Section(
        _("What it may be told"),
        _("Each service sets its own limits besides; this partner gets nothing beyond either."),
        ("groups", "appeal_to"),
    ),
    Section(
        _("How far we trust it"),
        _("Seen by supervisors alone."),
        ("trust", "conflicts", "incidents"),
    ),
)  # fmt: skip
