"""A file for somebody outside, that only her own key opens: age (https://age-encryption.org/v1).

The recipient is the public key itself, 62 letters that can be read aloud and compared. The other
half never was here, so what is sealed can be opened by nobody of the house either.
"""

import pyrage

_BUCKET = 1024


def is_recipient(text: str) -> bool:
    """Whether `text` is a public key of age."""
    return _recipient(text) is not None


def seal_file(recipient: str, text: str) -> bytes:
    """`text`, filled up with empty lines so that its length tells little. Raises ValueError."""
    to = _recipient(recipient)
    if to is None:
        raise ValueError("Not a public key of age.")
    content = text.rstrip().encode() + b"\n"
    filled = content + b"\n" * (-len(content) % _BUCKET)
    sealed: bytes = pyrage.encrypt(filled, [to])
    return sealed


def _recipient(text: str) -> "pyrage.x25519.Recipient | None":
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        return None
