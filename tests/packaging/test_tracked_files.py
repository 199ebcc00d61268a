"""Tracked files serve every machine: no address of a package index, no path of one developer's."""

import subprocess
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
# Put together here, so that this file does not find itself.
_INDEX_HOSTS = ("pypi" + ".org", "python" + "hosted.org", "files.python" + "hosted", "deb.debi" + "an.org")
_FOLDERS = ("/" + "work/", "/" + "root/", f"{Path.home()}/", f"{_ROOT}/")


def _tracked_texts() -> dict[str, str]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, check=True, capture_output=True).stdout.decode()
    paths = [name for name in names.split("\0") if name and (_ROOT / name).is_file()]
    return {name: (_ROOT / name).read_bytes().decode("utf-8", errors="replace") for name in paths}


def test_nothing_names_a_package_index() -> None:
    texts = _tracked_texts()
    assert "pyproject.toml" in texts
    assert [name for name, text in texts.items() if any(host in text for host in _INDEX_HOSTS)] == []


def test_nothing_names_a_folder_of_one_machine() -> None:
    assert [name for name, text in _tracked_texts().items() if any(folder in text for folder in _FOLDERS)] == []


def test_scripts_can_be_run() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--stage", ".ci", "scripts"], cwd=_ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    modes = {line.split("\t")[1]: line.split()[0] for line in listed}
    assert modes[".ci/run"] == "100755"
    assert [name for name, mode in modes.items() if not name.endswith(".py") and mode != "100755"] == []
