"""Facts that stop an act. `web` turns the first into 403 and puts it on record."""


class NotAllowed(Exception):
    """This person may not do this. Carries the name of the rule, never content."""


class WrongState(Exception):
    """This thing cannot do that now. The text says what is possible."""


class Stale(Exception):
    """Somebody else saved first; what she typed is kept beside what they wrote."""


def require(allowed: bool, rule: str = "") -> None:
    if not allowed:
        raise NotAllowed(rule)
