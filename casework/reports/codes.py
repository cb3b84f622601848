"""What an alert asks, and every answer that can be given to it: codes alone, for they lie in clear
and whoever reads them may open no record.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Rule(TextChoices):
    MANY_CASES = "many_cases", _("many cases in a short time")
    NOT_HERS = "not_hers", _("cases that are not hers")
    OFF_HOURS = "off_hours", _("outside her hours")
    NEW_NETWORK = "new_network", _("from a network for the first time")
    REFUSALS = "refusals", _("many refusals")
    NO_HITS = "no_hits", _("searches that find nothing")
    EXPORTS = "exports", _("many copies")
    READING_ONLY = "reading_only", _("reads and writes nothing")
    AFTER_CLOSING = "after_closing", _("a case opened after it was closed")


class Hour(TextChoices):
    """When the day of each role begins and ends, on her own clock."""

    CASEWORKER_FROM = "caseworker_from", _("a caseworker's day begins")
    CASEWORKER_UNTIL = "caseworker_until", _("a caseworker's day ends")
    SUPERVISOR_FROM = "supervisor_from", _("a supervisor's day begins")
    SUPERVISOR_UNTIL = "supervisor_until", _("a supervisor's day ends")
    ADMINISTRATOR_FROM = "administrator_from", _("an administrator's day begins")
    ADMINISTRATOR_UNTIL = "administrator_until", _("an administrator's day ends")


class Answer(TextChoices):
    """What a supervisor knows of it."""

    HER_WORK = "her_work", _("Yes, it belonged to her work")
    STOOD_IN = "stood_in", _("Yes, she stood in for somebody")
    CALLED = "called", _("Yes, she was called, or it was urgent")
    TRAVELLED = "travelled", _("Yes, she worked from another place")
    LEARNING = "learning", _("Yes, she is new and learns")
    MISTAKE = "mistake", _("It was a mistake of hers")
    NOT_KNOWN = "not_known", _("I do not know of it, and asked her")
    NOT_RIGHT = "not_right", _("No, it was not right")
    NOT_SHE = "not_she", _("No, and perhaps it was not she")


# After these an administrator does more than close it.
GRAVE = frozenset({Answer.NOT_RIGHT, Answer.NOT_SHE})


class Outcome(TextChoices):
    """How an administrator ended it."""

    EXPLAINED = "explained", _("explained")
    EXPECTED = "expected", _("expected from now on")
    TOLD_HER = "told_her", _("she was talked to")
    SHUT_OUT = "shut_out", _("her sessions were ended, or she was locked out")
    PASSED_UP = "passed_up", _("those who lead the house were told")


class Reason(TextChoices):
    """Why something is expected for a while."""

    STANDS_IN = "stands_in", _("she stands in for somebody")
    NIGHT_LINE = "night_line", _("she answers the line at night")
    TRAVELS = "travels", _("she travels, or her network changes")
    NEW_HERE = "new_here", _("she is new and learns")
    REVIEWS = "reviews", _("she reviews many cases")
    MOVES = "moves", _("cases are handed over or moved")
