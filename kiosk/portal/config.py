"""What the portal is told when it starts, and the three secrets it makes for itself at the first start."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyrage

from kiosk import disk, signed
from kiosk.dossier.numbers import official_code
from kiosk.errors import SettingsError

DEFAULT_UNIT = "000.00.26.H29"
DEFAULT_DATA = Path("/var/lib/kiosk-portal")
DEFAULT_NAME = "Cổng tiếp nhận hồ sơ"


@dataclass(frozen=True)
class PortalConfig:
    """`data`: folder of the keys and, unless said otherwise, of the database and the files. Build it with `configure`."""

    data: Path
    database_url: str
    storage: Path
    unit: str
    """Unit identifier that begins each mã hồ sơ, such as 000.00.26.H29."""
    name: str
    officer_password_file: Path

    @property
    def key_file(self) -> Path:
        return self.data / "portal.age"

    @property
    def signing_key_file(self) -> Path:
        return self.data / "portal.sign"


def configure(
    data: Path = DEFAULT_DATA,
    *,
    database_url: str | None = None,
    storage: str | None = None,
    unit: str = DEFAULT_UNIT,
    name: str = DEFAULT_NAME,
    officer_password_file: Path | None = None,
) -> PortalConfig:
    """Fill in the defaults, check, and make the folders (0700). `storage`: a path or a file:// URL. Raises SettingsError."""
    try:
        official_code(unit, date(2026, 1, 1), 1)
    except ValueError:
        raise SettingsError("settings", cause=f"--unit {unit}: no unit identifier; right would be such as {DEFAULT_UNIT}") from None
    data = data.absolute()
    folder = _storage_folder(storage) if storage else data / "storage"
    try:
        for each in (data, folder):
            private_folder(each)
    except OSError as error:
        raise SettingsError("settings", cause=f"the folder cannot be made: {error}") from None
    return PortalConfig(
        data=data,
        database_url=database_url or f"sqlite:///{data / 'portal.sqlite3'}",
        storage=folder,
        unit=unit,
        name=name,
        officer_password_file=(officer_password_file or data / "officer-password").absolute(),
    )


def secret_keys(config: PortalConfig) -> tuple[str, ...]:
    """The portal's secret age keys, the current one first; made when there is none. Raises SettingsError.

    The file is an age identity file: `age --decrypt -i` takes it. Whoever loses a key cannot open what was sealed to it: back them up.
    """
    lines = _secret(config.key_file, lambda: str(pyrage.x25519.Identity.generate())).splitlines()
    keys = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if not keys:
        raise SettingsError("settings", cause=f"{config.key_file}: there is no key in it")
    for key in keys:
        public_key(key)
    return keys


def add_secret_key(config: PortalConfig) -> str:
    """A new current key before those that were; returns the public part. Kiosks hear of it once the portal is started anew."""
    secret_keys(config)
    new = str(pyrage.x25519.Identity.generate())
    disk.replace(config.key_file, f"{new}\n{config.key_file.read_text('utf-8')}".encode(), mode=0o600)
    return public_key(new)


def public_key(key: str) -> str:
    """Raises SettingsError when `key` is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(key).to_public())
    except pyrage.IdentityError:
        raise SettingsError("settings", cause="portal.age: a line that is no secret age key") from None


def signing_key(config: PortalConfig) -> str:
    """With which the portal signs what kiosks are to believe. Kiosks know it from their enrolment: a new one means enrolling all anew."""
    key = _secret(config.signing_key_file, signed.new_key)
    try:
        signed.public_key(key)
    except ValueError:
        raise SettingsError("settings", cause=f"{config.signing_key_file}: this is no signing key") from None
    return key


def officer_password(config: PortalConfig) -> str:
    """The officers' password; a random one is made when the file is not there."""
    password = _secret(config.officer_password_file, lambda: secrets.token_urlsafe(12))
    if len(password) < 8:
        raise SettingsError("settings", cause=f"{config.officer_password_file}: the password must have 8 characters or more")
    return password


def private_folder(folder: Path) -> None:
    """Make a folder that only this user can enter; one that exists keeps its mode."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _secret(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        # Complete before it has its name: a start that is killed here leaves no half key.
        disk.make_once(file, f"{make()}\n".encode(), mode=0o600)
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("settings", cause=f"{file}: cannot be read: {error}") from None


def _storage_folder(text: str) -> Path:
    parts = urlsplit(text)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return Path(unquote(parts.path)).absolute()
    if "://" in text:
        raise SettingsError("settings", cause=f"--storage {text}: right would be a folder, or file:///folder")
    return Path(text).absolute()
