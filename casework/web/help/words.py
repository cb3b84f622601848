"""The field's words as this desk uses them, each in one sentence. Words before ideas: no theory."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Term(NamedTuple):
    """`code` is its anchor."""

    code: str
    word: str | Promise
    means: str | Promise


GLOSSARY: Final[tuple[tuple[str | Promise, tuple[Term, ...]], ...]] = (
    (
        _("She, and what is written about her"),
        (
            Term("survivor", _("survivor"), _("The woman this is about. The desk says “she”.")),
            Term(
                "case",
                _("case"),
                _("All that is written about one survivor. It has a code, as CW-…, and no name."),
            ),
            Term(
                "label",
                _("label"),
                _(
                    "Two or three words by which her caseworker knows the case, as “tin spoon”."
                    " Never a name, never a place."
                ),
            ),
            Term(
                "intake",
                _("intake"),
                _("What is asked in the first conversations. It can be saved at any time."),
            ),
            Term(
                "sheet",
                _("sheet"),
                _("The free page beside the questions: write first, sort later."),
            ),
            Term(
                "path",
                _("path"),
                _(
                    "Where she is and was: forced marriage, sexual exploitation, hiding, custody,"
                    " in North Korea, safe, or no news."
                ),
            ),
            Term("episode", _("episode"), _("One stay on one path, from a move to the next.")),
            Term("move", _("move"), _("What led her from one situation to the next.")),
            Term(
                "incident",
                _("incident"),
                _("One thing that was done to her. Her path says where she was, this says what."),
            ),
            Term(
                "broker",
                _("broker"),
                _("Who sold her or handed her on, and who takes money to bring her somewhere."),
            ),
            Term(
                "buyer",
                _("buyer"),
                _("Who paid for her. The desk says so, whatever he is called where she is held."),
            ),
            Term(
                "household",
                _("household where she is held"),
                _("The house and family of the buyer, where she does not live by her own choice."),
            ),
            Term(
                "safe_house",
                _("safe place"),
                _("Where she is sheltered. It is written as a code, never as an address."),
            ),
            Term(
                "lost_contact",
                _("no news"),
                _("Several safe attempts over weeks came to nothing. It is not said sooner."),
            ),
            Term(
                "risk",
                _("risk level"),
                _(
                    "How grave her danger is now: low, medium, high or immediate danger. It decides"
                    " how soon somebody looks again."
                ),
            ),
            Term(
                "safe_contact",
                _("safe contact"),
                _("How, when and under which pretext she may be reached, and what not to say."),
            ),
            Term(
                "code_word",
                _("code word"),
                _(
                    "A word agreed with her. The right one says that it is she; another one, agreed"
                    " too, says that somebody listens."
                ),
            ),
            Term(
                "safety_plan",
                _("safety plan"),
                _("What she does when it becomes dangerous, in her own words."),
            ),
        ),
    ),
    (
        _("What she decides"),
        (
            Term(
                "consent",
                _("consent"),
                _(
                    "Her yes or no to one thing: to our help, to a partner, to a testimony. Each is"
                    " asked by itself, and each can be taken back."
                ),
            ),
            Term("withdrawn", _("withdrawn"), _("She took a yes back; what hung on it stops.")),
            Term("declined", _("chose not to say"), _("An answer, and not a fault in the form.")),
            Term(
                "unknown",
                _("not known"),
                _("An answer too: she does not know, or nobody who told us does."),
            ),
            Term("not_asked", _("not asked"), _("Nobody put the question yet.")),
        ),
    ),
    (
        _("Help from others"),
        (
            Term(
                "partner",
                _("partner"),
                _("An organisation that takes referrals: a shelter, a clinic, a lawyer."),
            ),
            Term("referral", _("referral"), _("One service asked of one partner, with her yes.")),
            Term(
                "packet",
                _("packet"),
                _("What a partner is told of her: only what that service needs."),
            ),
            Term(
                "review",
                pgettext_lazy("glossary", "review"),
                _("A supervisor looks at a referral before anything leaves the house."),
            ),
        ),
    ),
    (
        _("Who works here"),
        (
            Term("desk", _("desk"), _("A group of people who work on the same cases.")),
            Term(
                "caseworker",
                _("caseworker"),
                _("Speaks with her, keeps her record, owns the case."),
            ),
            Term(
                "supervisor",
                _("supervisor"),
                _("Opens, reviews and closes the cases of her desk, and admits people."),
            ),
            Term(
                "administrator",
                _("administrator"),
                _("Invites people and reads the log. Holds no key and can open no record."),
            ),
            Term(
                "deputy",
                _("deputy"),
                _("Who acts while somebody is away, or the desk that stands by for another."),
            ),
        ),
    ),
    (
        _("How the desk protects"),
        (
            Term(
                "sealed",
                _("sealed"),
                _("Encrypted. Only who holds the case's key, and has unlocked, can read it."),
            ),
            Term(
                "covered",
                _("covered"),
                _("Names and contact are not on a page until you ask for them and say why."),
            ),
            Term(
                "lock_now", _("lock now"), _("Keeps what you typed and asks for your passphrase.")
            ),
            Term(
                "leave_now",
                _("leave now"),
                _(
                    "Somebody is at the door: covers the screen, keeps what you typed, locks, and"
                    " shows a calendar."
                ),
            ),
            Term(
                "draft",
                _("draft"),
                _("What you typed and have not saved. It is sealed to you alone."),
            ),
            Term(
                "log",
                _("log"),
                _("Who did what and when, read and write. Nobody can change it unseen."),
            ),
            Term(
                "checkpoint",
                _("checkpoint"),
                _("A signed sentence that says how long the log is, and what it holds by then."),
            ),
            Term(
                "witness",
                _("witness of the log"),
                _("Somebody outside the house who keeps checkpoints, so that none is put back."),
            ),
            Term(
                "break_glass",
                _("open in an emergency"),
                _(
                    "A case of somebody else for one hour, when she is in danger and its people"
                    " cannot be reached. It is reviewed afterwards, always."
                ),
            ),
            Term(
                "erase",
                _("erase"),
                _("The end of a record: two people agree, and its key is destroyed."),
            ),
        ),
    ),
)
