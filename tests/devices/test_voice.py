"""The voice with the real espeak-ng and the real aplay: what it says goes into a file, or nowhere, and never onto a command line."""

from __future__ import annotations

import io
import os
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.devices.contract import Saying
from kiosk.devices.simulated import SimulatedVoice
from kiosk.devices.voice import jack
from kiosk.devices.voice.espeak import EspeakVoice, louder
from kiosk.settings import Speech

LONG = Saying("Xin quý vị chờ tại chỗ. " * 400)


class Ear:
    """What comes back from a voice."""

    def __init__(self) -> None:
        self.ends = threading.Semaphore(0)
        self.presence: list[bool] = []
        self.headphones: list[bool | None] = []
        self.told = threading.Event()

    def present(self, there: bool) -> None:
        self.presence.append(there)
        self.told.set()

    def ended(self, seconds: float = 20) -> bool:
        return self.ends.acquire(timeout=seconds)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def start(ear: Ear) -> Iterator[Callable[..., EspeakVoice]]:
    running: list[EspeakVoice] = []

    def started(**settings: object) -> EspeakVoice:
        voice = EspeakVoice(Speech.model_validate({"device": "null", **settings}))
        running.append(voice)
        voice.start(ear.ends.release, ear.present, ear.headphones.append)
        assert ear.told.wait(20)
        return voice

    yield started
    for voice in running:
        voice.close()


def into(file: Path) -> str:
    """ALSA's name of a sound card that writes what it hears into a file."""
    return f"tee:null,'{file}',wav"


def heard(file: Path) -> np.ndarray:
    """Samples, -32768 … 32767."""
    return np.frombuffer(file.read_bytes()[44:], "<i2")


