"""Runs a server and ends it once the process that it was started for is gone, even by `kill -9`.

Arguments: the process id to watch, the user id and the group id to run as, a folder to remove with the server when it
outlived its owner, then the server's command line.
"""

import os
import shutil
import signal
import subprocess
import sys

_LOOK_SECONDS = 1.0


def main(owner: int, uid: int, gid: int, folder: str, command: list[str]) -> None:
    groups: list[int] | None = [] if os.geteuid() == 0 else None
    server = subprocess.Popen(command, user=uid, group=gid, extra_groups=groups, cwd=folder)
    while _alive(owner):
        try:
            server.wait(_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return
    server.send_signal(signal.SIGINT)
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:])
