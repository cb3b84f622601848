"""Every column that lies in clear, with the reason why it may. A test fails on one not named here.

What may lie in clear about a survivor is named in section 4 of the reference and stands in
`cases_case`, `pathways_move`, `referrals_referral` and `reminders_due`; every other table holds
ids, keys that are wrapped, hashes, and people who work here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from casework.accounts.sealed import OpaqueField

# What the same column means wherever it stands.
EVERYWHERE = {
    "id": "a random or running number that names the row",
    "revision": "counts the writes of the row; what is sealed is bound to it",
    "entry": "names the audit entry of the row's last change",
    "mac": "a keyed hash over the row",
    "case_id": "names the case by its random id",
    "number": "counts the rows of one case",
}

_STAFF = "names a member of staff by id"
_OTHER = "names a member of staff by id; never the one before"
_DESK = "names a desk by id"
_GROUP = "names a key group by id"
_PRINCIPAL = "names a key pair by id"
_PERMISSION = "guardian's permission to hold a case, one for all"
_EMPTY = "stays empty: the package brings the table, nothing is written to it"
_LOG = "the log: "
_NOTICE = "how far the notice of a task has come"

CLEAR: dict[str, dict[str, str]] = {
    # About survivors: what the reference allows, and nothing else.
    "cases_case": {
        "code": "the case's random pseudonym; it holds no date, office or initials",
        "desk_id": "whose supervisors may open it: the database must know who sees it",
        "owner_id": "whose case it is: the database must know who sees it",
        "state": "draft, open, on hold, closed, …: lists are filtered by it",
        "risk": "the level decides how soon a reminder is due, and no worker process holds a key",
        "reachability": "stops every reminder of a contact, and no worker process holds a key",
        "consent": "to case services, its state only: stops referrals without opening a record",
        "situation": "the code of her newest situation, without a date: lists are filtered by it",
        "submitted_at": "since when a second person's decision is waited for",
        "opened_at": "when the case was opened: lists are sorted by it",
        "closed_at": "when the case was closed: from then on it is kept for so long and no longer",
        "next_due_at": "when something is due: lists are sorted by it",
        "reopened_at": "since when it is open again: 48 hours later a task without keys closes it",
        "reopenings": "how often it was opened again; no reason and no date",
        "hidden_at": "since when two people alone see that there is such a case",
    },
    "cases_breakglass": {
        "asker_id": _STAFF,
        "asked_at": "an act of staff: when somebody asked to open the case in an emergency",
        "opener_id": _STAFF,
        "until": "when the key that was given for an hour ends",
        "reviewer_id": _STAFF,
        "reviewed_at": "an act of staff: when another one looked at it",
    },
    "cases_codewords": {
        "list": "a setting of the house: which coded list; no case is named",
        "code": "which code of the list",
        "english": "what the house calls the code",
        "korean": "what the house calls the code",
        "chinese": "what the house calls the code",
        "is_off": "whether the code is offered no more",
        "set_by_id": _STAFF,
        "set_at": "an act of staff: when it was set",
    },
    "cases_consentrecord": {},
    "cases_decision": {
        "kind": "what kind of decision is due; why lies sealed in the note",
        "desk_id": "whose supervisors are asked",
        "note_id": "names the note by its random id",
        "about": "names the row that it is about by its random id",
        "asked_by_id": _STAFF,
        "asked_at": "since when it waits",
        "due_at": "when it is due: the queue is sorted by it",
        "decided_by_id": "names a member of staff by id; never the one who asked",
        "decided_at": "when it was decided",
    },
    "cases_digest": {},
    "cases_hold": {
        "reason": "why a record is kept although its time is over, for who holds no key decides it",
        "asked_by_id": _STAFF,
        "asked_at": "an act of staff: since when it is held",
        "confirmed_by_id": _OTHER,
        "confirmed_at": "an act of staff: when a second administrator agreed",
        "end_asked_by_id": _STAFF,
        "end_asked_at": "an act of staff: when somebody asked to end it",
        "ended_by_id": _OTHER,
        "ended_at": "when it ended",
    },
    "cases_erasure": {
        "cause": "why a record is to end: who decides it may hold no key, and it stays after",
        "asked_by_id": _STAFF,
        "asked_at": "since when it waits",
        "due_at": "when it is due",
        "first_id": _STAFF,
        "first_at": "an act of staff: when the first one agreed",
        "second_id": _OTHER,
        "second_at": "an act of staff: when the second one agreed",
        "outcome": "erased or kept",
        "ended_at": "when it was decided",
        "number": "of the certificate, random",
        "rows": "how many rows went; counted when none is left",
        "backups_until": "from when on no backup may hold it",
        "provider_version": "which provider key was in use",
        "climbed": "how often somebody else of staff was named to decide, for nobody had",
    },
    "cases_keptfor": {
        "kind": "a setting of the house: what has a term",
        "days": "a setting of the house: how long it is kept",
        "set_by_id": _STAFF,
        "set_at": "an act of staff: when it was set",
    },
    "cases_copyrequest": {
        "asked_by_id": _STAFF,
        "asked_at": "since when she waits for a copy of what is held",
        "due_at": "when it is due",
        "given_by_id": _STAFF,
        "given_at": "when it was handed over",
    },
    "cases_label": {},
    "cases_note": {},
    "cases_sheet": {},
    "cases_section": {
        "kind": "which section of the form it is; every case has the same ones",
        "schema": "the version of the form's table",
    },
    "pathways_move": {
        "episode": "counts her episodes",
        "place": "the order of her situations, without a date: moves are counted by it",
        "from_state": "a situation's code, in order and without a date",
        "to_state": "a situation's code, in order and without a date",
    },
    "referrals_referral": {
        "state": "how far a referral has come: queues and reminders need it",
        "urgency": "the order of the supervisor's queue",
        "due_at": "when a review or an answer is due",
        "asked_by_id": _STAFF,
        "approved_by_id": _STAFF,
    },
    "referrals_referralstep": {
        "referral_id": "names the referral by its random id",
        "from_state": "how far the referral had come",
        "to_state": "how far the referral has come",
    },
    "referrals_partner": {
        "alias": "a code for the partner, chosen to say nothing",
        "state": "whether it takes referrals",
    },
    "referrals_partnerdecision": {
        "partner_id": "names the partner by its random id",
        "kind": "whether it is to be vetted, to go on, or to be changed; why lies sealed",
        "asked_by_id": _STAFF,
        "asked_at": "since when it waits: the queue is sorted by it",
        "answer": "what became of it",
        "decided_by_id": "names a member of staff by id; never the one who asked",
        "decided_at": "when it was decided",
    },
    "referrals_packetlink": {
        "referral_id": "names the referral by its random id",
        "name": "a hash of the link's random part, keyed by the house",
        "parameters": "the cost of one guess",
        "sealed_packet": "what was sent, sealed under the link and its passphrase, while it opens",
        "sealed_sheet": "code and service, sealed under the same",
        "made_at": "an act of staff: when the link was made",
        "expires_at": "until when the packet opens; the sweep holds no key",
        "wrong_tries": "after so many the packet is deleted",
        "openings": "how often the packet was opened",
        "first_opened_at": "when the packet was first opened",
        "ended_at": "when the link died",
    },
    "referrals_partneranswer": {
        "referral_id": "names the referral by its random id",
        "received_at": "when an answer came",
        "filed_at": "when it was filed under the case's key",
    },
    "referrals_policecountry": {
        "country": "a setting of the house: where the police may be asked; nobody is named",
        "is_on": "whether they may be asked now",
        "set_by_id": _STAFF,
        "set_at": "an act of staff: when it was switched",
    },
    "referrals_partnerreview": {
        "partner_id": "names the partner by its random id; no referral of it is named",
        "desk_id": _DESK,
        "reason": "that the partner is suspended, has ended, or has no agreement any more",
        "asked_at": "since when it waits",
        "due_at": "when it is due: the queue is sorted by it",
        "done_by_id": _STAFF,
        "done_at": "when it was done",
    },
    "referrals_opendeletion": {
        "desk_id": _DESK,
        "referral": "names by its random id the referral it is about, until that is gone",
        "due_at": "when a partner should have deleted",
        "erased_at": "when our own was erased: from then on nobody else asks the partner",
        "answered_by_id": _STAFF,
        "answered_at": "an act of staff: when the partner's answer was written down",
    },
    "referrals_tally": {"name": "which sheet of counts of the house it is; the counts are sealed"},
    "reminders_due": {
        "kind": "what kind of thing is due; the sweep holds no key",
        "reference": "names the row it is about by its random id",
        "partner_id": "names the partner by its random id; no case is named beside it",
        "owner_id": _STAFF,
        "due_at": "when it is due; the sweep holds no key",
        "counted_from": "from when the rhythm of the risk level is counted",
        "followed_up": "whether the rhythm goes on or begins",
        "promised_at": "when it is due by agreement; the sweep holds no key",
        "state": "waiting, done or withdrawn",
        "done_at": "when it was done: the next one is counted from it",
        "snoozed_until": "until when its owner put it off",
        "reason": "why a member of staff cannot do a task: a code that tells nothing of her",
        "delivery": _NOTICE,
        "claimed_at": _NOTICE,
        "delivered_at": _NOTICE,
        "tries": _NOTICE,
        "notice_at": _NOTICE,
        "climbs_at": "when it is looked at whether the task is late",
        "rank": "worked out from its kind: whether hours decide, or a day more decides nothing",
        "effective_at": "worked out from when it is due and until when it was put off",
    },
    "reminders_pushsubscription": {
        "person_id": _STAFF,
        "digest": "tells two browsers of one person apart; keyed, so that nobody can guess it",
        "made_at": "an act of staff: when she switched push on",
    },
    "reminders_interval": {
        "level": "a setting of the house: a level of risk; no case is named",
        "measure": "which of its intervals it is",
        "before": "how many hours it was before",
        "hours": "how many hours it is from then on",
        "set_by_id": _STAFF,
        "set_at": "an act of staff: when it was set",
    },
    "reminders_safetimes": {
        "openings": "when a reminder of a contact may come; the sweep holds no key",
        "silent_until": "until when none may come; why lies sealed",
    },
    "reminders_duty": {
        "desk_id": _DESK,
        "person_id": _STAFF,
        "starts_at": "from when somebody is on call",
        "ends_at": "until when she is on call",
        "taken_off_at": "an act of staff: when she was taken off",
    },
    "reminders_gathered": {
        "person_id": _STAFF,
        "hour": "the latest hour of hers that was told in one mail",
        "claimed_at": _NOTICE,
    },
    "reminders_ways": {
        "person_id": _STAFF,
        "quiet_from": "her setting",
        "quiet_until": "her setting",
        "summary": "her setting",
        "muted": "her setting: kinds of tasks, and no case",
    },
    # What is unusual: people who work here, rules and numbers of the log; no case is named.
    "reports_alert": {
        "person_id": _STAFF,
        "rule": "which rule found it",
        "period": "the day or the week of it",
        "count": "how much there was of it",
        "limit": "from how many on the rule fired",
        "entries": "numbers of entries of the log",
        "found_at": "when a sweep found it",
        "expected_id": "names the row by which it was expected",
        "for_admin_id": _STAFF,
        "passed_on_at": "when it went to the second administrator",
        "asked_by_id": _STAFF,
        "asked_of_id": _OTHER,
        "asked_at": "an act of staff: when somebody was asked",
        "answer": "a code from a list about a member of staff",
        "answered_at": "an act of staff: when it was answered",
        "outcome": "a code from a list: how it ended",
        "settled_by_id": _OTHER,
        "settled_at": "an act of staff: when it ended",
        "told_id": _STAFF,
    },
    "reports_expected": {
        "person_id": _STAFF,
        "rule": "which rule it is about",
        "reason": "a code from a list about a member of staff",
        "up_to": "how much is expected",
        "until": "until when it is",
        "set_by_id": _OTHER,
        "set_at": "an act of staff: when it was marked",
        "ended_at": "an act of staff: when it was ended before its time",
    },
    "reports_looked": {
        "number": "up to which entry of the log the rules have looked",
        "at": "when they did",
    },
    "reports_threshold": {
        "rule": "a setting of the house: which rule",
        "number": "counts the settings of one rule",
        "before": "the number that it was before",
        "limit": "the number that it is from then on",
        "set_by_id": _STAFF,
        "set_at": "an act of staff: when it was set",
    },
    "reports_lapse": {
        "person_id": _STAFF,
        "due_at": "when the review of who holds the case was due",
        "warned_at": "when a colleague's access was warned about",
        "warned_again_at": "the same, for the second time",
        "ended_at": "when it was confirmed or ended",
        "lapsed": "whether it ended",
    },
    # People who work here.
    "accounts_user": {
        "username": "what she signs in with",
        "name": "how colleagues know her; the log and lists of people show it",
        "language": "her setting",
        "time_zone": "her setting",
        "status": "invited, waiting, admitted or gone",
        "is_active": "whether she may sign in",
        "is_superuser": "opens nothing; kept to prove it",
        "last_login": "a mark of use",
        "session_epoch": "raising it ends all her sessions",
        "second_factors": "how many second factors she has, so that one taken out by SQL is missed",
        "leave_by_key": "her setting",
        "single_keys": "her setting",
        "locked_out": "whether nobody gets in as her for a time",
    },
    "accounts_desk": {
        "code": "the desk's short name",
        "name": "the desk's name",
        "deputy_id": _DESK,
        "deputy_proposed_id": _DESK,
        "supervisors_id": _GROUP,
        "duty_id": _GROUP,
        "retired_at": "an act of staff: since when nobody works there",
    },
    "accounts_post": {
        "person_id": _STAFF,
        "desk_id": _DESK,
        "role": "caseworker, supervisor or administrator",
        "ended_at": "when the post ended",
    },
    "accounts_invitation": {
        "person_id": _STAFF,
        "kind": "the first, or after a forgotten passphrase",
        "token_hash": "a hash of the link's random part",
        "expires_at": "until when the link holds",
        "used_at": "when it was used",
        "wrong_words": "how often the spoken words were wrong",
    },
    "access_change": {
        "kind": "what one administrator asked for, and another has not answered",
        "person_id": _STAFF,
        "desk_id": _DESK,
        "name": "of a setting its name",
        "value": "of a post its role, of a setting what it is to be",
        "asked_by_id": _STAFF,
        "asked_at": "an act of staff: since when it waits",
    },
    "access_announcement": {
        "desk_id": _DESK,
        "since": "from when it is read; what it says lies sealed under the house's key",
        "until": "until when it is read",
        "ended_at": "an act of staff: when it was ended before its time",
        "made_by_id": _STAFF,
        "made_at": "an act of staff: when it was written",
    },
    "access_putaway": {
        "announcement_id": "names the announcement by its random id",
        "person_id": _STAFF,
    },
    "access_forgetting": {
        "person_id": _STAFF,
        "asked_by_id": _STAFF,
        "asked_at": "an act of staff: since when the erasing of her account waits",
        "agreed_by_id": _OTHER,
        "agreed_at": "an act of staff: when it was erased",
    },
    "access_logview": {
        "person_id": _STAFF,
        "query": "what an administrator asks the log again and again: codes and days, no words",
    },
    "access_logexport": {
        "query": "which part of the log is carried away: codes and days, no words",
        "upto": "how far the log had come",
        "asked_by_id": _STAFF,
        "asked_at": "an act of staff: since when it waits for a second administrator",
        "agreed_by_id": _OTHER,
        "agreed_at": "an act of staff: when the second one agreed",
    },
    "access_proposeddesk": {
        "code": "the short name of a desk that waits for a second person's yes",
        "name": "the name of that desk",
        "deputy_id": _DESK,
        "supervisor_id": _STAFF,
    },
    "access_focalpoint": {
        "desk_id": _DESK,
        "person_id": _STAFF,
        "deputy_id": _STAFF,
    },
    "access_conduct": {
        "number": "counts the versions of the code of conduct",
        "text": "the code of conduct of the house",
        "proposed_by_id": _STAFF,
        "proposed_at": "an act of staff: when it was written",
        "agreed_by_id": _OTHER,
        "agreed_at": "an act of staff: since when it is in force",
    },
    "access_acceptance": {
        "person_id": _STAFF,
        "number": "which version of the code of conduct she accepted",
        "accepted_at": "an act of staff: when she accepted it",
    },
    "access_standin": {
        "person_id": _STAFF,
        "deputy_id": _STAFF,
        "since": "from when somebody is away",
        "until": "until when she is away",
        "ended_at": "an act of staff: when it was ended before its time",
        "followed": "how far what waits for the one has gone over to the other",
    },
    # Who may open: permissions with wrapped keys in them.
    "access_usergrant": {
        "permission_id": _PERMISSION,
        "content_object_id": "names the case by its random id",
        "user_id": _STAFF,
        "role": "owner or reader",
        "principal_id": _PRINCIPAL,
        "key_version": "which of the case's keys it is",
        "wrapped_key": "the case's key, wrapped to a key pair",
        "own_wrap": "the same key, boxed by its holder for speed",
        "until": "when it ends by itself",
    },
    "access_groupgrant": {
        "permission_id": _PERMISSION,
        "content_object_id": "names the case by its random id",
        "group_id": _GROUP,
        "role": "supervisors or standby",
        "principal_id": _PRINCIPAL,
        "key_version": "which of the case's keys it is",
        "wrapped_key": "the case's key, wrapped to a key pair",
        "own_wrap": "the same key, boxed by its holder for speed",
        "until": "when it ends by itself",
    },
    "vault_principal": {
        "kind": "person, group or recovery",
        "person_id": _STAFF,
        "group_id": _GROUP,
        "epoch": "counts the key pairs of one holder",
        "public_key": "public by its nature",
        "older_seed": "the key before, sealed under this one",
    },
    "vault_lock": {
        "person_id": _STAFF,
        "principal_id": _PRINCIPAL,
        "kind": "passphrase or recovery code",
        "salt": "random",
        "parameters": "the cost of one guess",
        "verifier": "a hash that cannot be guessed at without the provider",
        "sealed_seed": "her private key, sealed",
        "provider_version": "which provider key it was made with",
    },
    "vault_membership": {
        "group_id": _GROUP,
        "user_id": _STAFF,
        "holds_id": _PRINCIPAL,
        "wrapped_to_id": _PRINCIPAL,
        "wrapped_seed": "a group's private key, wrapped to its member",
    },
    "vault_recoveryhold": {
        "holds_id": _PRINCIPAL,
        "wrapped_to_id": _PRINCIPAL,
        "wrapped_seed": "a group's private key, wrapped to the recovery key",
    },
    "vault_casekey": {
        "version": "counts the keys of one case",
        "kid": "a hash that names the key",
        "older_key": "the key before, sealed under this one",
    },
    "vault_epochdue": {
        "group_id": _GROUP,
        "since": "since when a group waits for a new key pair",
        "raised_at": "when it got one",
    },
    "vault_letter": {
        "to_id": _PRINCIPAL,
        "kind": "draft, emergency sheet or for supervisors",
        "form": "which form a draft belongs to, a keyed hash that tells nothing",
        "body": "sealed to its reader's key pair",
        "written_at": "when it was written",
    },
    # What happened: codes and ids, never content.
    **{
        table: {
            "verb": _LOG + "what was done, a code",
            "by": _LOG + "who, by id",
            "subject_type": _LOG + "with what kind of thing",
            "subject_id": _LOG + "with which one, by id",
            "subject_code": _LOG + "its code",
            "desk": _LOG + "the desk's code",
            "at": _LOG + "when",
            "address": _LOG + "a keyed hash of the network address",
            "network": _LOG + "the network it came from, without the last part",
            "agent": _LOG + "the browser, shortened",
            "reason": _LOG + "why she looked, or which section; never a fact about a survivor",
            "outcome": _LOG + "done or refused",
            "count": _LOG + "how many",
            "sealed": _LOG + "details, sealed under the case's key",
            "salt": _LOG + "random",
            "sealed_hash": _LOG + "a salted hash of what is sealed",
            "written_hash": _LOG + "a hash over the rows that were written",
            "leaf": _LOG + "a hash of the entry",
            "xact": _LOG + "the database's number of the transaction",
            "nodes": _LOG + "hashes of hashes",
            "tables": _LOG + "which tables were written",
            "rows": _LOG + "which rows, by id",
            "revisions": _LOG + "their revisions",
            "hashes": _LOG + "a hash of each row",
            "carried": _LOG + "which entries said it first",
        }
        for table in ("audit_entry", "audit_inbox")
    },
    "audit_written": {
        "position": _LOG + "counts the rows of one entry",
        "table": _LOG + "which table was written",
        "row": _LOG + "which row, by id",
        "hash": _LOG + "a hash of the row",
    },
    "audit_hash": {
        "leaf": _LOG + "a hash of an entry that is over",
        "nodes": _LOG + "hashes of hashes",
    },
    "audit_part": {
        "low": _LOG + "the first number of a part",
        "high": _LOG + "the number after its last",
    },
    "audit_head": {
        "size": _LOG + "how many entries",
        "frontier": _LOG + "hashes of hashes",
    },
    "audit_refusal": {
        "by": _LOG + "who was refused, by id",
        "subject_type": _LOG + "with what kind of thing",
        "subject_id": _LOG + "with which one, by id",
        "subject_code": _LOG + "its code",
        "desk": _LOG + "the desk's code",
        "verb": _LOG + "what was refused, a code",
        "written_at": _LOG + "when it was last written",
        "waiting": _LOG + "how many wait to be written",
    },
    "audit_checkpoint": {
        "size": _LOG + "how many entries",
        "origin": _LOG + "its name, as witnesses know it",
        "root": _LOG + "a hash of hashes",
        "note": _LOG + "the same three, signed; witnesses outside the house keep it",
        "at": _LOG + "when it was signed",
    },
    "audit_cosignature": {
        "size": _LOG + "how many entries a witness saw",
        "witness": _LOG + "which witness, by its name",
        "line": _LOG + "its signature",
        "at": _LOG + "when it was signed",
    },
    "audit_witness": {
        "name": _LOG + "which witness",
        "size": _LOG + "how many entries it saw",
        "at": _LOG + "when it last answered",
        "outcome": _LOG + "what it answered, a code",
        "since": _LOG + "since when",
    },
    "audit_verification": {
        "started_at": _LOG + "when it was recomputed",
        "ended_at": _LOG + "until when",
        "entries": _LOG + "how many entries",
        "rows": _LOG + "how many rows were held against it",
        "checkpoints": _LOG + "how many checkpoints were held against it",
        "root": _LOG + "a hash of hashes",
        "broken": _LOG + "how many things were wrong",
        "first_broken": _LOG + "the number of the first entry that was wrong",
        "findings": _LOG + "what was wrong, with numbers, tables and ids of rows",
    },
    "audit_alarm": {
        "code": _LOG + "what is wrong, a code",
        "since": _LOG + "since when",
        "told_at": _LOG + "when administrators were told",
    },
    # What packages bring along.
    "auth_group": {"name": "a key group's code, made from its desk's"},
    "auth_group_permissions": {"group_id": _EMPTY, "permission_id": _EMPTY},
    "auth_permission": {
        "name": "Django's words for a permission",
        "codename": "Django's code for a permission",
        "content_type_id": "names a model",
    },
    "django_content_type": {"app_label": "names a model", "model": "names a model"},
    "django_migrations": {
        "app": "which changes of the tables were made",
        "name": "which changes of the tables were made",
        "applied": "when the tables were changed",
    },
    "mfa_authenticator": {
        "user_id": _STAFF,
        "type": "app, passkey or sign-in codes",
        "data": "the secret, sealed under a key outside the database, and the row's mac",
        "created_at": "when it was enrolled",
        "last_used_at": "a mark of use",
    },
    "account_emailaddress": dict.fromkeys(("user_id", "email", "verified", "primary"), _EMPTY),
    "account_emailconfirmation": dict.fromkeys(
        ("email_address_id", "created", "sent", "key"), _EMPTY
    ),
    "guardian_userobjectpermission": dict.fromkeys(
        ("permission_id", "content_type_id", "object_pk", "user_id"), _EMPTY
    ),
    "guardian_groupobjectpermission": dict.fromkeys(
        ("permission_id", "content_type_id", "object_pk", "group_id"), _EMPTY
    ),
}


class Column(NamedTuple):
    table: str
    name: str
    reason: str
    """Empty when nobody has said why it may lie in clear."""


def clear_columns(connection: BaseDatabaseWrapper) -> Iterator[Column]:
    """Every column of the database that is not sealed, as it really stands there."""
    sealed = _sealed()
    for table, name in _columns(connection):
        if (table, name) not in sealed:
            yield Column(table, name, reason_for(table, name))


def reason_for(table: str, name: str) -> str:
    if table not in CLEAR:
        return ""
    return CLEAR[table].get(name) or EVERYWHERE.get(name, "")


def _sealed() -> set[tuple[str, str]]:
    return {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, OpaqueField) and field.column
    }


def _columns(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """From the catalogue itself: information_schema leaves out what a role may not touch."""
    query = """
        SELECT relname, attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm')
          AND attnum > 0 AND NOT attisdropped
        ORDER BY relname, attnum
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(table, column) for table, column in cursor.fetchall()]