def children() -> list[str]:
    """Command lines of this process's programs that speak now."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            parent = (process / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()[1]
        except OSError:
            continue
        if parent == str(os.getpid()) and line.startswith(("espeak-ng", "aplay")):
            found.append(line)
    return found


def test_a_vietnamese_sentence_is_heard(start: Callable[..., EspeakVoice], ear: Ear, tmp_path: Path) -> None:
    voice = start(device=into(tmp_path / "out.wav"))
    assert ear.presence == [True]
    voice.say([Saying("Xin mời quý vị đưa thẻ căn cước vào đầu đọc.")], "vi", 2)
    assert ear.ended()
    samples = heard(tmp_path / "out.wav")
    assert 1.5 * 22050 < len(samples) < 6 * 22050
    assert np.abs(samples.astype(int)).max() > 3000


@pytest.mark.parametrize("accent", ["northern", "central", "southern"])
def test_each_accent_and_english_sound_different(start: Callable[..., EspeakVoice], ear: Ear, tmp_path: Path, accent: str) -> None:
    voice = start(device=into(tmp_path / "out.wav"), accent=accent)
    voice.say([Saying("Tờ khai")], "vi", 2)
    assert ear.ended()
    vietnamese = heard(tmp_path / "out.wav")
    voice.say([Saying("Tờ khai")], "en", 2)
    assert ear.ended()
    assert not np.array_equal(vietnamese, heard(tmp_path / "out.wav"))


def test_volume_is_heard(start: Callable[..., EspeakVoice], ear: Ear, tmp_path: Path) -> None:
    voice = start(device=into(tmp_path / "out.wav"))
    loudness = []
    for volume in (1, 2, 3):
        voice.say([Saying("Giấy tờ")], "vi", volume)
        assert ear.ended()
        loudness.append(float(np.sqrt(np.mean(heard(tmp_path / "out.wav").astype(float) ** 2))))
    assert loudness[0] * 1.5 < loudness[1] < loudness[2] / 1.2


def test_a_recorded_prompt_goes_before_the_synthesiser(start: Callable[..., EspeakVoice], ear: Ear, tmp_path: Path) -> None:
    tone = (np.sin(np.arange(8000) / 5) * 9000).astype("<i2")
    (tmp_path / "vi").mkdir()
    with wave.open(str(tmp_path / "vi" / "idle.title.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(tone.tobytes())
    voice = start(device=into(tmp_path / "out.wav"), prompts=tmp_path)
    voice.say([Saying("Quý vị còn ở đây không?", "idle.title")], "vi", 2)
    assert ear.ended()
    assert np.array_equal(heard(tmp_path / "out.wav")[: len(tone)], tone)


@pytest.mark.parametrize("spoilt", [b"", b"RIFF", b"no sound at all"])
def test_a_spoilt_prompt_is_read_by_the_synthesiser(start: Callable[..., EspeakVoice], ear: Ear, tmp_path: Path, spoilt: bytes) -> None:
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "idle.title.wav").write_bytes(spoilt)
    voice = start(device=into(tmp_path / "out.wav"), prompts=tmp_path)
    voice.say([Saying("Quý vị còn ở đây không?", "idle.title")], "vi", 2)
    assert ear.ended()
    assert len(heard(tmp_path / "out.wav")) > 22050


def test_another_sentence_ends_the_one_before_at_once(start: Callable[..., EspeakVoice], ear: Ear) -> None:
    voice = start()
    began = time.monotonic()
    voice.say([LONG, LONG, LONG], "vi", 2)
    voice.say([Saying("Một.")], "vi", 2)
    assert time.monotonic() - began < 1
    assert ear.ended()
    assert not ear.ended(0.3)  # the first was cut and says nothing of an end


def test_stopped_it_leaves_no_program_behind(start: Callable[..., EspeakVoice], ear: Ear) -> None:
    voice = start()
    voice.say([LONG] * 50, "vi", 2)
    deadline = time.monotonic() + 10
    while not children() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert children()
    voice.stop()
    time.sleep(0.2)
    assert children() == []
    assert not ear.ended(0.1)


def test_nothing_that_is_said_stands_on_a_command_line(start: Callable[..., EspeakVoice]) -> None:
    voice = start()
    seen: set[str] = set()
    voice.say([Saying("Nguyễn Văn An, 077098001234. " * 300)] * 20, "vi", 2)
    deadline = time.monotonic() + 10
    while len(seen) < 2 and time.monotonic() < deadline:
        seen |= set(children())
    assert {line.split()[0] for line in seen} == {"espeak-ng", "aplay"}
    assert not any("An" in line or "077" in line for line in seen)


def test_no_sound_card_is_told_and_stays_quiet(start: Callable[..., EspeakVoice], ear: Ear) -> None:
    voice = start(device="hw:CARD=none")
    assert ear.presence == [False]
    voice.say([Saying("Một.")], "vi", 2)
    assert not ear.ended(0.3)


def test_no_synthesiser_is_told(start: Callable[..., EspeakVoice], ear: Ear, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    start()
    assert ear.presence == [False]


@pytest.mark.parametrize(("setting", "told"), [("always", True), ("never", False)])
def test_private_listening_can_be_settled_by_the_centre(start: Callable[..., EspeakVoice], ear: Ear, setting: str, told: bool) -> None:
    start(headphones=setting)
    deadline = time.monotonic() + 5
    while not ear.headphones and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ear.headphones == [told]


def inputs(folder: Path, **devices: str) -> Path:
    for name, switches in devices.items():
        (folder / name / "device" / "capabilities").mkdir(parents=True)
        (folder / name / "device" / "capabilities" / "sw").write_text(switches + "\n", "ascii")
    return folder


@pytest.mark.parametrize(
    ("devices", "on", "told"),
    [
        ({}, {}, None),
        ({"event0": "0"}, {"event0": 4}, None),  # a keyboard
        ({"event0": "0", "event1": "4"}, {"event1": 0}, False),
        ({"event0": "0", "event1": "4"}, {"event1": 4}, True),
        ({"event1": "14", "event2": "4"}, {"event1": 0x10, "event2": 0}, False),  # a microphone
        ({"event1": "4", "event2": "4"}, {"event1": 4, "event2": 0}, True),
        ({"event1": "0 4"}, {"event1": 4}, True),
        ({"event1": "4"}, {}, None),  # not ours to read
    ],
)
def test_the_jack_is_known_by_its_switch(tmp_path: Path, devices: dict[str, str], on: dict[str, int], told: bool | None) -> None:
    def read(device: Path) -> int:
        if device.name not in on:
            raise PermissionError(13, "Permission denied")
        return on[device.name]

    assert jack.headphones(inputs(tmp_path, **devices), tmp_path, read) is told


def test_the_kernel_is_asked_and_a_file_is_no_switch(tmp_path: Path) -> None:
    (tmp_path / "event1").touch()
    with pytest.raises(OSError, match="ioctl"):
        jack.switches(tmp_path / "event1")


def test_too_loud_is_cut_and_not_turned_over() -> None:
    made = louder(_wav([20000, -20000, 100]), 2)
    assert list(np.frombuffer(made[44:], "<i2")) == [32767, -32768, 200]


def _wav(samples: list[int]) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(np.array(samples, "<i2").tobytes())
    return made.getvalue()


def test_the_twin_owes_the_same(ear: Ear) -> None:
    twin = SimulatedVoice()
    twin.start(ear.ends.release, ear.present, ear.headphones.append)
    twin.say([Saying("Một."), Saying("Hai.")], "vi", 2)
    assert ear.ended()
    assert not ear.ended(0.1)
    assert twin.said == ["Một.", "Hai."]
    twin.plug()
    twin.say([], "vi", 2)
    assert ear.ended()
    assert (ear.presence, ear.headphones) == ([True], [False, True])
    twin.close()
