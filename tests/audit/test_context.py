import pytest

from casework.audit import context

AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
    " Safari/537.36": "Chromium · Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge · Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari · iOS",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.7; rv:140.0) Gecko/20100101 Firefox/140.0": (
        "Firefox · macOS"
    ),
    "Mozilla/5.0 (Linux; Android 15; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko)"
    " SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internet · Android",
    "curl/8.9": "other · other",
    "": "",
}


@pytest.mark.parametrize(("agent", "short"), AGENTS.items())
def test_agent_is_shortened(agent: str, short: str) -> None:
    assert context.short_agent(agent) == short


@pytest.mark.parametrize(
    ("address", "known", "network"),
    [
        ("203.0.113.77", "203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.77", "203.0.113.0/24"),
        ("2001:DB8:aa:bb::1", "2001:db8:aa:bb::1", "2001:db8:aa::/48"),
        ("fe80::1%eth0", "fe80::1", "fe80::/48"),
        ("", "", ""),
        ("unix:", "", ""),
        ("203.0.113.77, 10.0.0.1", "", ""),
    ],
)
def test_address_is_reduced_to_its_network(address: str, known: str, network: str) -> None:
    context.set_origin(address, "")
    try:
        assert context.origin() == context.Origin(known, network, "")
    finally:
        context.clear_origin()
    assert context.origin() == context.Origin()
