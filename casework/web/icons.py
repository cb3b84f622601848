"""The desk's own set of small drawings, one path each on a grid of 16.

They are written into the page and not fetched from a sprite: under `default-src 'none'` Firefox
blocks `<use>` of another file whatever `img-src` says (bugzilla 1303364, w3c/webappsec-csp 199).
"""

from typing import Final

_RING: Final = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z"

PATHS: Final[dict[str, str]] = {
    "card": (
        "M1 3.5A1 1 0 0 1 2 2.5h4.5L8 4.5h6a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1z"
        "M3 7v1.3h10V7zm0 2.7V11h10V9.7z"
    ),
    "check": "M6.3 12.6 1.9 8.2l1.3-1.3 3.1 3.1 6.5-6.5 1.3 1.3z",
    "clock": _RING + "M7.2 4h1.6v3.7l2.6 1.6-.8 1.3-3.4-2z",
    "cross": "M3.3 2 8 6.7 12.7 2 14 3.3 9.3 8l4.7 4.7-1.3 1.3L8 9.3 3.3 14 2 12.7 6.7 8 2 3.3z",
    "dot": "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    "eye": (
        "M8 3C4.5 3 1.9 5.3.7 8 1.9 10.7 4.5 13 8 13s6.1-2.3 7.3-5C14.1 5.3 11.5 3 8 3zm0"
        " 2.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z"
    ),
    "find": (
        "M6.5 1a5.5 5.5 0 1 0 3.3 9.9l3.6 3.7 1.2-1.2-3.7-3.6A5.5 5.5 0 0 0 6.5 1zm0 1.7"
        "a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z"
    ),
    "help": (
        _RING + "M7.2 11h1.6v1.6H7.2zM8 3.9c-1.6 0-2.6 1-2.7 2.4h1.5c.1-.7.5-1.1 1.2-1.1s1.1.4 1.1"
        " 1c0 .5-.3.8-.9 1.3-.7.6-1 1.1-1 2v.4h1.5v-.3c0-.5.3-.8.9-1.3.7-.6 1-1.2 1-2"
        " 0-1.4-1-2.4-2.6-2.4z"
    ),
    "info": _RING + "M7.2 7h1.6v5H7.2zm0-3h1.6v1.6H7.2z",
    "leave": "M2 2h7v2H4v8h5v2H2zm8 2.5L14 8l-4 3.5V9H6V7h4z",
    "lock": "M5 7V5a3 3 0 0 1 6 0v2h1.5v7h-9V7zm1.6 0h2.8V5a1.4 1.4 0 0 0-2.8 0z",
    "menu": "M2 3h12v1.8H2zm0 4.1h12v1.8H2zm0 4.1h12V13H2z",
    "next": "M5.5 2.5 11 8l-5.5 5.5-1.2-1.2L8.6 8 4.3 3.7z",
    "note": "M3 1h7l3 3v11H3zm1.6 1.6v10.8h6.8V5H9V2.6zM6 7h4v1.3H6zm0 2.6h4v1.3H6z",
    "people": (
        "M5.5 2a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM.5 13.5C.5 10.5 2.6 8.5 5.5 8.5s5 2 5"
        " 5zM11 3a2.2 2.2 0 1 1 0 4.4A2.2 2.2 0 0 1 11 3zm1 10.5c0-1.9-.7-3.5-1.8-4.5"
        " 2.9-.6 5.3 1.3 5.3 4.5z"
    ),
    "person": "M8 1.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2 14.5C2 11 4.5 9 8 9s6 2 6 5.5z",
    "phone": (
        "M4.2 1.5 6.5 4.8 5.3 6.5c.8 1.7 2.5 3.4 4.2 4.2l1.7-1.2 3.3 2.3-1 2.7C8 15.1.9 7 2.2 2.3z"
    ),
    "plus": "M7 2h2v5h5v2H9v5H7V9H2V7h5z",
    "previous": "M10.5 2.5 5 8l5.5 5.5 1.2-1.2L7.4 8l4.3-4.3z",
    "send": "M1 2.5 15 8 1 13.5l1.5-4.7L9 8l-6.5-.8z",
    "warn": "M8 1 15.5 14.5H.5zm0 3.4L3.2 13h9.6zM7.2 7h1.6v3H7.2zm0 3.8h1.6v1.4H7.2z",
    # The four levels of risk and none: told apart by shape alone.
    "critical": "M5 1h6l4 4v6l-4 4H5l-4-4V5zm2.1 3v5h1.8V4zm0 6.2V12h1.8v-1.8z",
    "high": "M8 1.5 15.5 14.5H.5z",
    "medium": "M8 1 15 8l-7 7-7-7zm0 2.5L3.5 8h9z",
    "low": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
    "none": "M2 7h12v2H2z",
}
