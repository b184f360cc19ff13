"""The officers' pages: what was received, one dossier with its papers, what the kiosk will hear of it, and how the kiosks are.

HTTP Basic with one password for the office (any user name). A page shows personal data: nothing of it may be kept by a browser or proxy.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from kiosk import texts
from kiosk.catalogue.models import Exemption, Procedure
from kiosk.clock import VIETNAM
from kiosk.dossier.package import Manifest, PageRemark
from kiosk.dossier.shown import Say, told
from kiosk.exchange import MOST_MESSAGE, DossierId, DossierStatus, PackageState, SupplementReason, SupplementRow
from kiosk.portal import news, pulse, register, supplements
from kiosk.portal.intake import Intake, Worker
from kiosk.portal.publish import Published
from kiosk.portal.refusal import Refusal
from kiosk.portal.tables import Dossier, Event
from kiosk.texts import money

MOST_LISTED = 500
_TEMPLATES = Path(__file__).parent / "templates"
_MOST_FORM_BYTES = 16_384

# TrangThaiHoSo of the national exchange, in its own words.
STATUS_WORDS = {
    DossierStatus.NEW: "Mới đăng ký",
    DossierStatus.ACCEPTED: "Được tiếp nhận",
    DossierStatus.NOT_ACCEPTED: "Không được tiếp nhận",
    DossierStatus.IN_PROGRESS: "Đang xử lý",
    DossierStatus.SUPPLEMENT_ASKED: "Yêu cầu bổ sung giấy tờ",
    DossierStatus.PAYMENT_ASKED: "Yêu cầu thực hiện nghĩa vụ tài chính",
    DossierStatus.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    DossierStatus.STOPPED: "Dừng xử lý",
    DossierStatus.DONE: "Đã xử lý xong",
    DossierStatus.RETURNED: "Đã trả kết quả",
}
REASON_WORDS = {
    SupplementReason.MISSING: "Còn thiếu",
    SupplementReason.UNREADABLE: "Không đọc được",
    SupplementReason.INCOMPLETE: "Thiếu trang",
    SupplementReason.WRONG_PAPER: "Không đúng loại giấy tờ",
    SupplementReason.EXPIRED: "Đã hết hạn",
    SupplementReason.NOT_CERTIFIED: "Cần bản sao chứng thực hoặc bản chính",
    SupplementReason.NOT_SIGNED: "Thiếu chữ ký hoặc con dấu",
    SupplementReason.DIFFERS: "Thông tin không khớp",
}
SCREEN_WORDS = {"attract": "Đang chờ khách", "visit": "Đang phục vụ", "out_of_service": "Ngừng phục vụ", "unknown": "Không rõ"}
_VERDICT_WORDS = {"complete": "Đủ", "missing": "Thiếu", "officer": "Cần cán bộ xem"}
_STATE_WORDS = {
    PackageState.ANNOUNCED: "Đang chờ gói hồ sơ",
    PackageState.HELD: "Đã nhận, đang mở",
    PackageState.PROCESSED: "Đã tiếp nhận vào Cổng",
    PackageState.REFUSED: "Cổng từ chối gói",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def officer_routes(intake: Intake, worker: Worker, published: Published, password: str, name: str) -> APIRouter:
    database, storage = intake.database, intake.storage

    def officer(authorization: Annotated[str, Header()] = "") -> None:
        scheme, _, value = authorization.partition(" ")
        try:
            given = base64.b64decode(value, validate=True).partition(b":")[2] if scheme.lower() == "basic" else b""
        except binascii.Error:
            given = b""
        if not hmac.compare_digest(given, password.encode()):
            ask = {"WWW-Authenticate": 'Basic realm="Can bo", charset="UTF-8"'}
            raise Refusal(401, "unauthorized", "Trang này dành cho cán bộ: cần mật khẩu.", ask)

    router = APIRouter(dependencies=[Depends(officer)])
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters |= {"local": _local, "bytes": _bytes, "sentence": _sentence, "span": pulse.span}
    sentences = texts.load().all("vi")
    pages.filters |= {"remark": partial(_remark, sentences), "ground": lambda ground: sentences.get(f"staff.ground.{ground}", ground)}
    pages.filters |= {
        "way": lambda way: sentences[f"receiving.{way}.name"],
        "purpose": lambda purpose: sentences.get(f"consent.{purpose}.title", purpose),
        "money": money,
    }
    pages.globals |= {
        "portal": name,
        "status_words": STATUS_WORDS,
        "verdict_words": _VERDICT_WORDS,
        "state_words": _STATE_WORDS,
        "reason_words": REASON_WORDS,
        "screen_words": SCREEN_WORDS,
        "most_message": MOST_MESSAGE,
    }

    def page(template: str, **values: object) -> HTMLResponse:
        return HTMLResponse(pages.get_template(template).render(values), headers=_HEADERS)

    @router.get("/")
    def listing() -> HTMLResponse:
        newest = select(Dossier).order_by(Dossier.announced_at.desc(), Dossier.id).limit(MOST_LISTED)
        with database.reading() as session:
            dossiers = session.scalars(newest).all()
        # What was handed in later stands at its dossier.
        filed = [each for each in dossiers if each.state == PackageState.PROCESSED and each.supplement_to is None]
        added = Counter(each.supplement_to for each in dossiers if each.supplement_to is not None)
        others = [each for each in dossiers if each.state != PackageState.PROCESSED]
        return page("list.html", filed=filed, others=others, added=added, short=_short)

    def _short(code: str) -> str:
        procedure = intake.find(code)
        return procedure.short.vi if procedure else ""

    @router.get("/portal.css")
    def style() -> Response:
        return Response((_TEMPLATES / "portal.css").read_bytes(), media_type="text/css")

    @router.get("/dossiers/{dossier_id}")
    def dossier(dossier_id: DossierId) -> Response:
        with database.reading() as session:
            found = session.get(Dossier, dossier_id)
            history = session.scalars(select(Event).where(Event.dossier_id == dossier_id).order_by(Event.sequence)).all()
            added = supplements.of(session, dossier_id)
        if found is None:
            raise Refusal(404, "not_found", "Không có hồ sơ này.")
        if found.supplement_to is not None:
            return RedirectResponse(f"/dossiers/{found.supplement_to}", 303)
        manifest = Manifest.model_validate(found.manifest) if found.manifest else None
        procedure = intake.find(found.procedure_code)
        case = procedure.case(manifest.case_id) if procedure and manifest else None
        answers = told(case, manifest.answers, "vi", _say(sentences)) if case and manifest else ()
        return page(
            "dossier.html",
            dossier=found,
            manifest=manifest,
            exemption=_exemption(procedure, manifest),
            row_names={row.component_id: row.name for row in manifest.rows} if manifest else {},
            procedure=procedure,
            case=case,
            answers=answers,
            history=history,
            added=[(each, Manifest.model_validate(each.manifest)) for each in added],
        )

    @router.get("/dossiers/{dossier_id}/files/{file}")
    def paper(dossier_id: DossierId, file: str) -> Response:
        path = storage.file(dossier_id, file)
        if path is None:
            raise Refusal(404, "not_found", "Không có tệp này.")
        content = path.read_bytes()
        # What is no PDF is never shown by the browser: it may be anything.
        kind, shown = ("application/pdf", "inline") if content.startswith(b"%PDF-") else ("application/octet-stream", "attachment")
        return Response(content, media_type=kind, headers=_HEADERS | {"Content-Disposition": f'{shown}; filename="{file}"'})

    @router.post("/dossiers/{dossier_id}/status")
    async def set_status(dossier_id: DossierId, request: Request) -> RedirectResponse:
        _from_our_own_page(request)
        words = (await _form(request)).get("status", [""])[0]
        if words not in {str(status.value) for status in DossierStatus}:
            raise Refusal(422, "invalid", "Trạng thái không hợp lệ.")
        await run_in_threadpool(news.set_status, database, dossier_id, DossierStatus(int(words)), now=intake.clock())
        return RedirectResponse(f"/dossiers/{dossier_id}", 303)

    @router.post("/dossiers/{dossier_id}/supplement")
    async def ask_for_papers(dossier_id: DossierId, request: Request) -> RedirectResponse:
        """One field for each row of the dossier, named by its component: the reason, or nothing."""
        _from_our_own_page(request)
        asked = {component: values[0] for component, values in (await _form(request)).items() if values[0]}
        await run_in_threadpool(_ask_for_papers, dossier_id, asked)
        return RedirectResponse(f"/dossiers/{dossier_id}", 303)

    def _ask_for_papers(dossier_id: str, asked: dict[str, str]) -> None:
        with database.reading() as session:
            found = session.get(Dossier, dossier_id)
        manifest = Manifest.model_validate(found.manifest) if found and found.manifest and found.supplement_to is None else None
        known = [row.component_id for row in manifest.rows] if manifest else []
        reasons = {reason.value for reason in SupplementReason}
        if not asked or not asked.keys() <= set(known) or not reasons.issuperset(asked.values()):
            raise Refusal(422, "invalid", "Hãy chọn ít nhất một giấy tờ và lý do có trong danh sách.")
        rows = [SupplementRow(component_id=each, reason=SupplementReason(asked[each])) for each in known if each in asked]
        news.ask_for_papers(database, dossier_id, rows, now=intake.clock())

    @router.get("/kiosks")
    def kiosks() -> HTMLResponse:
        now = intake.clock()
        found = pulse.kiosks(database, published.catalogue_version, published.recipient, now=now)
        return page("kiosks.html", kiosks=sorted(found, key=lambda each: (each.revoked, not each.wrong)), now=now)

    @router.post("/kiosks/message")
    async def message(request: Request) -> RedirectResponse:
        _from_our_own_page(request)
        told = await _form(request)
        text, machine = told.get("text", [""])[0], told.get("machine", [""])[0] or None
        await run_in_threadpool(news.tell_staff, database, machine, text, now=intake.clock())
        return RedirectResponse("/kiosks", 303)

    @router.post("/dossiers/{dossier_id}/recheck")
    async def recheck(dossier_id: DossierId, request: Request) -> RedirectResponse:
        """For a package that was refused because the portal's own catalogue was behind."""
        _from_our_own_page(request)
        if await run_in_threadpool(register.look_again, database, dossier_id):
            worker.wake()
        return RedirectResponse(f"/dossiers/{dossier_id}", 303)

    return router


