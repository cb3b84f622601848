"""Commands that run on an empty machine: no house, no database, no setting.

`manage.py verify_audit --proof FILE` checks a proof that somebody was handed; `manage.py witness`
watches the logs of others.
"""

from __future__ import annotations

from collections.abc import Sequence


def is_wanted(argv: Sequence[str]) -> bool:
    """Whether the command line of manage.py asks for one of them."""
    is_proof = any(word.partition("=")[0] == "--proof" for word in argv[2:])
    return argv[1:2] == ["witness"] or (argv[1:2] == ["verify_audit"] and is_proof)


def run(argv: Sequence[str]) -> int:
    """Returns the exit status."""
    from casework.audit import proof_command, witness_command

    main = witness_command.main if argv[1] == "witness" else proof_command.main
    return main(argv[2:])
