"""The XML of eSCL (Mopria eSCL 2.97), as far as a scanner with a glass and a feeder needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

_NAMES = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
UNITS_PER_INCH = 300
A4 = (2480, 3508)
"""In units of 1/300 inch."""
RESOLUTIONS = (100, 200, 300)

_PROFILE = f"""<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>{
    "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in RESOLUTIONS
    )
}</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>"""
_INPUT = (
    "<scan:MinWidth>16</scan:MinWidth><scan:MinHeight>16</scan:MinHeight>"
    f"<scan:MaxWidth>{A4[0]}</scan:MaxWidth><scan:MaxHeight>{A4[1]}</scan:MaxHeight>"
    f"<scan:MaxScanRegions>1</scan:MaxScanRegions>{_PROFILE}"
)


def capabilities(name: str, serial: str, *, two_sided: bool) -> bytes:
    duplex = f"<scan:AdfDuplexInputCaps>{_INPUT}</scan:AdfDuplexInputCaps>" if two_sided else ""
    return (
        f"{_HEAD}<scan:ScannerCapabilities {_NAMES}><pwg:Version>2.6</pwg:Version>"
        f"<pwg:MakeAndModel>{name}</pwg:MakeAndModel><pwg:SerialNumber>{serial}</pwg:SerialNumber>"
        f"<scan:Platen><scan:PlatenInputCaps>{_INPUT}</scan:PlatenInputCaps></scan:Platen>"
        f"<scan:Adf><scan:AdfSimplexInputCaps>{_INPUT}</scan:AdfSimplexInputCaps>{duplex}"
        "<scan:FeederCapacity>50</scan:FeederCapacity></scan:Adf>"
        "</scan:ScannerCapabilities>"
    ).encode()


def status(state: str, feeder: str) -> bytes:
    return (
        f"{_HEAD}<scan:ScannerStatus {_NAMES}><pwg:Version>2.6</pwg:Version>"
        f"<pwg:State>{state}</pwg:State><scan:AdfState>{feeder}</scan:AdfState></scan:ScannerStatus>"
    ).encode()


@dataclass(frozen=True)
class ScanSettings:
    """What the kiosk's driver asked for; sizes in pixels at `dpi`."""

    feeder: bool
    colour: bool
    dpi: int
    width: int
    height: int
    both_sides: bool


def read_settings(body: bytes) -> ScanSettings:
    """Raises ValueError when a part is missing or is no number."""
    if b"<!" in body:
        raise ValueError("no document type, please")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - without a document type there are no entities to expand
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from None
    values = {re.sub(r"^\{.*\}", "", node.tag): (node.text or "").strip() for node in root.iter()}
    try:
        dpi = int(values["XResolution"])
        width, height = int(values["Width"]) * dpi // UNITS_PER_INCH, int(values["Height"]) * dpi // UNITS_PER_INCH
        feeder = values["InputSource"] == "Feeder"
        both = feeder and values.get("Duplex") == "true"
        return ScanSettings(feeder, values["ColorMode"] == "RGB24", dpi, width, height, both)
    except KeyError as error:
        raise ValueError(f"{error.args[0]} is missing") from None