def _from_our_own_page(request: Request) -> None:
    """A browser sends the password by itself, even for a form on somebody else's page. Raises Refusal(403)."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = site in ("same-origin", "none") if site else origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not ours:
        raise Refusal(403, "forbidden", "Yêu cầu đến từ một trang khác.")


async def _form(request: Request) -> dict[str, list[str]]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_FORM_BYTES:
            raise Refusal(413, "too_long", "Biểu mẫu quá dài.")
    return parse_qs(body.decode("ascii", "replace"))


def _say(sentences: Mapping[str, str]) -> Say:
    def say(key: str, **values: object) -> str:
        return sentences.get(f"form.{key}", key).format(**values)

    return say


def _remark(sentences: Mapping[str, str], remark: PageRemark) -> str:
    """What the kiosk told the resident of a page, who kept it all the same."""
    said = [sentences[f"page.{reason}"] for reason in remark.reasons if f"page.{reason}" in sentences]
    told = f"Trang {remark.page}: {', '.join(said).lower() or 'cần xem lại'}"
    if remark.accepted is None:
        return told
    why = sentences.get(f"staff.reason.{remark.accepted.reason}", remark.accepted.reason)
    return f"{told}. Cán bộ tại ki-ốt ({remark.accepted.by}) đã chấp nhận: {why.lower()}"


def _sentence(reason: str) -> str:
    """A reason without the word before it, which is for programs."""
    _, _, sentence = reason.partition(": ")
    return sentence[:1].upper() + sentence[1:]


def _exemption(procedure: Procedure | None, manifest: Manifest | None) -> Exemption | None:
    claimed = manifest.payment.exemption if manifest is not None and manifest.payment is not None else ""
    return next((one for one in procedure.exemptions if one.id == claimed), None) if procedure is not None else None


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _bytes(size: int) -> str:
    if size >= 1_000_000:
        told = f"{size / 1e9:.1f} GB" if size >= 1_000_000_000 else f"{size / 1e6:.1f} MB"
        return told.replace(".", ",")
    return f"{max(1, round(size / 1000))} kB"
