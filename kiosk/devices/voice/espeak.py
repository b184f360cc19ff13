"""The voice: a recorded prompt where there is one, else espeak-ng, both into `aplay`.

Children, not a library: espeak-ng's own playback cannot be silenced at once, and a sound card that hangs costs a child and not the screen.
`aplay` because it needs nothing but the kernel's sound (a kiosk's session has no sound server), and one program then plays both. Texts go
through pipes: an argument list is everybody's to read.
"""

from __future__ import annotations

import io
import queue
import subprocess
import threading
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import structlog

from kiosk.devices.contract import Saying
from kiosk.devices.voice import jack
from kiosk.settings import Speech

LOOK = 1.0
"""How often the jack is looked at [s]."""
LOOK_AGAIN = 30.0
"""A sound card or a synthesiser that is missing is looked for again after so long [s]."""
PROBE = 5.0
"""A sound card that does not take a moment of silence within so long counts as missing [s]."""
VOICES = {"northern": "vi", "central": "vi-vn-x-central", "southern": "vi-vn-x-south"}
ENGLISH = "en-gb"
AMPLITUDE = {1: 40, 2: 100, 3: 180}
"""espeak-ng's, 0 … 200."""

log = structlog.get_logger()


@dataclass(frozen=True)
class _Speech:
    number: int
    sayings: tuple[Saying, ...] = field(repr=False)
    language: Literal["vi", "en"]
    volume: int


class EspeakVoice:
    def __init__(self, settings: Speech, jack_state: Callable[[], bool | None] = jack.headphones) -> None:
        self._settings = settings
        self._jack_state = jack_state
        self._queue: queue.SimpleQueue[_Speech | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._number = 0
        """Of the newest `say` or `stop`; what is older ends."""
        self._children: list[subprocess.Popen[bytes]] = []
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []
        self._present: bool | None = None

    def start(self, on_end: Callable[[], None], on_presence: Callable[[bool], None], on_headphones: Callable[[bool | None], None]) -> None:
        self._on_end, self._on_presence = on_end, on_presence
        self._threads = [
            threading.Thread(target=self._speak, name="voice", daemon=True),
            threading.Thread(target=self._watch, args=(on_headphones,), name="jack", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def say(self, sayings: Sequence[Saying], language: Literal["vi", "en"], volume: int) -> None:
        number = self._silence()
        if self._present is not False:
            self._queue.put(_Speech(number, tuple(sayings), language, volume))

    def stop(self) -> None:
        self._silence()

    def close(self) -> None:
        self._closed.set()
        self._silence()
        self._queue.put(None)
        for thread in self._threads:
            thread.join(2)

    def _silence(self) -> int:
        with self._lock:
            self._number += 1
            for child in self._children:
                child.kill()
            return self._number

    # In the voice's thread

    def _speak(self) -> None:
        self._probe()
        while True:
            try:
                speech = self._queue.get(timeout=None if self._present else LOOK_AGAIN)
            except queue.Empty:
                self._probe()
                continue
            if speech is None:
                return
            try:
                if all(self._say(saying, speech) for saying in speech.sayings):
                    self._on_end()
            except OSError as error:
                log.warning("voice failed", cause=error.strerror)
                self._probe()

    def _say(self, saying: Saying, speech: _Speech) -> bool:
        """Whether it was heard to its end."""
        prompt = self._prompt(saying, speech)
        if prompt is not None:
            return self._run(prompt, [self._player()], speech.number)
        return self._run(saying.text.encode(), [self._synthesiser(speech), self._player()], speech.number)

    def _run(self, data: bytes, commands: Sequence[Sequence[str]], number: int) -> bool:
        """Data through a pipe of programs."""
        with self._lock:
            if number != self._number:
                return False
            children: list[subprocess.Popen[bytes]] = []
            try:
                for command in commands:
                    source = children[-1].stdout if children else subprocess.PIPE
                    sink = subprocess.PIPE if command is not commands[-1] else subprocess.DEVNULL
                    children.append(subprocess.Popen(command, stdin=source, stdout=sink, stderr=subprocess.DEVNULL))
            except OSError:
                _end(children)
                raise
            # The reader's end belongs to the next child now.
            for child in children[:-1]:
                if child.stdout is not None:
                    child.stdout.close()
            self._children = children
        first = children[0].stdin
        assert first is not None
        try:
            with first:
                first.write(data)
        except BrokenPipeError:
            pass  # it was silenced, or there is no sound card: its status says which
        status = [child.wait() for child in children]
        with self._lock:
            self._children = []
            if number != self._number:
                return False
        if any(status):
            log.warning("voice failed", status=status)
            self._probe()
            return False
        return True

    def _probe(self) -> None:
        """Whether anything could be heard: both programs are there, and the sound card takes a moment of silence."""
        try:
            for command, data in ((["espeak-ng", "--version"], b""), (self._player(), _silent())):
                subprocess.run(command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PROBE, check=True)
            present = True
        except (OSError, subprocess.SubprocessError):
            present = False
        if present != self._present:
            self._present = present
            self._on_presence(present)

    def _player(self) -> list[str]:
        return ["aplay", "--quiet", f"--device={self._settings.device}", "-"]

    def _synthesiser(self, speech: _Speech) -> list[str]:
        voice = ENGLISH if speech.language == "en" else VOICES[self._settings.accent]
        return [
            "espeak-ng",
            "--stdin",
            "--stdout",
            "-b",
            "1",
            "-v",
            voice,
            "-s",
            str(self._settings.speed),
            "-a",
            str(AMPLITUDE[speech.volume]),
        ]

    def _prompt(self, saying: Saying, speech: _Speech) -> bytes | None:
        if not saying.key or self._settings.prompts == Path():
            return None
        file = self._settings.prompts / speech.language / f"{saying.key}.wav"
        try:
            return louder(file.read_bytes(), AMPLITUDE[speech.volume] / 100)
        except FileNotFoundError:
            return None
        except (OSError, wave.Error, EOFError, ValueError) as error:
            log.warning("recorded prompt cannot be played", key=saying.key, error=type(error).__name__)
            return None

    # In the jack's thread

    def _watch(self, on_headphones: Callable[[bool | None], None]) -> None:
        told: list[bool | None] = []
        while True:
            match self._settings.headphones:
                case "always":
                    now: bool | None = True
                case "never":
                    now = False
                case "detect":
                    now = self._jack_state()
            if told != [now]:
                told = [now]
                on_headphones(now)
            if self._closed.wait(LOOK if self._settings.headphones == "detect" else None):
                return


def louder(wav: bytes, factor: float) -> bytes:
    """A WAV file of 16 bit samples, `factor` times as loud; what gets too loud is cut. Raises wave.Error, EOFError, ValueError."""
    with wave.open(io.BytesIO(wav)) as file:
        parameters, frames = file.getparams(), file.readframes(file.getnframes())
    if parameters.sampwidth != 2:
        raise ValueError("samples should have 16 bit")
    samples = np.clip(np.frombuffer(frames, "<i2").astype(np.float32) * factor, -32768, 32767).astype("<i2")
    return _wav(samples.tobytes(), parameters.nchannels, parameters.framerate)


def _silent() -> bytes:
    return _wav(bytes(2 * 64), 1, 22050)


def _wav(frames: bytes, channels: int, rate: int) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(frames)
    return made.getvalue()


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.kill()
        child.wait()
