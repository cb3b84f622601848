"""Columns sealed under a case's key. Opened and written through a `Keyring` only."""

from casework.accounts.sealed import OpaqueField


class SealedTextField(OpaqueField):
    """A short text: a label, a single value."""


class SealedNarrativeField(OpaqueField):
    """A long text: a note, an account."""

    bucket = 256


class SealedDocumentField(OpaqueField):
    """One JSON object: a section of the record, a digest."""
