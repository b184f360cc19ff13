"""What leaves the kiosk: only the portal opens it, and it believes nothing."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from datetime import UTC, date, datetime
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.pretty import pretty_repr

from kiosk import texts
from kiosk.dossier import package
from kiosk.dossier.draft import Consent
from kiosk.dossier.package import MANIFEST, Manifest, PackagedFile, PackagedRow, PackageError, PageRemark, seal, unseal
from kiosk.identity import Person

KEY = pyrage.x25519.Identity.generate()
PUBLIC = [str(KEY.to_public())]
AN = Person(number="077098001234", name="Nguyễn Văn An", born=date(1998, 8, 15), sex="Nam", address="Số 1 Lê Lợi")
PERSONAL = ("077098001234", "Nguyễn", "Lê Lợi", "thợ may", "0912345678")
FILES = {"KIOSK-K01-261122-0001_01_to-khai.pdf": b"%PDF-1.7 form", "KIOSK-K01-261122-0001_02_giay.pdf": b"%PDF-1.7 paper"}


def packed(name: str, content: bytes, pages: int = 1) -> PackagedFile:
    return PackagedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), pages=pages)


def row(component: str, *files: PackagedFile) -> PackagedRow:
    return PackagedRow(component_id=component, name="Giấy tờ", verdict="complete", reason="scanned", files=files)


def manifest(*rows: PackagedRow) -> Manifest:
    now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    return Manifest(
        dossier_id="0" * 32,
        temporary_number="KIOSK-K01-261122-0001",
        machine="K01",
        procedure_code="1.001193",
        procedure_effective_from=date(2025, 7, 1),
        case_id="married",
        submitted_at=now,
        language="vi",
        verdict="complete",
        person=AN,
        answers={"job": "thợ may", "phone": "0912345678"},
        consent=Consent(at=now, text_version="1", language="vi"),
        rows=rows or (*(row(f"c{n}", packed(name, content)) for n, (name, content) in enumerate(FILES.items())), row("none")),
    )


def tar(*entries: tuple[str, bytes], kind: bytes = tarfile.REGTYPE, fmt: int = tarfile.USTAR_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=fmt) as archive:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(content) if kind == tarfile.REGTYPE else 0
            entry.type = kind if name != MANIFEST else tarfile.REGTYPE
            entry.linkname = "/etc/passwd"
            if name == MANIFEST:
                entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def sealed(content: bytes) -> bytes:
    return bytes(pyrage.encrypt(content, [KEY.to_public()]))


def refusal(content: bytes, key: pyrage.x25519.Identity = KEY) -> PackageError:
    with pytest.raises(PackageError) as caught:
        unseal(content, [str(key)])
    error = caught.value
    assert not any(personal in str(error) for personal in PERSONAL)
    assert not texts.load().error("vi", error).startswith("[")
    return error


WHOLE = (MANIFEST, manifest().model_dump_json().encode())


def test_round_trip() -> None:
    found, files = unseal(seal(manifest(), FILES, PUBLIC), [str(KEY)])
    assert found == manifest()
    assert files == FILES


def test_a_row_in_parts_with_a_page_that_was_doubtful() -> None:
    """A paper too large for one file, and what the officer should look at."""
    remark = PageRemark(page=31, verdict="doubtful", reasons=("blurred", "cut_at_edge"))
    names = list(FILES)
    parts = row("deed", packed(names[0], FILES[names[0]], 30), packed(names[1], FILES[names[1]], 4))
    filed = manifest(parts.model_copy(update={"remarks": (remark,)}))
    found, files = unseal(seal(filed, FILES, PUBLIC), [str(KEY)])
    assert (found, files) == (filed, FILES)
    assert found.rows[0].pages == 34


def test_each_of_the_portals_keys_opens_it() -> None:
    """The portal changes its key: a kiosk seals to both for a while, and the portal looks with both."""
    old, new = KEY, pyrage.x25519.Identity.generate()
    both = seal(manifest(), FILES, [str(old.to_public()), str(new.to_public())])
    for identities in ([old], [new], [new, old]):
        assert unseal(both, [str(each) for each in identities])[0] == manifest()
    assert unseal(seal(manifest(), FILES, PUBLIC), [str(new), str(old)])[0] == manifest()
    assert refusal(seal(manifest(), FILES, PUBLIC), new).code == "package.sealed"


def test_sealed_for_nobody_is_misuse() -> None:
    with pytest.raises(ValueError, match="nobody"):
        seal(manifest(), FILES, [])


def version_1() -> dict[str, Any]:
    """As kiosks of the first release wrote it: one file a row."""
    now = json.loads(WHOLE[1])
    rows = [
        {key: row[key] for key in ("component_id", "name", "verdict", "reason")}
        | {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pages": 1}
        for row, (name, content) in zip(now["rows"], FILES.items(), strict=False)
    ]
    none = {key: now["rows"][-1][key] for key in ("component_id", "name", "verdict", "reason")}
    return now | {"version": 1, "rows": [*rows, none | {"file": None, "sha256": None, "size": 0, "pages": 0}]}


def test_a_package_of_the_first_version_is_read_as_one_of_today() -> None:
    found, files = unseal(sealed(tar((MANIFEST, json.dumps(version_1()).encode()), *FILES.items())), [str(KEY)])
    assert (found, files) == (manifest(), FILES)
    assert Manifest.model_validate(version_1()) == manifest()


@pytest.mark.parametrize(
    "rows", [None, {}, [None], [[]], ["a"], [{"file": "a.pdf"}], [{"file": 1, "sha256": 2, "size": "x", "pages": None}]]
)
def test_rows_of_the_first_version_that_are_none(rows: object) -> None:
    spoilt = json.dumps(version_1() | {"rows": rows}).encode()
    assert refusal(sealed(tar((MANIFEST, spoilt), *FILES.items()))).code == "package.manifest"


def test_nothing_of_it_can_be_read_outside() -> None:
    content = seal(manifest(), FILES, PUBLIC)
    for secret in (*PERSONAL, "1.001193", "KIOSK", "PDF"):
        assert secret.encode() not in content


def test_a_flipped_byte_anywhere() -> None:
    content = seal(manifest(), FILES, PUBLIC)
    for at in range(0, len(content), max(1, len(content) // 60)):
        spoilt = bytearray(content)
        spoilt[at] ^= 1
        assert refusal(bytes(spoilt)).code == "package.sealed", at


@pytest.mark.parametrize("content", [b"", b"age-encryption.org/v1\n", b"PK\x03\x04", bytes(1000)])
def test_no_package_at_all(content: bytes) -> None:
    assert refusal(content).code == "package.sealed"


def test_cut_short() -> None:
    content = seal(manifest(), FILES, PUBLIC)
    for length in (1, 100, len(content) // 2, len(content) - 1):
        assert refusal(content[:length]).code == "package.sealed"


def test_another_key() -> None:
    assert refusal(seal(manifest(), FILES, PUBLIC), pyrage.x25519.Identity.generate()).code == "package.sealed"


DAMAGED = {
    "one file too few": [WHOLE, *list(FILES.items())[:1]],
    "one file too many": [WHOLE, *FILES.items(), ("more.pdf", b"x")],
    "another name": [WHOLE, *list(FILES.items())[:1], ("other.pdf", b"%PDF-1.7 paper")],
    "another content": [WHOLE, *list(FILES.items())[:1], ("KIOSK-K01-261122-0001_02_giay.pdf", b"%PDF-1.7 papeR")],
    "no content": [WHOLE, *list(FILES.items())[:1], ("KIOSK-K01-261122-0001_02_giay.pdf", b"")],
    "a file twice": [WHOLE, *FILES.items(), next(iter(FILES.items()))],
    "two manifests": [WHOLE, WHOLE, *FILES.items()],
    "a path": [WHOLE, *FILES.items(), ("a/b.pdf", b"x")],
    "a path upwards": [WHOLE, *FILES.items(), ("../b.pdf", b"x")],
    "a whole path": [WHOLE, *FILES.items(), ("/etc/passwd", b"x")],
    "a hidden name": [WHOLE, *FILES.items(), (".profile", b"x")],
    "the folder itself": [WHOLE, *FILES.items(), ("..", b"x")],
    "no name": [WHOLE, *FILES.items(), ("", b"x")],
    "endless small files": [WHOLE, *((f"{n}.pdf", b"") for n in range(package.MOST_FILES + 5))],
}


@pytest.mark.parametrize("case", DAMAGED)
def test_other_files_than_the_manifest_says(case: str) -> None:
    assert refusal(sealed(tar(*DAMAGED[case]))).code == "package.damaged"


@pytest.mark.parametrize("kind", [tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_no_plain_file(kind: bytes) -> None:
    assert refusal(sealed(tar(WHOLE, ("link", b""), kind=kind))).code == "package.damaged"


def test_an_entry_that_claims_more_than_there_is() -> None:
    content = bytearray(tar(WHOLE, ("big.pdf", b"x" * 600)))
    at = content.index(b"big.pdf")
    content[at + 124 : at + 136] = b"77777777777\0"
    assert refusal(sealed(bytes(content))).code == "package.damaged"


@pytest.mark.parametrize(
    "headers",
    [
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "x", "GNU.sparse.realsize": "10"},
        {"GNU.sparse.map": "a,b"},
        {"GNU.sparse.size": "zz", "GNU.sparse.map": "1,2"},
        {"GNU.sparse.size": "5", "GNU.sparse.offset": "1", "GNU.sparse.numbytes": "x"},
    ],
)
def test_a_sparse_entry(headers: dict[str, str]) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("x.pdf")
        entry.size, entry.pax_headers = 6, headers
        archive.addfile(entry, io.BytesIO(b"abcdef"))
    # Some releases of tarfile pass over what others choke on; then it is the manifest that is missing.
    assert refusal(sealed(buffer.getvalue())).code in ("package.damaged", "package.manifest")


def test_rows_that_share_a_file_are_refused() -> None:
    """Else the digest of only one of them would be looked at."""
    name, content = next(iter(FILES.items()))
    for twice in (
        manifest(row("a", packed(name, b"something else")), row("b", packed(name, content))),
        manifest(row("a", packed(name, b"something else"), packed(name, content))),
    ):
        assert refusal(seal(twice, {name: content}, PUBLIC)).code == "package.damaged"


def test_a_wrong_digest_and_a_wrong_size() -> None:
    name, content = next(iter(FILES.items()))
    good = packed(name, content)
    for wrong in (good.model_copy(update={"sha256": "0" * 64}), good.model_copy(update={"size": 1})):
        assert refusal(seal(manifest(row("a", wrong)), {name: content}, PUBLIC)).code == "package.damaged"


def test_no_manifest() -> None:
    error = refusal(sealed(tar(*FILES.items())))
    assert (error.code, error.cause) == ("package.manifest", "there is none")


BAD_MANIFESTS = {
    "not JSON": b"{",
    "not UTF-8": b'{"person": "\xff"}',
    "a list": b"[]",
    "another version": json.dumps(json.loads(WHOLE[1]) | {"version": 3}).encode(),
    "a missing verdict": json.dumps({k: v for k, v in json.loads(WHOLE[1]).items() if k != "verdict"}).encode(),
    "a verdict that is none": json.dumps(json.loads(WHOLE[1]) | {"verdict": "Nguyễn Văn An"}).encode(),
    "a number that is none": json.dumps(json.loads(WHOLE[1]) | {"temporary_number": "077098001234"}).encode(),
    "a person that is none": json.dumps(json.loads(WHOLE[1]) | {"person": {"name": "Nguyễn Văn An"}}).encode(),
    "an answer that is none": json.dumps(json.loads(WHOLE[1]) | {"answers": {"job": ["thợ may"]}}).encode(),
}


@pytest.mark.parametrize("case", BAD_MANIFESTS)
def test_a_manifest_that_is_none_is_told_without_its_values(case: str) -> None:
    error = refusal(sealed(tar((MANIFEST, BAD_MANIFESTS[case]), *FILES.items())))
    assert error.code == "package.manifest"
    assert error.__cause__ is None
    assert error.__suppress_context__


def outcome(content: bytes) -> str:
    try:
        unseal(sealed(content), [str(KEY)])
    except PackageError as error:
        return error.code
    return "opened"


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_any_content_is_opened_or_refused(data: st.DataObject) -> None:
    fmt = data.draw(st.sampled_from([tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]))
    # A name too long for a plain header brings the further headers of the other two formats.
    name = "a.pdf" if fmt == tarfile.USTAR_FORMAT else "ộ" * 120
    content = bytearray(tar(WHOLE, *FILES.items(), (name, b"x"), fmt=fmt))
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, min(len(content), 6000) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content)) in {"opened", "package.damaged", "package.manifest"}


@given(st.binary(max_size=2000))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_refused(content: bytes) -> None:
    assert outcome(content) in {"package.damaged", "package.manifest"}


def test_a_manifest_is_never_printed_whole() -> None:
    shown = [repr(manifest()), f"{manifest()}", pretty_repr(manifest())]
    assert not any(personal in text for text in shown for personal in PERSONAL)
    assert shown[0] == "Manifest(KIOSK-K01-261122-0001)"
