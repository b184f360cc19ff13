"""How the kiosks are: the last heartbeat of each, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kiosk.exchange import Heartbeat
from kiosk.portal.database import Database
from kiosk.portal.tables import Kiosk, Pulse

SILENT = timedelta(minutes=15)
"""A kiosk that was not heard of for longer is said to be silent; it sends a heartbeat each minute."""
LEAST_FREE = 1_000_000_000
"""Less free disk than this is wrong [bytes]."""
MOST_OFFSET = 120.0
"""A clock that is off by more is wrong [s]."""
SHORTER_TOLD = timedelta(days=7)
"""How long an audit that grew shorter is told of."""
_SHORTER = "audit_shorter"
OLD = 3600.0
"""A dossier that waits for longer is worth a look [s]."""


@dataclass(frozen=True)
class KioskHealth:
    machine: str
    revoked: bool
    heard_at: datetime | None
    """By the portal's clock; None: never."""
    beat: Heartbeat | None
    wrong: tuple[str, ...]
    """Vietnamese sentences, the worst first; empty: all is well."""


def keep(database: Database, machine: str, beat: Heartbeat, *, now: datetime) -> None:
    body = beat.model_dump(mode="json")
    try:
        _keep(database, machine, body, now)
    except IntegrityError:  # the same kiosk's first, at the same time
        _keep(database, machine, body, now)


def kiosks(database: Database, catalogue: str, recipient: str, *, now: datetime) -> list[KioskHealth]:
    """All machines by name. `catalogue`: the portal's version; `recipient`: its current key."""
    with database.reading() as session:
        found = session.execute(select(Kiosk, Pulse).outerjoin(Pulse, Pulse.machine == Kiosk.machine).order_by(Kiosk.machine)).all()
    return [_health(kiosk, pulse, catalogue, recipient, now) for kiosk, pulse in found]


def _keep(database: Database, machine: str, body: dict[str, object], now: datetime) -> None:
    with database.writing() as session:
        pulse = session.get(Pulse, machine)
        if pulse is None:
            session.add(Pulse(machine=machine, at=now, body=body))
        else:
            pulse.at, pulse.body = now, body | _audit(pulse.body, body, now)


def _audit(before: Mapping[str, Any], body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The kiosk's audit only grows. When it is shorter than it was, or another at the same length, that is remembered for a while."""
    (had, _, was), (has, _, is_now) = (str(each.get("audit", "")).partition(":") for each in (before, body))
    if had.isdecimal() and has.isdecimal() and (int(has) < int(had) or (has == had and is_now != was)):
        return {_SHORTER: {"had": int(had), "has": int(has), "at": now.isoformat()}}
    told = before.get(_SHORTER)
    return {_SHORTER: told} if told and now - datetime.fromisoformat(told["at"]) < SHORTER_TOLD else {}


def _health(kiosk: Kiosk, pulse: Pulse | None, catalogue: str, recipient: str, now: datetime) -> KioskHealth:
    try:
        beat = Heartbeat.model_validate(pulse.body) if pulse is not None else None
    except ValidationError:  # kept by another version of this program
        beat = None
    if kiosk.revoked_at is not None:
        wrong = ["Đã ngắt kết nối: hồ sơ còn trên máy chỉ gửi được sau khi kết nối lại."]
    elif pulse is None or beat is None:
        wrong = ["Chưa có tin từ máy này."]
    else:
        wrong = _wrong(beat, now - pulse.at, catalogue, recipient)
        shorter = pulse.body.get(_SHORTER)
        if shorter:
            wrong.append(
                f"Sổ theo dõi trên máy từ {shorter['had']} dòng còn {shorter['has']} dòng: có người sửa, hoặc máy đã dựng lại dữ liệu."
            )
    return KioskHealth(kiosk.machine, kiosk.revoked_at is not None, pulse.at if pulse else None, beat, tuple(wrong))


def _wrong(beat: Heartbeat, silent: timedelta, catalogue: str, recipient: str) -> list[str]:
    out = beat.outbox
    oldest = out.oldest or 0.0
    away = [_DEVICES.get(name, name) for name, there in sorted(beat.devices.items()) if there is False]
    checks = (
        (beat.called_at is not None and silent <= SILENT, f"Có người gọi cán bộ{_since(beat)}."),
        (silent > SILENT, f"Im lặng đã {span(silent.total_seconds())}."),
        (beat.screen == "out_of_service", "Ngừng phục vụ."),
        (beat.screen == "unknown" and silent <= SILENT, "Dịch vụ gửi chạy nhưng màn hình không chạy."),
        (bool(away), f"Không thấy: {', '.join(away)}."),
        (out.refused > 0, f"{out.refused} hồ sơ bị Cổng từ chối, cán bộ tại máy cần xem."),
        (oldest > OLD, f"Hồ sơ cũ nhất đã chờ {span(oldest)}."),
        (beat.disk_free is not None and beat.disk_free < LEAST_FREE, f"Đĩa còn {(beat.disk_free or 0) / 1e6:.0f} MB."),
        (abs(beat.clock_offset or 0.0) > MOST_OFFSET, f"Đồng hồ lệch {span(abs(beat.clock_offset or 0.0))}."),
        (bool(catalogue) and beat.catalogue != catalogue, "Danh mục thủ tục khác với Cổng."),
        (bool(beat.recipients) and recipient not in beat.recipients, "Còn niêm phong bằng khóa cũ."),
        *((True, _TROUBLES.get(code, f"Máy báo: {code}.")) for code in beat.troubles),
    )
    return [sentence for is_so, sentence in checks if is_so]


def _since(beat: Heartbeat) -> str:
    """By the kiosk's own clock on both sides, which may be wrong."""
    return (
        f" đã {span((beat.sent_at - beat.called_at).total_seconds())}"
        if beat.called_at is not None and beat.sent_at > beat.called_at
        else ""
    )


_DEVICES = {"scanner": "máy quét", "reader": "đầu đọc mã", "printer": "máy in"}
_TROUBLES = {
    "news.catalogue_signature": "Đã từ chối một danh mục có chữ ký sai.",
    "news.catalogue_invalid": "Danh mục của Cổng không dùng được trên máy này (phiên bản phần mềm?).",
    "news.catalogue_older": "Đã từ chối một danh mục cũ hơn bản đang dùng.",
    "news.recipients_signature": "Đã từ chối một danh sách khóa có chữ ký sai.",
    "news.recipients_older": "Đã từ chối một danh sách khóa cũ hơn bản đang dùng.",
    "database.rebuilt": "Cơ sở dữ liệu của máy bị hỏng và đã được dựng lại. Hồ sơ đã nộp vẫn còn; xin xem lại đĩa.",
}


def span(seconds: float) -> str:
    """A length of time, for people."""
    if seconds < 120:
        return f"{seconds:.0f} giây"
    if seconds < 7200:
        return f"{seconds / 60:.0f} phút"
    return f"{seconds / 3600:.0f} giờ" if seconds < 172_800 else f"{seconds / 86_400:.0f} ngày"
