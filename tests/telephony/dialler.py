"""A program that dials for a line: the last digit of the number says what its customer does.

Arguments: a folder for what it is told, the number, the call's id; or `hang up` and the id.
"""

import json
import select
import sys
from pathlib import Path


def tell(event: str, **more: str) -> None:
    print(json.dumps({"event": event, **more}), flush=True)


def ring_on() -> None:
    """Waits until nobody hears any more: the line may be killed."""
    line = select.poll()
    line.register(1, 0)
    line.poll(600_000)


def main(folder: Path, *asked: str) -> None:
    with (folder / "asked").open("a") as out:
        print(*asked, file=out)
    if asked[0] == "hang up":
        return
    match asked[0][-1]:
        case "1":
            tell("ringing")
            tell("answered")
            print("this is no message", flush=True)
            tell("ended", by="customer")
        case "2":
            tell("ringing")
            tell("ended", cause="busy")
        case "5":
            tell("ringing")
            tell("ended", cause="invalid")
        case "3":
            tell("ringing", id=asked[1])
            ring_on()
        case "4":
            tell("ringing", id="another")
            tell("ringing")
            tell("answered")
            ring_on()
        case "6":
            sys.exit("first line\nno device\n")
        case "7":
            tell("ringing")
            tell("answered")
        case "8":
            ring_on()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
