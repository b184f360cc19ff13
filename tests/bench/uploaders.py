"""One upload by one client: `python uploaders.py CLIENT SPEC`, SPEC being JSON. Prints the seconds it took. For bench_upload.py."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from tusclient.client import TusClient
from tusclient.uploader import Uploader

from kiosk.exchange import Announcement
from kiosk.sync.client import Portal
from kiosk.sync.line import Line


class Never:
    asked = False


def ours(spec: dict[str, Any]) -> None:
    line = Line(timeout=30, connections=spec["connections"], verify=spec["ca"])
    portal = Portal(spec["url"], spec["token"], line=line, now=lambda: datetime.now(UTC))
    with Path(spec["file"]).open("rb") as package:
        told = Announcement.model_validate(spec["announcement"])
        done = portal.upload(package, told, known=None, keep=lambda _: None, chunk=spec["chunk"], stop=Never())
    portal.close()
    assert done


def plain(spec: dict[str, Any]) -> None:
    with requests.Session() as session, Path(spec["file"]).open("rb") as package:
        headers = {**spec["headers"], "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        answer = session.patch(spec["address"], data=package, headers=headers, verify=spec["ca"], timeout=300)
        assert answer.status_code == 204, answer.status_code


def tuspy(spec: dict[str, Any]) -> None:
    client = TusClient(spec["url"], headers=spec["headers"])
    Uploader(spec["file"], url=spec["address"], client=client, chunk_size=1_000_000, verify_tls_cert=spec["ca"]).upload()


def main() -> None:
    client, told = sys.argv[1:]
    spec = json.loads(told)
    run = {"ours": ours, "requests": plain, "tuspy": tuspy}[client]
    began = time.monotonic()
    run(spec)
    print(time.monotonic() - began)


if __name__ == "__main__":
    main()
