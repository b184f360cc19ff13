"""tus: cut, resumed, doubled, too long, hostile."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from kiosk.exchange import PackageState
from tests.portal.kiosk_side import PATIENCE, KioskSide, pdf
from tests.portal.live import LivePortal


def half_sent(kiosk: KioskSide, address: str, data: bytes, promised: int, offset: int = 0) -> socket.socket:
    """A PATCH that promises more than it sends, and hangs; the caller closes."""
    parts = urlsplit(address)
    assert parts.hostname is not None
    connection = socket.create_connection((parts.hostname, parts.port or 80), timeout=PATIENCE)
    head = [
        f"PATCH {parts.path} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Authorization: {kiosk.headers['Authorization']}",
        "Tus-Resumable: 1.0.0",
        "Content-Type: application/offset+octet-stream",
        f"Upload-Offset: {offset}",
        f"Content-Length: {promised}",
    ]
    connection.sendall("\r\n".join([*head, "", ""]).encode() + data)
    return connection


def test_resumes_where_the_network_was_cut(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier(files={"declaration": pdf(400_000), "birth_note": pdf(400_000)})
    address = kiosk.begin(sealed)
    half_sent(kiosk, address, sealed.package[:300_000], len(sealed.package)).close()
    # The cut request may be read only now: the kiosk's next one is then told where the portal is.
    uploader = kiosk.uploader(sealed, chunk_size=200_000, url=address, retries=3, retry_delay=0)
    assert uploader.offset <= 300_000
    uploader.upload()
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_a_hanging_sender_does_not_keep_the_kiosk_out(kiosk: KioskSide) -> None:
    """Its line is half dead: the portal has not noticed yet, and the kiosk is back on a new one."""
    sealed = kiosk.dossier(files={"declaration": pdf(500_000), "birth_note": pdf(1000)})
    address = kiosk.begin(sealed)
    with half_sent(kiosk, address, sealed.package[:100_000], len(sealed.package)):
        # Each request makes the other one stop; at most once does the hanging one come in between.
        for _ in range(2):
            offset = kiosk.offset(address)
            assert offset <= 100_000
            answer = kiosk.patch(address, offset, sealed.package[offset:])
            if answer.status_code == 204:
                break
    assert answer.status_code == 204, answer.text
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_many_at_once_on_the_same_upload_never_mix(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier(files={"declaration": pdf(300_000), "birth_note": pdf(300_000)})
    address = kiosk.begin(sealed)
    answers: list[int] = []
    senders = [threading.Thread(target=lambda: answers.append(kiosk.patch(address, 0, sealed.package).status_code)) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert set(answers) <= {204, 409, 503}
    kiosk.uploader(sealed, url=address).upload()
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_wrong_digest_is_thrown_away_and_may_be_sent_again(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    damaged = bytes([sealed.package[0] ^ 1]) + sealed.package[1:]
    assert kiosk.patch(address, 0, damaged).status_code == 204
    receipt = kiosk.receipt(sealed.id)
    assert receipt.state is PackageState.ANNOUNCED
    assert receipt.reason.startswith("digest: ")
    assert requests.head(address, headers=kiosk.tus, timeout=PATIENCE).status_code == 404
    assert kiosk.begin(sealed) != address
    kiosk.send(sealed)
    done = kiosk.settled(sealed.id)
    assert (done.state, done.reason) == (PackageState.PROCESSED, "")


def test_longer_than_announced_is_refused_before_it_is_kept(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    told = kiosk.patch(address, 0, sealed.package + b"x")
    assert (told.status_code, told.json()["code"]) == (413, "too_long")

    def untold() -> Iterator[bytes]:  # chunked: no Content-Length
        yield sealed.package + b"x"

    assert kiosk.patch(address, 0, untold()).status_code == 413
    assert kiosk.offset(address) == 0
    assert kiosk.patch(address, 0, sealed.package).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"upload-length": "5"}, 422, "length"),
        ({"upload-length": "-1"}, 400, "length"),
        ({"upload-length": "many"}, 422, "invalid"),
        ({"upload-length": str(2**40)}, 413, "too_long"),
        ({"upload-metadata": "dossier_id Li4vLi4vZXRj"}, 400, "metadata"),
        ({"upload-metadata": "dossier_id ???"}, 400, "metadata"),
        ({"upload-metadata": ""}, 400, "metadata"),
        ({"Tus-Resumable": "0.2.2"}, 412, "tus_version"),
    ],
)
def test_creations_that_are_refused(kiosk: KioskSide, headers: dict[str, str], status: int, code: str) -> None:
    sealed = kiosk.dossier()
    kiosk.announce(sealed)
    answer = kiosk.create(sealed, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_upload_belongs_to_an_announced_dossier(kiosk: KioskSide) -> None:
    answer = kiosk.create(kiosk.dossier())
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_who_asks_is_settled_before_the_body_is_read(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    answer = kiosk.patch(address, 0, sealed.package, Authorization="Bearer nonsense")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    answer = kiosk.patch(address, 0, sealed.package, **{"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert kiosk.offset(address) == 0


@pytest.mark.parametrize("name", ["..%2f..%2fportal.age", "..", "x" * 300, "0" * 32, "%00"])
def test_addresses_that_nobody_made(portal: LivePortal, kiosk: KioskSide, name: str) -> None:
    address = f"{portal.url}/v1/uploads/{name}"
    assert requests.head(address, headers=kiosk.tus, timeout=PATIENCE).status_code in (404, 405)
    assert kiosk.patch(address, 0, b"x").status_code in (404, 405)


def test_taken_back_and_begun_again(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    kiosk.patch(address, 0, sealed.package[:100])
    assert requests.delete(address, headers=kiosk.tus, timeout=PATIENCE).status_code == 204
    assert requests.delete(address, headers=kiosk.tus, timeout=PATIENCE).status_code == 404
    address = kiosk.begin(sealed)
    assert kiosk.patch(address, 0, sealed.package).status_code == 204
    kiosk.settled(sealed.id)
    assert requests.delete(address, headers=kiosk.tus, timeout=PATIENCE).status_code == 409


def test_says_what_it_can(portal: LivePortal) -> None:
    answer = requests.options(f"{portal.url}/v1/uploads", timeout=PATIENCE)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "termination"}
