"""`make demo-reset`: forget the demo, so that the next `make run` founds a new one."""

import shutil
import sys

from config.serve.halt import Halt
from config.serve.identity import elsewhere
from config.serve.place import Place


def main() -> None:
    place = Place.standing()
    try:
        _forget(place)
    except Halt as reason:
        sys.exit(str(reason))
    print("The demo is gone. `make run` founds a new one.")


def _forget(place: Place) -> None:
    mark = place.root / "founded-as"
    if not mark.exists():
        raise Halt(f"There is no demo in {place.root}.")
    if mark.read_text(encoding="ascii").strip() != "demo":
        raise Halt(f"{place.root} holds an organisation, not a demo: nothing was removed.")
    with place.locked():
        stand_in = elsewhere(place.database)
        if stand_in.is_symlink():
            shutil.rmtree(stand_in.readlink())
        shutil.rmtree(place.root)


if __name__ == "__main__":
    main()
