"""Setting a SANE device up for a scan: every backend has its own names and ranges, and clamps without a word. So: look, set, read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kiosk.devices.contract import PAPERS_MM, ScanRequest, Source

_MM_PER_INCH = 25.4

_BOOL, _INT, _FIXED, _STRING = 0, 1, 2, 3  # SANE_Value_Type
_UNIT_PIXEL = 1  # SANE_Unit

_COLOUR = ("color", "colour", "24bit color", "24 bit color", "color (rgb)")
_GRAY = ("gray", "grey", "grayscale", "true gray", "8 bit gray", "8bit gray")


class OptionRefusedError(Exception):
    """An option of the settings that this scanner does not take. The text is for the technician."""


class NoSourceError(Exception):
    """The scanner has no such source. The text is for the technician."""


@dataclass(frozen=True)
class Ready:
    """How the device is set up, read back from it."""

    dpi: int
    both_sides: bool
    """Pages come front, back, front, back."""


def sources_of(device: Any) -> dict[Source, str | None]:
    """What the scanner can do → its own name for it; None when it has just one place for paper (then it counts as flatbed)."""
    names = _choices(device, "source")
    if not names:
        return {"flatbed": None}
    return {source: found for source in ("feeder", "flatbed") if (found := _best(source, names)) is not None}


def sides_of(device: Any) -> Literal[1, 2]:
    """How many sides of a sheet the feeder reads in one go."""
    names = _choices(device, "source")
    two = any(_rank("feeder", name) == _DUPLEX for name in names) or _duplex_switch(device) is not None
    return 2 if two and _best("feeder", names) is not None else 1


_SIMPLEX, _UNSAID, _DUPLEX, _BACK = range(4)


def _best(source: Source, names: list[str], *, both_sides: bool = False) -> str | None:
    ranked = [
        (0 if both_sides and rank == _DUPLEX else rank + 1, index)
        for index, name in enumerate(names)
        if (rank := _rank(source, name)) is not None
    ]
    return names[min(ranked)[1]] if ranked else None


def _rank(source: Source, name: str) -> int | None:
    """How well a backend's source name fits, 0 the best; None: not at all."""
    text = name.lower()
    feeder = "adf" in text or "feeder" in text
    if source == "flatbed":
        plate = any(word in text for word in ("flatbed", "normal", "platen", "fb", "table", "document glass"))
        return _SIMPLEX if plate and not feeder else None
    if not feeder:
        return None
    if "back" in text:
        return _BACK
    if "duplex" in text or "both" in text:
        return _DUPLEX
    return _SIMPLEX if "front" in text or text in ("adf", "automatic document feeder") else _UNSAID


def _duplex_switch(device: Any) -> tuple[str, Any, Any] | None:
    """Backends that do not name it as a source: option, its value for one side, for both."""
    if _usable(device, "duplex") and device.opt["duplex"].type == _BOOL:
        return "duplex", 0, 1
    choices = _choices(device, "adf_mode")
    one, both = (next((choice for choice in choices if word in choice.lower()), None) for word in ("simplex", "duplex"))
    return ("adf_mode", one, both) if one and both else None


def prepare(device: Any, request: ScanRequest, extra: Mapping[str, Any]) -> Ready:
    """Set everything for a scan of one page a side.

    `extra` comes last and wins. Raises NoSourceError, OptionRefusedError, and what the backend raises.
    """
    both = _set_source(device, request)
    _set_mode(device, _COLOUR if request.colour else _GRAY)
    if 8 in (_constraint(device, "depth") or ()):
        device.depth = 8
    for option in ("resolution", "x_resolution", "y_resolution"):
        _set_number(device, option, resolution_for(request.dpi, _constraint(device, option)))
    _set_area(device, PAPERS_MM[request.paper], _resolution(device) or request.dpi)
    for option, value in extra.items():
        _set_extra(device, option, value)
    return Ready(round(float(_resolution(device) or request.dpi)), both)


def _set_source(device: Any, request: ScanRequest) -> bool:
    """Returns whether both sides will come."""
    known = sources_of(device)
    if request.source not in known:
        raise NoSourceError(f"{request.source} asked for, the scanner has: {', '.join(_choices(device, 'source'))}")
    if known[request.source] is None:
        return False
    wanted = request.both_sides and request.source == "feeder"
    name = _best(request.source, _choices(device, "source"), both_sides=wanted)
    device.source = name
    if _read(device, "source") != name:
        raise NoSourceError(f"source: {name!r} was set, the scanner stays with {_read(device, 'source')!r}")
    if (switch := _duplex_switch(device)) is not None:
        option, one, both = switch
        setattr(device, option, both if wanted else one)
        return bool(_read(device, option) == both)
    # A feeder that knows nothing else reads both sides even when one is enough.
    return request.source == "feeder" and name is not None and _rank("feeder", name) == _DUPLEX


