"""Between the keys on the screen and the engine that knows Vietnamese (kiosk.keyboard), which is loaded with the first key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.settings import Keyboard

if TYPE_CHECKING:
    from kiosk.keyboard.engine import Method, Word

METHODS: tuple[Method, ...] = ("direct", "telex", "vni")


class KeyboardBridge(QObject):
    """`keyboard` in QML: a key on a text at a cursor → the new text and cursor, by the method that the visitor chose."""

    methodChanged = Signal()  # noqa: N815 Qt's way of naming

    def __init__(self, settings: Keyboard) -> None:
        super().__init__()
        self._settings = settings
        self._method: Method = settings.method
        self._word: Word | None = None

    def _get_method(self) -> str:
        return self._method

    def _get_plugged(self) -> str:
        # A real keyboard has no đ.
        return "telex" if self._method == "direct" else self._method

    method = Property(str, _get_method, notify=methodChanged)
    plugged = Property(str, _get_plugged, notify=methodChanged)
    """What a plugged keyboard types by."""

    @Slot(str)
    def choose(self, method: str) -> None:
        """From now on, until `reset`. An unknown method changes nothing."""
        for known in METHODS:
            if known == method and known != self._method:
                self._method = known
                self._word = None
                self.methodChanged.emit()

    @Slot(str, int, str, str, result="QVariantMap")
    def press(self, text: str, cursor: int, key: str, method: str) -> dict[str, Any]:
        """`method`: one of METHODS, or "plain" for what is no Vietnamese."""
        from kiosk.keyboard.engine import Line, Manner, press

        known: Method = next((one for one in METHODS if one == method), "plain")
        line = press(Line(text, cursor, self._word), key, Manner(known, self._settings.tones))
        self._word = line.word
        return {"text": line.text, "cursor": line.cursor}

    @Slot()
    def forget(self) -> None:
        """The keys of the last word: the cursor has gone elsewhere."""
        self._word = None

    @Slot()
    def reset(self) -> None:
        """The visitor has gone: nothing of them is left, and the next one finds the centre's method."""
        self._word = None
        self.choose(self._settings.method)
