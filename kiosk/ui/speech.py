"""The kiosk's voice: says what a screen is about when it comes, and what a finger or the keyboard comes to.

Exploring by touch: the first touch says what is there, a second touch on the same thing does it. So nobody has to be quick (a double tap
has a time limit), nothing happens by feeling one's way, and whoever types can touch one key again and again.

Private listening: personal values are said when headphones are in, or when the resident was warned and wants it (kiosk.ui.spoken has what
is personal). Whether they are in may be unknown: that is not yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.devices.contract import Saying, Voice
from kiosk.texts import LANGUAGES, Language, Texts
from kiosk.ui.spoken import TEXTS, Heard, Public, Role, on_screen, under

SECONDS_SAID = frozenset((20, 10, 5, 3, 2, 1))
"""Of the countdown before a visit is wiped [s]; at its beginning the question itself is said."""
ALERTS_AFTER = 60
"""A view takes so long to be drawn; then its alerts are read [ms]."""


class Speech(QObject):
    """`speech` in QML. Mute until `start`. All on the screen's thread; the voice's outcomes are queued to it."""

    ended = Signal()
    """Something that a resident wanted to hear is over."""
    presence = Signal(bool)
    headphones = Signal(object)
    """True, False, None."""
    names = Signal(object)
    """Language → the catalogue's words, which are nobody's."""

    def __init__(self, texts: Texts, bridge: QObject) -> None:
        """`bridge`: has `view` and `viewChanged` (kiosk.ui.bridge)."""
        super().__init__()
        self._texts = texts
        self._bridge = bridge
        self._window: QQuickWindow | None = None
        self.voice: Voice | None = None
        self._public = {language: Public(texts.all(language)) for language in LANGUAGES}
        self._armed: tuple[QQuickItem, str] | None = None
        self._alerts: frozenset[str] = frozenset()
        self._speaking = False
        self._seconds: int | None = None
        self._plugged = "unknown"
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(ALERTS_AFTER)
        self._later.timeout.connect(self._say_alerts)
        cast(Any, bridge).viewChanged.connect(self._changed)

    def show(self, window: QQuickWindow) -> None:
        """The screens that are to be heard."""
        self._window = window
        window.activeFocusItemChanged.connect(self._focused)

    def start(self, voice: Voice) -> None:
        self.voice = voice
        self.names.connect(self._know, Qt.ConnectionType.QueuedConnection)
        voice.start(self.ended.emit, self.presence.emit, self.headphones.emit)

    def _know(self, names: Mapping[Language, Sequence[str]]) -> None:
        self._public = {language: Public(self._texts.all(language), names[language]) for language in LANGUAGES}

    def close(self) -> None:
        """Before the screens go."""
        self._later.stop()
        self._window = None
        if self.voice is not None:
            self.voice.close()

    @Slot()
    def arrived(self) -> None:
        """Another screen stands still: its title and main sentence, and what it warns of."""
        self._armed = None
        if self._view["access"]["speaking"] and self._window is not None:
            self._say_heard(self._gist())

    @Slot()
    def readScreen(self) -> None:  # noqa: N802 Qt's way of naming
        """Everything on it, from the top."""
        if self._window is not None:
            self._say_heard([heard for heard in on_screen(self._window) if heard.role in TEXTS or heard.control])

    @Slot(float, float, result=bool)
    def explore(self, x: float, y: float) -> bool:
        """A finger came to a place [px]. True: the touch is meant; what is there was said before."""
        heard = under(self._window, QPointF(x, y)) if self._window is not None else None
        if heard is None:
            self._armed = None
            return False
        if self._armed == (heard.item, heard.text):
            return heard.control
        self._armed = (heard.item, heard.text)
        self._say_heard([heard])
        return False

    # What changes

    @property
    def _view(self) -> dict[str, Any]:
        return cast(dict[str, Any], self._bridge.property("view"))

    @property
    def _language(self) -> Language:
        return "en" if self._view["language"] == "en" else "vi"

    def _changed(self) -> None:
        view = self._view
        access = view["access"]
        if access["speaking"] != self._speaking:
            self._speaking = access["speaking"]
            if self._speaking:
                self._say_heard(self._gist(), first=[self._word("speech.hello" if access["headphones"] == "ready" else "access.how")])
            elif self.voice is not None:
                self.voice.stop()
        if self._plugged == "ready" and access["headphones"] != "ready" and self.voice is not None:
            # Whatever is being said was meant for one pair of ears.
            self.voice.stop()
        self._plugged = access["headphones"]
        self._count_down(view["idle"]["seconds"] if view["idle"]["asking"] else None)
        if self._speaking:
            self._later.start()

    def _count_down(self, seconds: int | None) -> None:
        before, self._seconds = self._seconds, seconds
        if seconds is None:
            if before is not None and self.voice is not None:
                self.voice.stop()
        elif before is None:
            # Whoever turned away hears it too, with the voice on or off.
            self._fixed("idle.title", "idle.sentence")
        elif seconds != before and seconds in SECONDS_SAID:
            self._say([Saying(self._texts.say(self._language, "speech.seconds", seconds=seconds))])

    def _say_alerts(self) -> None:
        if self._window is None or self._seconds is not None:
            return
        alerts = [heard for heard in on_screen(self._window) if heard.role == Role.AlertMessage]
        news = [heard for heard in alerts if heard.text not in self._alerts]
        self._alerts = frozenset(heard.text for heard in alerts)
        if news:
            self._say_heard(news)

    def _focused(self) -> None:
        item = self._window.activeFocusItem() if self._window is not None else None
        if item is None or not self._speaking or self._window is None:
            return
        heard = next((heard for heard in on_screen(self._window) if heard.item == item and heard.control), None)
        if heard is not None:
            self._armed = (heard.item, heard.text)
            self._say_heard([heard])

    # Saying

    def _gist(self) -> list[Heard]:
        """The title, what stands right below it, and the alerts; of a dialog that lies over the screen, when there is one."""
        told = list(on_screen(self._window)) if self._window is not None else []
        dialogs = [place for place, heard in enumerate(told) if heard.role == Role.Dialog]
        told = told[dialogs[-1] :] if dialogs else told
        title = next((place for place, heard in enumerate(told) if heard.role == Role.Heading), None)
        lead = next((heard for heard in told[title + 1 :] if heard.role == Role.StaticText), None) if title is not None else None
        alerts = [heard for heard in told if heard.role == Role.AlertMessage]
        self._alerts = frozenset(heard.text for heard in alerts)
        return [*([told[title]] if title is not None else []), *([lead] if lead is not None else []), *alerts]

    def _say_heard(self, shown: Sequence[Heard], first: Sequence[Saying] = ()) -> None:
        sayings = [*first, *(saying for heard in shown for saying in self._sayings(heard))]
        hidden = self._texts.say(self._language, "speech.hidden")
        # Once is enough.
        once = next((place for place, saying in enumerate(sayings) if saying.text == hidden), len(sayings))
        self._say([saying for place, saying in enumerate(sayings) if saying.text != hidden or place == once])

    def _sayings(self, heard: Heard) -> list[Saying]:
        if _is_of_staff(heard.item):
            return []
        public = self._public[self._language]
        private = self._view["access"]["headphones"] == "ready" or self._view["access"]["aloud"]
        # Keys spell out what is being typed, and a chosen answer is an answer.
        typed = heard.item.objectName().startswith("key-")
        told, whole = ([heard.text], True) if private else ([], False) if typed else public.parts(heard.text)
        sayings = [Saying(text, public.key(text)) for text in told]
        if not whole:
            sayings.append(self._word("speech.hidden"))
        if private and heard.role == Role.EditableText:
            typed_text = str(heard.item.property("text") or "")
            sayings += [self._word("speech.field"), Saying(typed_text) if typed_text else self._word("speech.empty")]
        if private and heard.role == Role.RadioButton and heard.checked:
            sayings.append(self._word("speech.chosen"))
        if private and heard.role == Role.CheckBox:
            sayings.append(self._word("speech.ticked" if heard.checked else "speech.unticked"))
        if heard.role == Role.Button and not typed:
            sayings.append(self._word("speech.button"))
        if heard.control and not heard.enabled:
            sayings.append(self._word("speech.disabled"))
        return sayings

    def _word(self, key: str) -> Saying:
        return Saying(self._texts.say(self._language, key), key)

    def _fixed(self, *keys: str) -> None:
        self._say([self._word(key) for key in keys])

    def _say(self, sayings: Sequence[Saying]) -> None:
        if self.voice is not None and sayings:
            self.voice.say(sayings, self._language, self._view["access"]["volume"])


def _is_of_staff(item: QQuickItem) -> bool:
    """A PIN is not for the resident's headphones."""
    above: QQuickItem | None = item
    while above is not None and above.objectName() != "staff-over":
        above = above.parentItem()
    return above is not None