def _resolution(device: Any) -> Any:
    return _read(device, "resolution") or _read(device, "x_resolution")


def resolution_for(asked: int, constraint: Sequence[float] | None) -> float:
    """The nearest that is not below `asked`, or the highest there is. `constraint`: a tuple (min, max, step) or a list to choose from."""
    if not constraint:
        return asked
    if isinstance(constraint, tuple):
        low, high, step = constraint
        wanted: float = max(asked, low)
        if step > 0:
            wanted = low + -(-(wanted - low) // step) * step
        return float(min(wanted, high))
    return float(min((value for value in constraint if value >= asked), default=max(constraint)))


def _set_mode(device: Any, wanted: tuple[str, ...]) -> None:
    modes = _choices(device, "mode")
    exact = [mode for name in wanted for mode in modes if mode.lower() == name]
    near = [mode for mode in modes if any(name in mode.lower() for name in wanted[:2])]
    if exact or near:
        device.mode = (exact or near)[0]


def _set_area(device: Any, paper_mm: tuple[float, float], dpi: float) -> None:
    """As near to the paper's size as the scanner goes."""
    # Some sheet-fed scanners clip the area by the paper's size, so that comes first.
    for option, size in zip(("page_width", "page_height"), paper_mm, strict=True):
        _set_number(device, option, _in_range(device, option, 0, size, dpi))
    for low, high, size in (("tl_x", "br_x", paper_mm[0]), ("tl_y", "br_y", paper_mm[1])):
        start = _in_range(device, low, 0, 0, dpi)
        _set_number(device, low, start)
        _set_number(device, high, _in_range(device, high, start, size, dpi))


def _in_range(device: Any, option: str, start: float, size_mm: float, dpi: float) -> float:
    size = size_mm * dpi / _MM_PER_INCH if option in device.opt and device.opt[option].unit == _UNIT_PIXEL else size_mm
    constraint = _constraint(device, option)
    if not isinstance(constraint, tuple):
        return start + size
    return float(min(max(start + size, constraint[0]), constraint[1]))


def _set_extra(device: Any, name: str, value: Any) -> None:
    option = name.replace("-", "_")
    if option not in device.opt:
        raise OptionRefusedError(f"{name}: the scanner has no such option; it has: {', '.join(sorted(device.opt))}")
    if not _usable(device, option):
        raise OptionRefusedError(f"{name}: cannot be set now")
    kind, choices = device.opt[option].type, device.opt[option].constraint
    if isinstance(choices, list) and value not in choices:
        raise OptionRefusedError(f"{name}: {value!r} is none of: {', '.join(map(str, choices))}")
    fits = {
        _BOOL: isinstance(value, bool),
        _INT: type(value) is int,
        _FIXED: type(value) in (int, float),
        _STRING: isinstance(value, str),
    }
    if not fits.get(kind, False):
        raise OptionRefusedError(f"{name}: {value!r} is of the wrong type")
    setattr(device, option, float(value) if kind == _FIXED else int(value) if kind == _BOOL else value)
    if kind in (_INT, _FIXED) and isinstance(choices, tuple) and not choices[0] <= value <= choices[1]:
        raise OptionRefusedError(f"{name}: {value!r} is not between {choices[0]} and {choices[1]}")


def _set_number(device: Any, option: str, value: float) -> None:
    if _usable(device, option):
        setattr(device, option, float(value) if device.opt[option].type == _FIXED else round(value))


def _read(device: Any, option: str) -> Any:
    active = option in device.opt and device.opt[option].is_active()
    return getattr(device, option) if active else None


def _usable(device: Any, option: str) -> bool:
    return option in device.opt and bool(device.opt[option].is_active()) and bool(device.opt[option].is_settable())


def _constraint(device: Any, option: str) -> Any:
    return device.opt[option].constraint if _usable(device, option) else None


def _choices(device: Any, option: str) -> list[str]:
    constraint = _constraint(device, option)
    return list(constraint) if isinstance(constraint, list) else []
