"""Makes the tree of the Debian package lean, and says which Debian packages it needs. Used by build-deb.sh.

deb_tree.py prune LIB KEEP QML   leaves out of LIB (Python packages) what a kiosk never uses; KEEP: qt-keep.txt, QML: the screens' folder
deb_tree.py depends TREE         prints the Debian packages whose libraries the binaries in TREE link to, for "Depends:"
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

# Never imported by a running kiosk. pip and setuptools come in through sqlite-utils (its plug-in installer) and python-escpos (its build).
NOT_NEEDED = (
    "bin",
    "include",
    "share",
    "tests",
    "pip",
    "pip-*.dist-info",
    "setuptools",
    "setuptools-*.dist-info",
    "_distutils_hack",
    "distutils-precedence.pth",
    "pkg_resources",
)
NOT_NEEDED_ANYWHERE = (
    "**/*.pyi",
    "**/*.pxd",
    "**/*.h",
    "**/*.c",
    "**/*.cpp",
    "**/*.a",
    "numpy/**/tests",
    "PIL/**/tests",
    "**/__pycache__",
    "cv2/data",
)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["prune", lib, keep, qml]:
            prune(Path(lib), Path(keep), Path(qml))
        case ["depends", tree]:
            sys.stdout.write(", ".join(depends(Path(tree))) + "\n")
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


def prune(lib: Path, keep: Path, qml: Path) -> None:
    before = _size(lib)
    for pattern in (*NOT_NEEDED, *NOT_NEEDED_ANYWHERE):
        for path in sorted(lib.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    patterns = [line for raw in keep.read_text("utf-8").splitlines() if (line := raw.split("#")[0].strip())]
    _prune_qt(lib / "PySide6", patterns)
    if missing := _missing_qml(lib / "PySide6" / "Qt" / "qml", qml):
        raise SystemExit(f"{keep} leaves out QML modules that the screens import: {', '.join(sorted(missing))}")
    sys.stdout.write(f"{lib.name}: {before / 1e6:.0f} MB before, {_size(lib) / 1e6:.0f} MB after leaving out what is not used\n")


def _prune_qt(qt: Path, patterns: list[str]) -> None:
    files = {path.relative_to(qt).as_posix(): path for path in qt.rglob("*") if path.is_file()}
    expressions = [_as_expression(pattern) for pattern in patterns]
    kept = {name for name in files if any(e.fullmatch(name) for e in expressions) and not name.endswith(".qmltypes")}
    libraries = {PurePosixPath(name).name: name for name in files if name.startswith("Qt/lib/")}
    waiting = [name for name in kept if _is_elf(files[name])]
    while waiting:
        for soname in _needed(files[waiting.pop()]):
            name = libraries.get(soname)
            if name and name not in kept:
                kept.add(name)
                waiting.append(name)
    for name, path in files.items():
        if name not in kept:
            path.unlink()
    for folder in sorted((p for p in qt.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _as_expression(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*"))


def _missing_qml(modules: Path, screens: Path) -> set[str]:
    imports = {
        found[1]
        for file in screens.rglob("*.qml")
        for line in file.read_text("utf-8").splitlines()
        if (found := re.match(r"\s*import\s+(Qt[\w.]*)", line))
    }
    return {name for name in imports if not (modules / name.replace(".", "/") / "qmldir").is_file()}


def depends(tree: Path) -> list[str]:
    """Debian packages for "Depends:", sorted; libc6 with the oldest version that will do. Each library must be in the tree or here."""
    binaries = [path for path in tree.rglob("*") if path.is_file() and _is_elf(path)]
    inside = {path.name for path in binaries}
    wanted = {soname: path for path in binaries for soname in _needed(path) if soname not in inside}
    where = dict(_known_libraries())
    packages = set()
    for soname, path in sorted(wanted.items()):
        if soname not in where:
            raise SystemExit(f"{path.relative_to(tree)} needs {soname}, which is neither in the package nor on this machine")
        packages.add(_package_of(Path(where[soname])))
    packages.discard("libc6")
    return sorted([*packages, f"libc6 (>= {_libc_version(binaries)})"])


def _known_libraries() -> Iterator[tuple[str, str]]:
    for line in _output("/sbin/ldconfig", "-p").splitlines():
        if found := re.match(r"\s+(\S+) \(libc6,x86-64.*\) => (\S+)", line):
            yield found[1], found[2]


def _package_of(library: Path) -> str:
    for path in (library, library.resolve(), Path("/usr") / library.relative_to("/"), Path("/") / library.resolve().relative_to("/usr")):
        answer = subprocess.run(["dpkg-query", "--search", str(path)], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.split(":")[0]
    raise SystemExit(f"{library} belongs to no Debian package")


def _libc_version(binaries: list[Path]) -> str:
    versions = {
        tuple(map(int, v.split("."))) for path in binaries for v in re.findall(r"GLIBC_(\d+\.\d+)", _output("objdump", "-p", str(path)))
    }
    return ".".join(map(str, max(versions)))


def _needed(path: Path) -> list[str]:
    return re.findall(r"^\s+NEEDED\s+(\S+)", _output("objdump", "-p", str(path)), re.MULTILINE)


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return not path.is_symlink() and file.read(4) == b"\x7fELF"


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
