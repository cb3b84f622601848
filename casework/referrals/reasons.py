"""The lists that an act on a referral picks from: why, by which way, what came of it."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class ReturnReason(TextChoices):
    CONSENT_UNCLEAR = "consent_unclear", gettext_lazy("her consent is not clear")
    TOO_MUCH = "too_much_data", gettext_lazy("it tells more than the partner needs")
    WRONG_PARTNER = "wrong_partner", gettext_lazy("another partner fits better")
    RISK = "risk_too_high", gettext_lazy("the risk for her is too high")
    MISSING = "missing_data", gettext_lazy("something needed is missing")
    NOT_INFORMED = "survivor_not_informed", gettext_lazy("she was not told of it")
    OTHER = "other", gettext_lazy("another reason")


class CancelReason(TextChoices):
    SHE_DECIDED = "she_decided", gettext_lazy("she decided against it")
    OTHER_WAY = "other_way", gettext_lazy("she is helped in another way")
    NOT_NEEDED = "not_needed", gettext_lazy("it is not needed any more")
    ERROR = "error", gettext_lazy("it was begun in error")
    OTHER = "other", gettext_lazy("another reason")


class DeclineReason(TextChoices):
    NO_CAPACITY = "no_capacity", gettext_lazy("no place free")
    NOT_ELIGIBLE = "not_eligible", gettext_lazy("not among those they can help")
    UNSAFE = "unsafe", gettext_lazy("not safe")
    OUTSIDE = "outside_area", gettext_lazy("outside their area")
    NO_REPLY = "no_reply_to_client", gettext_lazy("they did not reply to her")
    OTHER = "other", gettext_lazy("another reason")


class RecallReason(TextChoices):
    UNSAFE = "unsafe", gettext_lazy("it is not safe for her any more")
    SHE_DECIDED = "she_decided", gettext_lazy("she decided against it")
    WRONG_PARTNER = "wrong_partner", gettext_lazy("another partner fits better")
    NO_ANSWER = "no_answer", gettext_lazy("the partner does not answer")
    ERROR = "error", gettext_lazy("it was sent in error")
    OTHER = "other", gettext_lazy("another reason")


class SuspendReason(TextChoices):
    """Safety alone: whatever else stops a referral has an act of its own."""

    PARTNER = "partner_unsafe", gettext_lazy("the partner may not be safe for her")
    SEEN = "data_seen", gettext_lazy("somebody may have seen what the partner has")
    WATCHED = "she_is_watched", gettext_lazy("she is watched, or held")
    PLACE = "place_known", gettext_lazy("the place is known to those she fled")
    OTHER = "other", gettext_lazy("another danger")


class NotCompletedReason(TextChoices):
    SHE_DECLINED = "she_declined", gettext_lazy("she did not want it any more")
    NO_SHOW = "no_show", gettext_lazy("she did not come")
    PARTNER_WITHDREW = "partner_withdrew", gettext_lazy("the partner withdrew")
    UNSAFE = "unsafe", gettext_lazy("it was not safe")


class Channel(TextChoices):
    """How the packet reaches the partner."""

    IN_PERSON = "in_person", gettext_lazy("in person")
    PHONE = "phone_secure", gettext_lazy("by secure phone")
    FILE = "encrypted_file", gettext_lazy("as an encrypted file")
    PAGE = "one_time_page", gettext_lazy("by a page that opens once")


class Outcome(TextChoices):
    GIVEN = "service_given", gettext_lazy("the service was given")
    REFERRED_ON = "referred_on", gettext_lazy("the partner found her another place")


class Deletion(TextChoices):
    """What a partner answers who was asked to delete what it has of her."""

    CONFIRMED = "confirmed", gettext_lazy("it confirms that it has deleted everything")
    REFUSED = "refused", gettext_lazy("it refuses, or cannot")


class Said(TextChoices):
    YES = "y", gettext_lazy("yes")
    NO = "n", gettext_lazy("no")
    NOTHING = "na", gettext_lazy("she did not say")


class NotAsked(TextChoices):
    """Why she was not asked what she thinks of a service."""

    NOT_YET = "not_yet", gettext_lazy("not yet, ask her later")
    NOT_SAFE = "not_safe", gettext_lazy("it was not safe to ask")
    NO_CONTACT = "no_contact", gettext_lazy("there was no contact with her")
    SHE_DECLINED = "she_declined", gettext_lazy("she did not want to say")


FEEDBACK: Final = ("respected", "safe", "useful", "again")
"""Four questions, each answered by `Said`."""
