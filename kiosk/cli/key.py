"""`kiosk key`: where the kiosk's own key is, and binding it to this machine. For technicians, as root.

As a file the key protects drafts from whoever gets at the database alone. Bound, it is sealed by systemd to the machine's TPM (without one,
to its host key), and a disk that was taken out of the machine opens nothing.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kiosk import disk
from kiosk.cli.common import Config, Json, failing, read_settings, say
from kiosk.errors import KioskError, StoreError
from kiosk.store.vault import CREDENTIAL, KEY_BYTES, bound_mark, credential, key_file

app = typer.Typer(help="The kiosk's own key: where it is, and binding it to this machine.", no_args_is_help=True)

SEALED = Path("etc/credstore.encrypted") / CREDENTIAL
DROP_IN = Path("etc/systemd/system/kiosk-session.service.d/key.conf")
_DROP_IN = f"""# Written by `kiosk key bind`: systemd unseals the key and hands it to the kiosk's session only.
[Service]
LoadCredentialEncrypted={CREDENTIAL}:/{SEALED}
"""
Root = Annotated[Path, typer.Option("--root", metavar="DIR", hidden=True, help="Where / is; for tests")]


@app.command()
def show(as_json: Json = False, config: Config = None) -> None:
    """Tell where the key is: in a file, bound to this machine, or not made yet."""
    file = key_file(read_settings(config, as_json).kiosk.state)
    place = "credential" if credential() else "bound" if bound_mark(file).exists() else "file" if file.exists() else "none"
    words = {
        "credential": "the key was given to this process by systemd",
        "bound": f"the key is bound to this machine (/{SEALED})",
        "file": f"the key is a file: {file}",
        "none": "there is no key yet: the kiosk makes it at its first start",
    }
    say({"done": True, "place": place, "file": str(file)}, words[place], as_json)


@app.command()
def bind(
    with_key: Annotated[str, typer.Option(help="auto: the TPM when there is one; tpm2, host, host+tpm2: see systemd-creds")] = "auto",
    root: Root = Path("/"),
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Seal the key to this machine and take the file away. Cut anywhere, and run again, it does no harm."""
    file = key_file(read_settings(config, as_json).kiosk.state)
    sealed, drop_in = root / SEALED, root / DROP_IN
    with failing(as_json):
        if not file.exists():
            raise StoreError("store.key_bound" if bound_mark(file).exists() else "store.no_key", cause=f"{file} is not there")
        key = _read(file)
        # Nothing but zeros: the last time was cut while the file went away. The key is what was sealed then.
        wiped = not any(key)
        if not wiped:
            _write(sealed, _creds("encrypt", f"--with-key={with_key}", stdin=key), mode=0o600)
        if _creds("decrypt", stdin=_read(sealed)) != key and not wiped:
            raise StoreError("store.key_not_sealed", cause="what was sealed opens to something else")
        _write(drop_in, _DROP_IN.encode(), mode=0o644)
        # From the mark on nobody makes a new key; only then may the old one go.
        _write(bound_mark(file), f"/{SEALED}\n".encode(), mode=0o600)
        with _changing(file):
            disk.erase(file)
            disk.sync_folder(file.parent)
    sentence = f"Bound to this machine: /{SEALED}. Now: systemctl daemon-reload && systemctl restart kiosk-session"
    say({"done": True, "sealed": f"/{SEALED}", "drop_in": f"/{DROP_IN}"}, sentence, as_json)


@app.command()
def unbind(root: Root = Path("/"), as_json: Json = False, config: Config = None) -> None:
    """Put the key back into its file: before a new mainboard, a firmware update that clears the TPM, or a move of the disk."""
    file = key_file(read_settings(config, as_json).kiosk.state)
    sealed, drop_in = root / SEALED, root / DROP_IN
    with failing(as_json):
        if not file.exists():
            key = _creds("decrypt", stdin=_read(sealed))
            if len(key) != KEY_BYTES:
                raise StoreError("store.key_not_sealed", cause="what opens is no key")
            _write(file, key, mode=0o600)
            with _changing(file):
                owner = file.parent.stat()
                os.chown(file, owner.st_uid, owner.st_gid)
        for gone in (drop_in, bound_mark(file), sealed):
            with _changing(gone):
                gone.unlink(missing_ok=True)
    say(
        {"done": True, "file": str(file)},
        f"The key is a file again: {file}. Now: systemctl daemon-reload && systemctl restart kiosk-session",
        as_json,
    )


def _creds(verb: str, *options: str, stdin: bytes) -> bytes:
    """systemd-creds, fed through pipes: the key is in no argument and no file. Raises KioskError."""
    try:
        done = subprocess.run(
            ["systemd-creds", verb, *options, f"--name={CREDENTIAL}", "-", "-"], input=stdin, capture_output=True, check=False
        )
    except OSError as error:
        raise KioskError("store.key_not_sealed", cause=f"systemd-creds: {error.strerror}") from None
    if done.returncode != 0:
        raise KioskError("store.key_not_sealed", cause=done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StoreError("store.read", cause=f"{file}: {error.strerror}") from None


def _write(file: Path, content: bytes, *, mode: int) -> None:
    with _changing(file):
        disk.make_folder(file.parent)
        disk.replace(file, content, mode=mode)


@contextmanager
def _changing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError("store.write", cause=f"{file}: {error.strerror}") from None
