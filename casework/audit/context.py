"""Where the act that is going on came from: set once per request, read by `record`."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

# The first that matches names it: Edge and Opera also call themselves Chrome, Chrome Safari.
_BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Whale/", "Whale"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|Chromium/|CriOS/", "Chromium"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"Windows", "Windows"),
    (r"Android", "Android"),
    (r"iPhone|iPad|iPod", "iOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
)


@dataclass(frozen=True)
class Origin:
    """`address` is kept in memory only; the log gets its keyed hash and `network`."""

    address: str = ""
    network: str = ""
    agent: str = ""


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=_NOWHERE)


def set_origin(address: str, agent: str) -> None:
    """`address` as the web server saw it, `agent` the whole User-Agent header."""
    known = _normal(address)
    _origin.set(Origin(known, network(known), short_agent(agent)))


def clear_origin() -> None:
    """For work that no request asked for."""
    _origin.set(_NOWHERE)


def origin() -> Origin:
    return _origin.get()


def network(address: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) an address lies in; empty when it is none."""
    if not address:
        return ""
    bits = 48 if ":" in address else 24
    return str(ip_network(f"{address}/{bits}", strict=False))


def short_agent(agent: str) -> str:
    """`Chromium · Linux`: enough to notice a strange device, too little to single one out."""
    if not agent:
        return ""
    return f"{_first(_BROWSERS, agent)} · {_first(_SYSTEMS, agent)}"


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, agent)), "other")


def _normal(address: str) -> str:
    """One spelling for each address; a socket's empty or odd name is no address."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(known)
