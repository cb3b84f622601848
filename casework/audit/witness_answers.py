"""What can come of showing a checkpoint to a witness, other than that it takes it."""

from __future__ import annotations


class Disagrees(Exception):
    """It saw another log, or a longer one; `size` is how many entries it saw."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} entries")
        self.size = size


class NoAnswer(Exception):
    """It took nothing, which says nothing of the log; `code` says why."""

    UNREACHABLE = "unreachable"
    UNKNOWN_LOG = "unknown-log"  # its keeper has not named this log yet
    UNKNOWN_KEY = "unknown-key"  # nor this key of it
    MALFORMED = "malformed"
    BUSY = "busy"  # it was shown another one meanwhile

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
