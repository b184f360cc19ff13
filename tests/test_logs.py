"""The log: ids and codes, never a person."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
from pathlib import Path

import pytest
import structlog

from kiosk import logs

pytestmark = pytest.mark.usefixtures("logging_as_before")


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_lines_are_json_with_time_and_level(tmp_path: Path) -> None:
    logs.configure(tmp_path / "log", "kiosk")
    structlog.get_logger().info("screen", by="start", after="language", tên="Một cửa")
    structlog.get_logger().debug("not kept")
    (line,) = lines(tmp_path / "log" / "kiosk.log")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.+Z", str(line.pop("timestamp")))
    assert line == {"event": "screen", "level": "info", "by": "start", "after": "language", "tên": "Một cửa"}


def test_unforeseen_keeps_what_was_typed_out_of_the_log(tmp_path: Path) -> None:
    logs.configure(tmp_path, "kiosk")

    def work(name: str) -> None:
        raise ValueError(f"cannot take {name}")

    try:
        work("Nguyễn Văn An 077098001234")
    except ValueError as error:
        reference = logs.unforeseen(error, job="SaveDraft")
    (line,) = lines(tmp_path / "kiosk.log")
    assert re.fullmatch(r"[0-9A-F]{6}", reference)
    assert (line["event"], line["reference"], line["error"], line["job"]) == ("unforeseen", reference, "ValueError", "SaveDraft")
    assert [str(place).split(" ")[1] for place in line["at"]][-1] == "work"  # type: ignore[attr-defined]
    assert "An" not in json.dumps(line, ensure_ascii=False)
    assert "077098001234" not in (tmp_path / "kiosk.log").read_text("utf-8")


def test_chatty_libraries_are_kept_quiet(tmp_path: Path) -> None:
    logs.configure(tmp_path, "kiosk")
    logging.getLogger("urllib3.connectionpool").info("GET /v1/dossiers/…")
    logging.getLogger("urllib3.connectionpool").warning("retry")
    assert (tmp_path / "kiosk.log").read_text("utf-8") == "retry\n"


def test_again_replaces_and_closes_the_old_file(tmp_path: Path) -> None:
    logs.configure(tmp_path / "one", "kiosk")
    (first,) = logging.getLogger().handlers
    logs.configure(tmp_path / "two", "kiosk")
    structlog.get_logger().info("here")
    assert isinstance(first, logging.handlers.RotatingFileHandler)
    assert first.stream is None
    assert (tmp_path / "one" / "kiosk.log").read_text() == ""
    assert len(lines(tmp_path / "two" / "kiosk.log")) == 1


def test_the_file_is_turned_over_before_it_fills_the_disk(tmp_path: Path) -> None:
    logs.configure(tmp_path, "kiosk")
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    assert 0 < handler.maxBytes * (handler.backupCount + 1) < 100_000_000


def test_without_a_folder_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(None, "sync")
    structlog.get_logger().warning("away", code="portal.away")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["code"] == "portal.away"


def test_a_log_folder_that_cannot_be_written_does_not_stop_the_kiosk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    logs.configure(tmp_path / "file" / "log", "kiosk")
    assert "log folder refused" in capsys.readouterr().err
