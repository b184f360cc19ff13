"""packaging/setup.sh: quick when all is there, clear when something is missing. Run on a copy, with stand-in commands on PATH."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted([*(ROOT / "packaging").glob("*.sh"), ROOT / ".ci" / "run"])
LISTS = [ROOT / "packaging" / "apt-runtime.txt", ROOT / "packaging" / "apt-test.txt"]
TOOLS = ["awk", "bash", "cat", "comm", "cut", "dirname", "flock", "gcc", "grep", "head", "id", "mktemp", "readlink", "rm", "sed"]
TOOLS += ["sha256sum", "sort", "tail", "tr"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A source folder as just cloned, as far as the set-up looks at it."""
    root = tmp_path / "source"
    (root / "packaging").mkdir(parents=True)
    for name in ("setup.sh", "apt-runtime.txt", "apt-test.txt", "requirements-build.txt"):
        shutil.copy(ROOT / "packaging" / name, root / "packaging")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, root)
    return root


class Machine:
    """A PATH of real tools, but for those that the test puts in their place."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.log = folder / "calls"
        self.bin.mkdir()
        self.log.touch()
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.bin / tool).symlink_to(found)
        self.put("python3", f'exec "{sys.executable}" "$@"')
        self.put("dpkg-query", 'while [ "${1#--}" != "$1" ]; do shift; done; for name; do echo "installed $name"; done')

    def put(self, name: str, body: str) -> None:
        file = self.bin / name
        file.unlink(missing_ok=True)
        file.write_text(f'#!{shutil.which("bash")}\necho "{name} $*" >>"{self.log}"\n{body}\n')
        file.chmod(0o755)

    def setup(self, root: Path, what: str = "demo") -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.bin), "HOME": str(root.parent), "TMPDIR": str(root.parent)}
        return subprocess.run([root / "packaging" / "setup.sh", what], env=env, capture_output=True, text=True, check=False)

    @property
    def calls(self) -> str:
        return self.log.read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def ready(root: Path, what: str, requirements: str) -> None:
    """An environment as the set-up leaves it: a Python, and the stamp of the files that it was made from."""
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!{shutil.which("bash")}\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    version = subprocess.run([sys.executable, "-V"], capture_output=True, text=True, check=True).stdout
    files = [root / requirements, root / "packaging" / "requirements-build.txt", root / "packaging" / "setup.sh"]
    made_of = f"{root}\n{requirements}\n{version}".encode() + b"".join(file.read_bytes() for file in files)
    (root / ".venv" / f".setup-{what}").write_text(hashlib.sha256(made_of).hexdigest() + "\n")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_sound_bash(script: Path) -> None:
    text = script.read_text("utf-8")
    assert text.startswith("#!/bin/bash\n")
    assert "\nset -euo pipefail\n" in text
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize("file", LISTS, ids=lambda path: path.name)
def test_lists_name_each_debian_package_once(file: Path) -> None:
    names = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", name) for name in names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("what", "requirements"), [("demo", "requirements.txt"), ("test", "requirements-dev.txt")])
def test_nothing_to_do(copy: Path, machine: Machine, what: str, requirements: str) -> None:
    ready(copy, what, requirements)
    done = machine.setup(copy, what)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "pip" not in machine.calls


def test_changed_requirements_are_installed_and_a_failure_is_told_in_a_sentence(copy: Path, machine: Machine) -> None:
    ready(copy, "demo", "requirements.txt")
    with (copy / "requirements.txt").open("a") as file:
        file.write("# changed\n")
    # The stand-in environment has no network: what pip says comes through, and then what it means.
    python = copy / ".venv" / "bin" / "python"
    python.write_text(
        f"#!{shutil.which('bash')}\n"
        'if [ "$1$2$3" = -mpipinstall ]; then echo "no route to host" >&2; exit 1; fi\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    done = machine.setup(copy)
    assert done.returncode == 1
    assert "up to date" in done.stdout
    assert "no route to host" in done.stderr
    assert "is there a network?" in done.stderr
    assert not list((copy / ".venv").glob(".setup-*")), "a half-made environment must not count as ready"


def test_missing_debian_packages_are_named_and_installed(copy: Path, machine: Machine) -> None:
    ready(copy, "demo", "requirements.txt")
    machine.put(
        "dpkg-query", 'while [ "${1#--}" != "$1" ]; do shift; done; for name; do [ $name = libsane1 ] || echo "installed $name"; done'
    )
    machine.put("id", "echo 0")
    machine.put("env", 'shift; exec "$@"')
    machine.put("apt-get", "true")
    done = machine.setup(copy)
    assert done.returncode == 0, done.stderr
    assert "Installing 1 Debian packages: libsane1" in done.stdout
    assert "apt-get install -y --no-install-recommends libsane1" in machine.calls


def test_apt_cannot_reach_its_mirror(copy: Path, machine: Machine) -> None:
    ready(copy, "demo", "requirements.txt")
    machine.put("dpkg-query", "true")
    machine.put("id", "echo 0")
    machine.put("apt-get", 'echo "E: Temporary failure" >&2; exit 100')
    done = machine.setup(copy)
    assert done.returncode == 1
    assert "E: Temporary failure" in done.stderr
    assert "is there a network" in done.stderr


def test_neither_root_nor_sudo(copy: Path, machine: Machine) -> None:
    machine.put("dpkg-query", "true")
    machine.put("id", "echo 1000")
    done = machine.setup(copy)
    assert done.returncode == 1
    assert "there is no sudo. As root: apt-get install" in done.stderr


def test_python_too_old(copy: Path, machine: Machine) -> None:
    machine.put("python3", 'case "$1" in -V) echo "Python 3.9.2" ;; *) exit 1 ;; esac')
    text = (copy / "packaging" / "setup.sh").read_text().replace("python3.11 python3.12 python3.13 /usr/bin/python3", "")
    (copy / "packaging" / "setup.sh").write_text(text)
    done = machine.setup(copy)
    assert done.returncode == 1
    assert done.stderr == "setup: Python 3.11 or newer is needed, and python3 here is 3.9.2. Debian 12 has 3.11.\n"


def test_unknown_word(copy: Path, machine: Machine) -> None:
    done = machine.setup(copy, "nonsense")
    assert done.returncode == 1
    assert "usage" in done.stderr
