"""Stretches of the intake that several journeys answer alike, by keys."""

from __future__ import annotations

from tests.browser.hand import Hand


def explains(hand: Hand) -> None:
    """What she must have heard before her yes counts."""
    hand.tick("explained", "purpose")
    hand.tick("explained", "withdrawal")


def tells_from_place_to_health(hand: Hand) -> None:
    hand.pick("province_in_china", "unknown")
    hand.go("Save and go on")
    hand.pick("urgent_care", "no")
    hand.pick("assault_120h", "no")
    hand.pick("suicidal_thoughts", "none")
    hand.go("Save and go on")


def tells_from_trafficking_to_the_end(hand: Hand) -> None:
    hand.pick("determination", "unknown")
    hand.go("Save and go on")
    hand.go("Next section")  # no account is asked for
    hand.pick("channel", "phone")
    hand.pick("referred_from", "self_referral")
    hand.pick("information_source", "survivor")
    hand.pick("reliability", "likely_reliable")
    hand.go("Save and go on")
    hand.tick("told_her", "what_is_kept")
    hand.fill("next_contact", "Sunday, she calls")
    hand.pick("limits_answer", "unknown")
    hand.go("Save and finish")
