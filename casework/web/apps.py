from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "casework.web"
    label = "web"

    def ready(self) -> None:
        """What is left empty is said alike on every page, in words that say what to do."""
        words = {"required": _("This still needs an answer.")}
        Field.default_error_messages = {**Field.default_error_messages, **words}
