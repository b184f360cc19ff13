"""Which touches mean something where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., None])


def on(*screens: str) -> Callable[[_F], _F]:
    """The action `_act_<name>` means something on these screens only; without it, on every screen."""

    def mark(handler: _F) -> _F:
        vars(handler)["screens"] = frozenset(screens)
        return handler

    return mark


def screens_of(owner: Any, action: str) -> frozenset[str] | None:
    """Where an action of `owner` (a visit, or its class) means something; None: everywhere."""
    return getattr(getattr(owner, f"_act_{action}"), "screens", None)


def timely(owner: Any) -> dict[str, frozenset[str]]:
    """Each action that is bound to screens."""
    actions = (name.removeprefix("_act_") for name in dir(owner) if name.startswith("_act_"))
    return {action: screens for action in actions if (screens := screens_of(owner, action)) is not None}
