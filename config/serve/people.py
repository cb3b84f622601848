"""The table of the demo's people, for whoever has just started it."""

from pathlib import Path

_TITLES = ("username", "passphrase", "role")


def table(path: Path) -> str:
    """Lines of three columns, two or more spaces apart, under their titles."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("  ")) for line in lines if line.strip()]
    people = [tuple(cell.strip() for cell in row if cell.strip()) for row in rows]
    rows = [_TITLES, *(person for person in people if person != _TITLES)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
