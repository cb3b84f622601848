"""Parts of paths. What does not look like one reaches no view: there is no such page."""

from django.urls import register_converter


class CaseCode:
    """A case code as it is written; its check digit is not asked here."""

    regex = "CW-[0-9A-HJKMNP-TV-Z]{9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CaseCode, "case_code")
