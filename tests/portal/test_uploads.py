"""tus: cut, resumed, doubled, too long, hostile."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
import requests

from kiosk.exchange import PackageState
from tests.portal.kiosk_side import PATIENCE, KioskSide, Sealed, pdf
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
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "creation-with-upload", "termination"}


def begin_with(kiosk: KioskSide, sealed: Sealed, first: bytes) -> requests.Response:
    """The first bytes with the request that opens the upload."""
    headers = kiosk.uploader(sealed).get_url_creation_headers() | {"Content-Type": "application/offset+octet-stream"}
    return requests.post(f"{kiosk.url}/v1/uploads", data=first, headers=headers, timeout=PATIENCE)


def test_a_small_package_goes_in_one_request(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    kiosk.announce(sealed)
    answer = begin_with(kiosk, sealed, sealed.package)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(sealed.package)))
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_an_upload_that_has_begun_takes_no_beginning(kiosk: KioskSide) -> None:
    """The kiosk was killed before it knew the address: it opens the upload again, and sends its beginning along again."""
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    assert kiosk.patch(address, 0, sealed.package[:1000]).status_code == 204
    answer = begin_with(kiosk, sealed, sealed.package[:2000])
    assert answer.status_code == 201
    assert "Upload-Offset" not in answer.headers
    assert kiosk.offset(address) == 1000


def pieces(kiosk: KioskSide, address: str) -> str:
    return requests.head(address, headers=kiosk.tus, timeout=PATIENCE).headers["Upload-Pieces"]


def test_pieces_beside_each_other(kiosk: KioskSide) -> None:
    """In any order, each resumed, one overlapping another: what fits together is put together when the kiosk asks."""
    sealed = kiosk.dossier(files={"declaration": pdf(400_000), "birth_note": pdf(1000)})
    package, size = sealed.package, len(sealed.package)
    address = kiosk.begin(sealed)
    assert kiosk.patch(f"{address}/300000", 300_000, package[300_000:]).headers["Upload-Offset"] == str(size)
    assert kiosk.patch(f"{address}/100000", 100_000, package[100_000:150_000]).status_code == 204
    assert kiosk.patch(f"{address}/100000", 150_000, package[150_000:200_000]).status_code == 204
    assert kiosk.patch(f"{address}/190000", 190_000, package[190_000:250_000]).status_code == 204
    assert (kiosk.offset(address), pieces(kiosk, address)) == (0, f"100000-200000,190000-250000,300000-{size}")
    assert kiosk.patch(address, 0, package[:100_000]).headers["Upload-Offset"] == "100000"
    assert (kiosk.offset(address), pieces(kiosk, address)) == (250_000, f"300000-{size}")
    assert kiosk.patch(address, 250_000, package[250_000:300_000]).status_code == 204
    assert kiosk.offset(address) == size
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_pieces_at_once_over_many_connections(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier(files={"declaration": pdf(2_000_000), "birth_note": pdf(1000)})
    address, size = kiosk.begin(sealed), len(sealed.package)
    cuts = [size * part // 8 for part in range(9)]
    answers: list[int] = []

    def send(begin: int, end: int) -> None:
        answers.append(kiosk.patch(f"{address}/{begin}" if begin else address, begin, sealed.package[begin:end]).status_code)

    senders = [threading.Thread(target=send, args=(begin, end)) for begin, end in itertools.pairwise(cuts)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert answers == [204] * 8
    assert kiosk.offset(address) == size
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_a_piece_in_the_wrong_place_is_refused(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address, size = kiosk.begin(sealed), len(sealed.package)
    assert kiosk.patch(f"{address}/1000", 1001, b"x").status_code == 409
    assert kiosk.patch(f"{address}/1000", 1000, b"x" * size).json()["code"] == "too_long"
    assert kiosk.patch(f"{address}/{size}", size, b"x").json()["code"] == "too_long"
    assert kiosk.patch(f"{address}/0", 0, b"x").status_code == 422
    assert kiosk.patch(f"{address}/..%2f..", 1, b"x").status_code in (404, 422)
    assert pieces(kiosk, address) == ""


def test_a_wrong_piece_costs_the_whole_upload_and_no_more(kiosk: KioskSide) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    assert kiosk.patch(f"{address}/1000", 1000, bytes(len(sealed.package) - 1000)).status_code == 204
    assert kiosk.patch(address, 0, sealed.package[:1000]).status_code == 204
    assert requests.head(address, headers=kiosk.tus, timeout=PATIENCE).status_code == 404
    assert kiosk.receipt(sealed.id).reason.startswith("digest: ")
    kiosk.send(sealed)
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED


def test_somebody_elses_pieces(kiosk: KioskSide, connect: Callable[[], KioskSide]) -> None:
    sealed = kiosk.dossier()
    address = kiosk.begin(sealed)
    assert connect().patch(f"{address}/1000", 1000, b"x").status_code == 404


def test_pieces_survive_a_kill_and_go_with_the_upload(portal: LivePortal, kiosk: KioskSide) -> None:
    sealed, dropped = kiosk.dossier(serial=1), kiosk.dossier(serial=2)
    address, other = kiosk.begin(sealed), kiosk.begin(dropped)
    for each, package in ((address, sealed.package), (other, dropped.package)):
        assert kiosk.patch(f"{each}/1000", 1000, package[1000:]).status_code == 204
    portal.kill()
    portal.start()
    assert requests.delete(other, headers=kiosk.tus, timeout=PATIENCE).status_code == 204
    assert kiosk.patch(address, 0, sealed.package[:1000]).status_code == 204
    assert kiosk.offset(address) == len(sealed.package)
    assert kiosk.settled(sealed.id).state is PackageState.PROCESSED
    left = {path.name.partition(".")[0] for path in (portal.data / "storage" / "uploads").iterdir()}
    assert not left & {address.rpartition("/")[2], other.rpartition("/")[2]}
