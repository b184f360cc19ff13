"""Each setting, declared once: type, default, range, unit, help."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

SHARE = Path(os.environ.get("KIOSK_SHARE") or Path(__file__).resolve().parents[2] / "config")
"""The folder of what the product ships and a centre may change: texts, catalogue, templates, default settings."""
DEFAULT_FILE = SHARE / "kiosk.toml"
SITE_FILE = Path("/etc/kiosk/kiosk.toml")


MACHINE_NAME = "[A-Z0-9]{2,8}"
"""Of a kiosk; stands in its temporary numbers, so the exchange and the portal ask for the same."""


_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_WINDOW = f"{_TIME}-{_TIME} [1-9][0-9]{{0,6}}"
_HOURS = f"{_TIME}-{_TIME}"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# The environment knows text only.
_from_text = BeforeValidator(lambda value: int(value) if isinstance(value, str) and value.isdecimal() else value)


class Kiosk(_Section):
    machine: str = Field(
        "K01",
        pattern=f"^{MACHINE_NAME}$",
        description="Name of this machine, 2 to 8 capitals and digits; stands in each temporary number",
    )
    centre: str = Field(
        "Trung tâm Phục vụ hành chính công",
        min_length=1,
        max_length=120,
        description="The centre's name, as shown to residents",
    )
    centre_en: str = Field("Public Administration Service Centre", max_length=120, description="The same in English")
    state: Path = Field(Path("/var/lib/kiosk"), description="Folder for the database, sealed files and keys")
    log: Path = Field(Path("/var/log/kiosk"), description="Folder for the logs")
    catalogue: Path = Field(Path(), description="Folder of the procedures; empty (.): the one that is shipped")
    procedure_page: str = Field(
        "",
        pattern=r"^(https?://\S*\{code\}\S*)?$",
        description="Address of a procedure's page, with {code}: its QR code stands on the list of papers; empty: none does",
    )
    province: str = Field(
        "",
        pattern=r"^([A-Za-z0-9_]{1,40})?$",
        description="Code of the centre's province (79: Thành phố Hồ Chí Minh), which stands first in lists of provinces; empty: none does",
    )


class Screen(_Section):
    fullscreen: bool = Field(True, description="Cover the whole screen")
    width: int = Field(1080, ge=800, le=7680, description="Width of the window when not fullscreen [px]")
    height: int = Field(1920, ge=600, le=7680, description="Height of the window when not fullscreen [px]")
    diagonal: float = Field(
        0,
        ge=0,
        le=100,
        description="Diagonal of the screen; what is touched is never smaller than 20 mm; 0: what the screen says itself [inch]",
    )
    bottom_mm: float = Field(
        800, ge=0, le=1500, description="Lower edge of the picture above the floor, for those who sit in a wheelchair [mm]"
    )


class Keyboard(_Section):
    method: Literal["direct", "telex", "vni"] = Field(
        "direct", description="How one types at first: direct: letters and tones have keys of their own; telex; vni. Visitors may change it"
    )
    tones: Literal["old", "modern"] = Field(
        "old", description="Where the tone stands on open oa, oe, uy: old: hòa, khỏe, thủy; modern: hoà, khoẻ, thuỷ"
    )


class Visit(_Section):
    idle: float = Field(90, ge=10, le=3600, description="Without a touch for so long, ask whether anybody is there [s]")
    countdown: float = Field(30, ge=10, le=300, description="Then wipe the visit after so long (WCAG 2.2.1: at least 20) [s]")
    goodbye: float = Field(15, ge=3, le=120, description="How long the goodbye screen stays [s]")
    resume: float = Field(
        30,
        ge=0,
        le=1440,
        description="A visit cut by a fault is kept so long for the same ID card, then forgotten [min]",
    )


class Scanner(_Section):
    driver: Literal["sane", "simulated", "none"] = Field(
        "sane", description="sane: a real scanner; simulated: a twin that makes pages; none: there is no scanner"
    )
    device: str = Field("", description="Identity or SANE name of the scanner (`kiosk devices list`); empty: the first that is found")
    config_dir: str = Field("", description="SANE_CONFIG_DIR for the driver's process; empty: the system's")
    options: dict[str, str | int | float | bool] = Field({}, description="Further SANE options, set before each scan")
    dpi: Annotated[Literal[200, 300], _from_text] = Field(
        200, description="Resolution of the stored page [dpi]; the law asks for 200 or more"
    )
    both_sides: bool = Field(True, description="Read both sides of each sheet where the feeder can; white backs are left out")
    page_timeout: float = Field(60, ge=5, le=600, description="A page that takes longer counts as hung: the driver is killed [s]")


class Page(_Section):
    """What a page is judged by; docs/pages.md has the error rates of each."""

    sharp_doubtful: float = Field(
        0.28, ge=0, le=1, description="Blurred: strokes' steepest slope is less than this [parts of their depth a px of 200 dpi]"
    )
    sharp_bad: float = Field(0.15, ge=0, le=1, description="The same for a bad page")
    sharp_part: float = Field(0.23, ge=0, le=1, description="The same for a part of a page that is sharp elsewhere")
    dark_doubtful: int = Field(130, ge=0, le=255, description="Too dark: the paper is below this [level, 0 to 255]")
    dark_bad: int = Field(90, ge=0, le=255, description="The same for a bad page")
    faint_doubtful: int = Field(50, ge=0, le=255, description="Too light: strokes are less than this darker than the paper [levels]")
    faint_bad: int = Field(33, ge=0, le=255, description="The same for a bad page")
    least_part: float = Field(0.02, gt=0, le=1, description="A shadow or a blur on less than this part of the page is no fault")
    faint_part: float = Field(0.1, gt=0, le=1, description="Faint print on less than this part of what is written is no fault")
    cut_depth: int = Field(45, ge=5, le=255, description="Cut at an edge: print there is darker than the paper by so much [levels]")
    covered_mm: float = Field(8, ge=3, le=100, description="Covered: a fold, a finger or a note reaches in by so much [mm]")
    dpi_doubtful: int = Field(180, ge=50, le=600, description="Resolution too low: the scan's real one is less than this [dpi]")
    dpi_bad: int = Field(130, ge=50, le=600, description="The same for a bad page")
    blank_depth: int = Field(17, ge=5, le=100, description="Blank: nothing is darker than its surroundings by so much [levels]")


class Pdf(_Section):
    most_mb: float = Field(
        5, ge=0.5, le=500, description="Largest file that the portal takes; a larger one is made smaller, then split into parts [MB]"
    )
    text_layer: bool = Field(False, description="Make papers searchable: read their text, where tesseract with vie is installed")
    text_timeout: float = Field(30, ge=1, le=600, description="A page whose text takes longer to read goes without it [s]")


class Reader(_Section):
    driver: Literal["serial", "simulated", "none"] = Field(
        "serial", description="serial: a code reader set to USB-COM; simulated: a twin; none: there is none"
    )
    port: str = Field("", description="Serial port, such as /dev/ttyACM0; empty: the first that is found")
    baud: int = Field(115200, ge=1200, le=921600, description="Speed of the port [baud]")


class Printer(_Section):
    driver: Literal["network", "simulated", "none"] = Field(
        "network", description="network: an ESC/POS printer on TCP; simulated: a twin; none: there is none"
    )
    host: str = Field("192.168.192.168", description="Address of the receipt printer")
    port: int = Field(9100, ge=1, le=65535, description="TCP port of the receipt printer")
    dots: Annotated[Literal[384, 576], _from_text] = Field(576, description="Printable width: 576 for 80 mm paper, 384 for 58 mm [dots]")
    timeout: float = Field(10, ge=1, le=60, description="A printer that is silent for longer counts as absent [s]")


class Fee(_Section):
    bank: str = Field("", pattern=r"^(\d{6})?$", description="BIN of the bank of the centre's account for fees, 6 digits")
    account: str = Field(
        "", pattern=r"^[0-9A-Za-z]{0,19}$", description="Number of that account; empty: no VietQR is shown, fees are paid at the counter"
    )
    name: str = Field("", max_length=60, description="Its holder, as banking apps show it")


class Speech(_Section):
    driver: Literal["espeak", "simulated", "none"] = Field(
        "espeak", description="espeak: recorded prompts and espeak-ng; simulated: a twin that says nothing; none: there is no voice"
    )
    accent: Literal["northern", "central", "southern"] = Field("northern", description="Vietnamese voice")
    speed: int = Field(150, ge=80, le=300, description="How fast it speaks [words a minute]")
    prompts: Path = Field(
        Path(), description="Folder of recorded prompts, <vi or en>/<key of config/texts>.wav; empty (.): everything is synthesised"
    )
    device: str = Field("default", min_length=1, max_length=200, description="ALSA's name of the sound card (`aplay -L`)")
    headphones: Literal["detect", "always", "never"] = Field(
        "detect", description="Private listening: detect the jack; always: all sound goes to a handset; never: there is no jack"
    )


class Portal(_Section):
    url: str = Field(
        "",
        pattern=r"^(https?://\S+( +https?://\S+)*)?$",
        description="Addresses of the one central portal, the first one preferred, with blanks between; empty: the one of the enrolment",
    )
    ca_file: str = Field("", description="File of the portal's own certificate authority; empty: the system's")
    proxy: str = Field(
        "",
        pattern=r"^(https?://[^\s@/]+)?$",
        description="HTTP proxy on the way to the portal, such as http://10.0.0.1:3128; empty: none, whatever the environment says",
    )
    proxy_user: str = Field("", max_length=120, description="Name by which the proxy knows this kiosk; empty: it asks for none")
    proxy_password_file: str = Field("", description="File with the password for the proxy, readable for the sync service only")


class Store(_Section):
    keep_days: int = Field(
        7,
        ge=1,
        le=365,
        description="Days for which a sealed dossier stays after the portal has processed it, counted by the kiosk itself",
    )
    reserve_mb: float = Field(
        1000, ge=50, le=1_000_000, description="With less room on the disk nothing more can be filed; what was submitted stays [MB]"
    )


class Ready(_Section):
    """When a kiosk says that something is amiss, on its first screen and by `kiosk doctor`."""

    most_waiting: int = Field(
        500, ge=1, le=1_000_000, description="With more dossiers on their way to the portal, visitors are told that theirs goes later"
    )
    oldest_hours: float = Field(24, ge=0.5, le=720, description="The same when the oldest of them waits for longer [h]")


class Staff(_Section):
    call_command: str = Field(
        "",
        pattern=r"^([^\s'\"\\]+( +[^\s'\"\\]+)*)?$",
        description="Program that lights a lamp or makes a sound when a resident calls an officer, with fixed arguments; empty: none",
    )
    call_timeout: float = Field(10, ge=0.5, le=120, description="It is stopped after so long [s]")


class Tickets(_Section):
    counters: dict[str, str] = Field(
        {},
        description="Counters that give queue numbers: letter = 'name in Vietnamese; name in English', and its own hours behind a"
        " further semicolon; empty: no numbers are given",
    )
    hours: str = Field(
        "07:30-11:30, 13:30-17:00",
        pattern=f"^({_HOURS}(, *{_HOURS})*)?$",
        description="When numbers are given, in Vietnam's time; empty: at all times",
    )

    @field_validator("counters")
    @classmethod
    def _counters(cls, counters: dict[str, str]) -> dict[str, str]:
        for letter, told in counters.items():
            parts = [part.strip() for part in told.split(";")]
            hours = parts[2] if len(parts) == 3 else ""
            if not re.fullmatch("[A-Z]{1,2}", letter) or len(parts) not in (2, 3) or not all(parts):
                raise ValueError(f"{letter} = {told!r} should be such as A = 'Tư pháp – Hộ tịch; Civil status'")
            if hours and not re.fullmatch(f"{_HOURS}(, *{_HOURS})*", hours):
                raise ValueError(f"{letter}: {hours!r} should be such as 07:30-11:30, 13:30-17:00")
        return counters


class Sync(_Section):
    poll: float = Field(5, ge=0.2, le=3600, description="How often to look for work and for news from the portal [s]")
    retry_first: float = Field(2, ge=0.1, le=600, description="Wait after the first failure, doubled after each further one [s]")
    retry_most: float = Field(300, ge=1, le=86400, description="The longest wait between two tries [s]")
    chunk_mb: float = Field(
        16,
        ge=0.1,
        le=100,
        description="At most so much of a package is on the way without an acknowledgement; a slow line gets less [MB]",
    )
    connections: int = Field(
        8,
        ge=1,
        le=16,
        description="At most so many connections for one package, where a line loses packets and there is no BBR; 1: never more",
    )
    slowest_kbit: float = Field(16, ge=1, le=1000, description="A line that is slower counts as cut [kbit/s]")
    bandwidth: str = Field(
        "",
        pattern=f"^({_WINDOW}(, *{_WINDOW})*)?$",
        description="Limit for packages by the time of day in Vietnam, in kbit/s, such as 07:30-11:30 512, 13:00-17:00 512; empty: none",
    )
    timeout: float = Field(30, ge=1, le=600, description="A portal that is silent for longer counts as out of reach [s]")
    heartbeat: float = Field(
        60, ge=1, le=3600, description="How often to tell the portal how this kiosk is, and to ask what it has new [s]"
    )
    metrics: Path = Field(
        Path(),
        description="File for Prometheus' node exporter, rewritten after each round; empty (.): metrics/kiosk.prom in the state folder",
    )


class Settings(BaseModel):
    """All settings of one kiosk. Build it with `load`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kiosk: Kiosk = Kiosk()
    screen: Screen = Screen()
    keyboard: Keyboard = Keyboard()
    visit: Visit = Visit()
    scanner: Scanner = Scanner()
    page: Page = Page()
    pdf: Pdf = Pdf()
    reader: Reader = Reader()
    printer: Printer = Printer()
    speech: Speech = Speech()
    fee: Fee = Fee()
    portal: Portal = Portal()
    store: Store = Store()
    ready: Ready = Ready()
    staff: Staff = Staff()
    sync: Sync = Sync()
    tickets: Tickets = Tickets()

    @property
    def catalogue_dir(self) -> Path:
        """Of the procedures: the one that the centre names, else the portal's latest, else the shipped one."""
        if self.kiosk.catalogue != Path():
            return self.kiosk.catalogue
        # Resolved here: what is read file by file must not change its version in between.
        handed_out = (self.catalogue_shelf / "current").resolve()
        return handed_out if handed_out.is_dir() else self.shipped_catalogue

    @property
    def shipped_catalogue(self) -> Path:
        return SHARE / "catalogue"

    @property
    def catalogue_shelf(self) -> Path:
        """Where the sync service puts the portal's catalogues (kiosk.catalogue.bundle)."""
        return self.kiosk.state / "catalogue"

    @property
    def metrics_file(self) -> Path:
        return self.kiosk.state / "metrics" / "kiosk.prom" if self.sync.metrics == Path() else self.sync.metrics


def section_model(name: str) -> type[_Section]:
    kind = Settings.model_fields[name].annotation
    assert isinstance(kind, type)
    assert issubclass(kind, _Section)
    return kind
