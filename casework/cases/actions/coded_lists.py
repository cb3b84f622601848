"""A house sets what it calls a code, and switches off what it does not use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.access.errors import require
from casework.access.guards import guard, refuse
from casework.accounts.models import User
from casework.audit.log import new_entry, record
from casework.cases import code_words, policies
from casework.cases.coded_lists import CodedList, needed_codes
from casework.cases.models import CodeWords

LANGUAGES = {"english": "en", "korean": "ko", "chinese": "zh-hans"}


@transaction.atomic
def set_words(
    of: CodedList, code: str, *, words: Mapping[str, str], is_off: bool, by: User, at: datetime
) -> CodeWords | None:
    """`words` by language ("english", "korean", "chinese"); an empty one is as it was made.

    Returns the new row, or None where nothing is new. Nothing is overwritten and no code goes:
    records that have it keep it. Raises NotAllowed, WrongState.
    """
    require(policies.can_set_coded_lists(by), "can_set_coded_lists")
    _take_turns()
    before = CodeWords.objects.filter(list=of.name, code=code).order_by("-number").first()
    told = {name: words.get(name, "") for name in LANGUAGES} | {"is_off": is_off}
    if before is None and not any(told.values()):
        return None
    if before is not None and all(getattr(before, name) == value for name, value in told.items()):
        return None
    refuse(code_is_of_the_list(of, code), rules_do_not_need_it(of, code, is_off))
    number = before.number + 1 if before else 1
    row = CodeWords(list=of.name, code=code, number=number, set_by=by, set_at=at, **told)
    entry = new_entry()
    row.protect(entry).save(force_insert=True)
    reason = f"{code},{'off' if is_off else 'on'}"
    record("code.set", row, by=by, at=at, entry=entry, rows=[row], reason=reason)
    transaction.on_commit(code_words.tell)
    return row


@guard
def code_is_of_the_list(of: CodedList, code: str) -> str:
    """No code is added: rules, counts and partners' forms know those that there are."""
    return "" if code in of.choices.values else _("There is no such code in this list.")


@guard
def rules_do_not_need_it(of: CodedList, code: str, is_off: bool) -> str:
    """What another question depends on, and “not known”, stay on every list."""
    if not is_off or code not in needed_codes(of.name):
        return ""
    return _(
        "“%(code)s” stays: other questions depend on it, or it is an answer to everything."
    ) % {"code": of.choices(code).label}


def _take_turns() -> None:
    """Two who change at once: the second sees what the first one set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases.code_words'))")
