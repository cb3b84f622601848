"""What a note's sealed document says beside its text.

{"author": person id, "name": as it was then, "at": ISO time, "kind": NoteKind} and, where they
apply, "corrects": number of the older note; of a contact "promised": text, "word": WordCheck,
"next_contact": ISO time; of a decision "deed": the verb in the log, "reason": its code.

Of an opening in an emergency "asked_by": name, as it was then.

Why something was decided about her is told here and not in the log: the log is in clear.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    NOTE = "note", _("Note")
    CONTACT = "contact", _("Contact with her")
    DECISION = "decision", _("Decision")
    SHEET = "sheet", _("From the sheet")


class WordCheck(models.TextChoices):
    """What she answered when asked for the code word."""

    NOT_ASKED = "not_asked", _("not asked")
    RIGHT = "right", _("the right word")
    WRONG = "wrong", _("a wrong word")
    DURESS = "duress", _("the duress word")
    NONE_AGREED = "none_agreed", _("no word was agreed")
