"""`make bench`: every figure, one table, and `bench/results.json`.

    python -m bench [NAME-OF-PART ...]

Needs DATABASE_URL, OWNER_DATABASE_URL and BROKER_URL (`make bench` starts throw-away servers).
A ratio is taken inside one run, both sides in turn, and reported as the median.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import traceback
from pathlib import Path

from bench.figures import Figure, tell
from bench.ground import lay_ground

PARTS = (
    "sealing",
    "sign_in",
    "audit_log",
    "audit_pages",
    "audit_verify",
    "writing",
    "drafts",
    "pages",
    "lists",
    "referrals",
    "reminders",
    "load",
    "starts",
    "risk",
    "weights",
)
RESULTS = Path(__file__).with_name("results.json")


def main(wanted: list[str]) -> int:
    """Exit status 1 when a part broke; the others are measured all the same."""
    lay_ground()
    figures: list[Figure] = []
    broken: list[str] = []
    for part in wanted or PARTS:
        start = time.monotonic()
        tell(part)
        try:
            figures += importlib.import_module(f"bench.{part}").measure()
        except Exception:  # noqa: BLE001  # whatever it is, an hour's other figures are not lost
            traceback.print_exc()
            broken.append(part)
        tell(f"{part} took {time.monotonic() - start:.0f} s")
    _print(figures)
    _write(figures)
    if broken:
        tell(f"not measured: {', '.join(broken)}")
    return 1 if broken else 0


def _print(figures: list[Figure]) -> None:
    for figure in figures:
        print(f"{figure.name:<22} {figure.value:>12.4g} {figure.unit:<8} {figure.note}")


def _write(figures: list[Figure]) -> None:
    """Parts not measured this time keep their last figures."""
    kept = {row["name"]: row for row in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    kept |= {figure.name: figure._asdict() for figure in figures}
    RESULTS.write_text(json.dumps(list(kept.values()), indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
