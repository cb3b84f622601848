"""The two ways a start ends early."""


class Halt(Exception):
    """Something is in the way. The message is a sentence for the person who started casework."""


class Stopped(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""
