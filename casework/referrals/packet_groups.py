"""What a packet may hold, by group (reference 6.3); each partner may receive some of them."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    NAME = "name", _("a name, or an alias")
    HEALTH = "health", _("her health, as far as care needs it")
    VIOLENCE = "violence", _("violence, in two lines")
    PATH = "path", _("what has happened to her, in one word")
    CHILDREN = "children", _("her children")
    PLACE = "place", _("the province or country she is in")
    DOCUMENTS = "documents", _("a list of her papers")
    CONTACT = "contact", _("how to reach her, if not through her worker")


# What names her, or leads to her: for partners in full trust. Others know her by a code alone.
LEADS_TO_HER: Final = frozenset(
    {Group.NAME, Group.PATH, Group.PLACE, Group.DOCUMENTS, Group.CONTACT}
)
