"""What can be wrong with a sealed thing. Messages never carry keys or content."""


class CryptoError(Exception):
    """A sealed thing could not be opened, or a key could not be used."""


class Tampered(CryptoError):
    """The bytes, or what they were bound to, are not those that were sealed."""


class WrongKey(CryptoError):
    """Sealed under another key than the one at hand."""


class UnknownVersion(CryptoError):
    """The first byte names a format that this release does not know."""
