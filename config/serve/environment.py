"""The settings a start hands to Django: those given, and those an embedded house has itself."""

import os
from collections.abc import Mapping

from config.serve.halt import Halt
from config.serve.place import Place, write_private

SERVERS = ("DATABASE_URL", "OWNER_DATABASE_URL", "BROKER_URL")
MODES = ("demo", "production")


def is_given(given: Mapping[str, str], name: str) -> bool:
    """Itself, or by a file that holds it."""
    return bool(given.get(name) or given.get(f"{name}_FILE"))


def names_servers(given: Mapping[str, str]) -> bool:
    """True when all three servers are named, False when none is. Raises Halt in between."""
    missing = [name for name in SERVERS if not is_given(given, name)]
    if missing and len(missing) < len(SERVERS):
        raise Halt(
            f"{' and '.join(missing)} is not set. Set {', '.join(SERVERS)} to use servers of your "
            "own, or none of them to use embedded ones."
        )
    return not missing


def own(place: Place, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`given`, with files that are no secret kept in `place` unless it names others."""
    ours = {
        "STATIC_ROOT": str(place.static),
        "MAIL_FOLDER": str(place.mail),
        "PEOPLE_FILE": str(place.people),
    }
    return ours | _filled(given) | {"READY_FOLDER": str(place.run)}


def embedded(
    place: Place, servers: Mapping[str, str], given: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """`own`, with the embedded servers and, where `given` has none, this place's secrets."""
    mode = given.get("CASEWORK_MODE") or "demo"
    secret = place.kept("secret-key")
    ours = {
        "CASEWORK_MODE": mode,
        "SECRET_KEY": f"demo-{secret}" if mode == "demo" else secret,
        "PROVIDER_FILE": str(place.provider_file),
        "HIGH_WATER_FILE": str(place.high_water_file),
    }
    ours = {name: value for name, value in ours.items() if not is_given(given, name)}
    return ours | own(place, given) | dict(servers)


def keep_mode(place: Place, mode: str) -> None:
    """A folder founded as a demo stays one: its keys and people were shown to everybody."""
    if mode not in MODES:  # said before it is kept: a slip of the pen must not spoil the folder
        raise Halt(f"CASEWORK_MODE must be one of: {', '.join(MODES)}.")
    path = place.root / "founded-as"
    if not path.exists():
        write_private(path, f"{mode}\n")
    founded_as = path.read_text(encoding="ascii").strip()
    if founded_as != mode:
        raise Halt(
            f"CASEWORK_MODE is {mode}, but {place.root} was founded as {founded_as}. "
            "Name another folder with VAR_FOLDER."
        )


def _filled(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}
