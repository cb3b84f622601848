import pytest

from casework.crypto import providers


@pytest.fixture
def provider_file(tmp_path, settings):
    """A provider of its own for this test, and passphrases that cost nothing."""
    path = tmp_path / "provider.json"
    providers.create_file(path)
    settings.PROVIDER_FILE = str(path)
    settings.TESTING_CHEAP_PASSPHRASES = True
    return path
