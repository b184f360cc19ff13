"""A catalogue of thousands, made from what real procedures are called, with the shipped ones among them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import islice, product

from kiosk.catalogue import Agency, Both, Case, Catalogue, Component, Duration, FormField, FormGroup, Procedure, Source, load
from kiosk.settings import SHARE

AGENCIES = {
    "so_y_te": ("Sở Y tế", "Department of Health"),
    "so_giao_duc": ("Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    "so_tai_chinh": ("Sở Tài chính", "Department of Finance"),
    "so_nong_nghiep": ("Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment"),
    "so_van_hoa": ("Sở Văn hóa, Thể thao và Du lịch", "Department of Culture, Sports and Tourism"),
    "so_khoa_hoc": ("Sở Khoa học và Công nghệ", "Department of Science and Technology"),
    "so_tu_phap": ("Sở Tư pháp", "Department of Justice"),
    "thue": ("Thuế cấp tỉnh", "Provincial Tax Office"),
    "bhxh": ("Bảo hiểm xã hội", "Social Insurance"),
    "ubnd_xa": ("Ủy ban nhân dân cấp xã", "Commune People's Committee"),
    "so_xay_dung": ("Sở Xây dựng", "Department of Construction"),
    "so_cong_thuong": ("Sở Công Thương", "Department of Industry and Trade"),
    "so_noi_vu": ("Sở Nội vụ", "Department of Home Affairs"),
    "cong_an_tinh": ("Công an cấp tỉnh", "Provincial Police"),
}
# What is done, and to what: (lĩnh vực, agency, things).
DEEDS = (
    ("Cấp", "Issue of"), ("Cấp lại", "Reissue of"), ("Cấp đổi", "Replacement of"), ("Gia hạn", "Extension of"),
    ("Điều chỉnh", "Adjustment of"), ("Thu hồi", "Withdrawal of"), ("Cấp bản sao", "Copy of"), ("Thẩm định hồ sơ", "Appraisal of"),
    ("Thay đổi nội dung", "Change of"), ("Công nhận", "Recognition of"), ("Đính chính", "Correction of"),
)  # fmt: skip
THINGS = (
    ("Khám bệnh, chữa bệnh", "so_y_te", (
        ("giấy phép hành nghề khám bệnh, chữa bệnh", "medical practice licence"),
        ("giấy phép hoạt động cơ sở khám bệnh", "licence of a clinic"),
        ("giấy phép hoạt động phòng xét nghiệm", "licence of a laboratory"),
        ("giấy chứng nhận lương y", "certificate of traditional healer"),
        ("giấy chứng nhận người sở hữu bài thuốc gia truyền", "certificate for a family remedy"),
    )),
    ("Dược phẩm", "so_y_te", (
        ("chứng chỉ hành nghề dược", "pharmacy practice certificate"),
        ("giấy chứng nhận đủ điều kiện kinh doanh dược", "certificate for a pharmacy business"),
        ("giấy chứng nhận thực hành tốt cơ sở bán lẻ thuốc", "good pharmacy practice certificate"),
        ("phiếu công bố sản phẩm mỹ phẩm", "cosmetics notification"),
    )),
    ("An toàn thực phẩm", "so_y_te", (
        ("giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm", "food safety certificate"),
        ("bản tự công bố sản phẩm thực phẩm", "declaration of a food product"),
        ("giấy xác nhận nội dung quảng cáo thực phẩm", "food advertising certificate"),
    )),
    ("Giáo dục", "so_giao_duc", (
        ("giấy phép hoạt động giáo dục mầm non tư thục", "licence of a private nursery school"),
        ("giấy phép hoạt động trung tâm ngoại ngữ, tin học", "licence of a language and computer centre"),
        ("bằng tốt nghiệp trung học phổ thông", "upper secondary diploma"),
        ("bằng tốt nghiệp trung học cơ sở", "lower secondary diploma"),
        ("quyết định chuyển trường cho học sinh", "school transfer of a pupil"),
        ("học bạ trung học", "school record"),
        ("chính sách hỗ trợ học phí cho sinh viên", "tuition support"),
    )),
    ("Đất đai", "so_nong_nghiep", (
        ("giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở", "certificate of land use rights"),
        ("hồ sơ chuyển mục đích sử dụng đất", "change of land use"),
        ("hồ sơ tách thửa, hợp thửa đất", "division of a plot of land"),
        ("hợp đồng thuê đất", "land lease"),
        ("thông tin, dữ liệu đất đai", "land data"),
        ("thế chấp quyền sử dụng đất, tài sản gắn liền với đất", "mortgage of land use rights"),
    )),
    ("Môi trường", "so_nong_nghiep", (
        ("giấy phép môi trường", "environmental licence"),
        ("báo cáo đánh giá tác động môi trường", "environmental impact report"),
        ("giấy phép khai thác nước dưới đất", "groundwater licence"),
        ("giấy phép thăm dò khoáng sản", "mineral exploration licence"),
    )),
    ("Thủy sản, thú y", "so_nong_nghiep", (
        ("giấy chứng nhận đăng ký tàu cá", "fishing boat registration"),
        ("giấy phép khai thác thủy sản", "fishing licence"),
        ("chứng chỉ hành nghề thú y", "veterinary practice certificate"),
        ("giấy chứng nhận kiểm dịch động vật", "animal quarantine certificate"),
        ("giấy chứng nhận đủ điều kiện buôn bán thuốc bảo vệ thực vật", "pesticide trade certificate"),
    )),
    ("Xây dựng", "so_xay_dung", (
        ("giấy phép xây dựng nhà ở riêng lẻ", "building permit for a house"),
        ("giấy phép xây dựng công trình cấp III, cấp IV", "building permit"),
        ("chứng chỉ hành nghề hoạt động xây dựng hạng II, III", "construction practice certificate"),
        ("chứng chỉ hành nghề môi giới bất động sản", "real estate broker certificate"),
        ("chứng chỉ hành nghề kiến trúc", "architect certificate"),
    )),
    ("Vận tải", "so_xay_dung", (
        ("giấy phép kinh doanh vận tải bằng xe ô tô", "road transport business licence"),
        ("giấy phép liên vận giữa Việt Nam và Campuchia", "cross-border transport permit"),
        ("giấy chứng nhận đăng ký xe máy chuyên dùng", "registration of a special vehicle"),
        ("giấy phép lưu hành xe quá tải trọng, quá khổ giới hạn", "permit for an oversized vehicle"),
        ("giấy phép đào tạo lái xe ô tô", "driving school licence"),
    )),
    ("Lưu thông hàng hóa trong nước", "so_cong_thuong", (
        ("giấy phép bán buôn rượu", "liquor wholesale licence"),
        ("giấy phép bán lẻ thuốc lá", "tobacco retail licence"),
        ("giấy chứng nhận cửa hàng đủ điều kiện bán lẻ xăng dầu", "petrol station certificate"),
        ("giấy phép thành lập văn phòng đại diện của thương nhân nước ngoài", "representative office licence"),
        ("giấy chứng nhận huấn luyện kỹ thuật an toàn vật liệu nổ", "explosives safety certificate"),
        ("giấy phép hoạt động điện lực", "electricity licence"),
    )),
    ("Doanh nghiệp", "so_tai_chinh", (
        ("giấy chứng nhận đăng ký doanh nghiệp công ty trách nhiệm hữu hạn", "registration of a limited company"),
        ("giấy chứng nhận đăng ký công ty cổ phần", "registration of a joint stock company"),
        ("giấy chứng nhận đăng ký hoạt động chi nhánh, địa điểm kinh doanh", "registration of a branch"),
        ("giấy chứng nhận đăng ký hợp tác xã", "registration of a cooperative"),
        ("giấy chứng nhận đăng ký đầu tư", "investment registration"),
    )),
    ("Thuế", "thue", (
        ("mã số thuế cá nhân", "personal tax code"),
        ("hồ sơ khai thuế cho thuê nhà", "tax on letting a house"),
        ("hồ sơ hoàn thuế thu nhập cá nhân", "refund of income tax"),
        ("hồ sơ miễn, giảm tiền thuê đất", "reduction of land rent"),
        ("hồ sơ nộp lệ phí trước bạ xe", "registration fee of a vehicle"),
    )),
    ("Bảo hiểm", "bhxh", (
        ("sổ bảo hiểm xã hội", "social insurance book"),
        ("thẻ bảo hiểm y tế", "health insurance card"),
        ("chế độ thai sản", "maternity benefit"),
        ("bảo hiểm xã hội một lần", "lump-sum social insurance"),
        ("lương hưu hằng tháng", "monthly pension"),
    )),
    ("Việc làm", "so_noi_vu", (
        ("trợ cấp thất nghiệp", "unemployment benefit"),
        ("giấy phép hoạt động dịch vụ việc làm", "job agency licence"),
        ("giấy phép cho thuê lại lao động", "labour leasing licence"),
        ("chế độ đối với người có công với cách mạng", "benefit for people of merit"),
        ("bằng Tổ quốc ghi công", "certificate of national merit"),
    )),
    ("Bảo trợ xã hội", "ubnd_xa", (
        ("giấy xác nhận khuyết tật", "disability certificate"),
        ("trợ cấp xã hội hằng tháng", "monthly social allowance"),
        ("trợ cấp hưu trí xã hội", "social pension"),
        ("hỗ trợ chi phí mai táng", "funeral support"),
        ("giấy chứng nhận hộ nghèo, hộ cận nghèo", "poor household certificate"),
    )),
    ("Hộ tịch", "ubnd_xa", (
        ("trích lục hộ tịch", "civil status extract"),
        ("đăng ký giám hộ", "guardianship"),
        ("đăng ký nhận cha, mẹ, con", "recognition of a parent or child"),
        ("đăng ký nuôi con nuôi trong nước", "adoption"),
        ("đăng ký khai sinh có yếu tố nước ngoài", "birth with a foreign element"),
        ("đăng ký kết hôn có yếu tố nước ngoài", "marriage with a foreign element"),
    )),
    ("Luật sư, công chứng", "so_tu_phap", (
        ("giấy đăng ký hoạt động của tổ chức hành nghề luật sư", "registration of a law office"),
        ("giấy đăng ký hoạt động của văn phòng công chứng", "registration of a notary office"),
        ("thẻ tư vấn viên pháp luật", "legal adviser card"),
        ("thẻ đấu giá viên", "auctioneer card"),
        ("quyết định nhập quốc tịch Việt Nam", "naturalisation"),
    )),
    ("Xuất nhập cảnh, phương tiện", "cong_an_tinh", (
        ("hộ chiếu phổ thông", "passport"),
        ("thị thực cho người nước ngoài", "visa for a foreigner"),
        ("thẻ tạm trú cho người nước ngoài", "temporary residence card"),
        ("chứng nhận đăng ký xe, biển số xe", "vehicle registration and plate"),
        ("giấy chứng nhận đủ điều kiện về an ninh, trật tự", "security certificate"),
        ("giấy phép sử dụng vũ khí, công cụ hỗ trợ", "weapon permit"),
        ("giấy chứng nhận thẩm duyệt thiết kế về phòng cháy và chữa cháy", "fire safety design approval"),
    )),
    ("Văn hóa, thể thao, du lịch", "so_van_hoa", (
        ("giấy phép kinh doanh karaoke", "karaoke licence"),
        ("giấy phép tổ chức biểu diễn nghệ thuật", "performance permit"),
        ("thẻ hướng dẫn viên du lịch nội địa", "domestic tour guide card"),
        ("giấy phép kinh doanh dịch vụ lữ hành", "tour operator licence"),
        ("thông báo sản phẩm quảng cáo trên bảng, băng-rôn", "advertising board notice"),
        ("giấy chứng nhận đủ điều kiện kinh doanh hoạt động thể thao", "sports business certificate"),
    )),
    ("Công nghệ, bưu chính", "so_khoa_hoc", (
        ("giấy phép bưu chính", "postal licence"),
        ("giấy phép tiến hành công việc bức xạ", "radiation work licence"),
        ("giấy chứng nhận đăng ký hoạt động khoa học và công nghệ", "science and technology registration"),
        ("giấy phép thiết lập trang thông tin điện tử tổng hợp", "website licence"),
    )),
)  # fmt: skip
FOR = (
    ("", ""), ("cho tổ chức, doanh nghiệp", "for an organisation"), ("trong trường hợp bị mất, bị hỏng", "when lost or damaged"),
)  # fmt: skip
PAPERS = (
    ("Đơn đề nghị", "Application"), ("Giấy tờ chứng minh nhân thân", "Proof of identity"), ("Thẻ căn cước công dân", "Identity card"),
    ("Giấy khám sức khỏe", "Health certificate"), ("Giấy chứng nhận đăng ký doanh nghiệp", "Business registration"),
    ("Bản vẽ thiết kế", "Drawings"), ("Hợp đồng thuê nhà", "Lease"), ("Ảnh chân dung cỡ 4x6", "Portrait photo"),
    ("Văn bản ủy quyền", "Authorisation"), ("Sơ yếu lý lịch", "Curriculum vitae"), ("Giấy phép đã được cấp", "The present licence"),
    ("Bằng tốt nghiệp", "Diploma"), ("Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status"),
)  # fmt: skip
_FORM = (FormGroup(id="a", title=Both(vi="a", en="a"), fields=(FormField(id="a", label=Both(vi="a", en="a")),)),)


def many(count: int = 2000) -> Catalogue:
    """`count` procedures; the same ones each time."""
    shipped = load(SHARE / "catalogue")
    made = list(islice(_made(), count - len(shipped.procedures)))
    if len(made) + len(shipped.procedures) < count:
        raise ValueError(f"only {len(made)} can be made")
    known = {agency.id for agency in shipped.agencies}
    agencies = tuple(
        Agency(id=id_, name=Both(vi=vi, en=en), level="xa" if id_.endswith("_xa") else "tinh")
        for id_, (vi, en) in AGENCIES.items()
        if id_ not in known
    )
    return replace(shipped, agencies=shipped.agencies + agencies, procedures=shipped.procedures + tuple(made))


def wordy(catalogue: Catalogue, words: int = 3000) -> Catalogue:
    """The same with so many further syllables in its papers: real names have more words than those above."""
    chance = random.Random(1)
    parts = (
        ["b", "c", "ch", "d", "g", "h", "k", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"],
        ["a", "e", "i", "o", "u", "ai", "ao", "au", "ay", "eo", "ia", "iê", "oa", "oe", "oi", "ua", "ui", "uô", "ươ", "ưa"],
        ["", *["c", "ch", "m", "n", "ng", "nh", "p", "t"]],
    )
    syllables = chance.sample(["".join(one) for one in product(*parts)], words)

    def longer(procedure: Procedure) -> Procedure:
        case = procedure.cases[0]
        name = " ".join(chance.choices(syllables, k=8))
        further = Component(id="further", name=Both(vi=name, en=name))
        cases = (case.model_copy(update={"components": (*case.components, further)}), *procedure.cases[1:])
        return procedure.model_copy(update={"cases": cases})

    return replace(catalogue, procedures=tuple(map(longer, catalogue.procedures)))


def _made() -> list[Procedure]:
    things = [(field, agency, thing) for field, agency, its in THINGS for thing in its]
    return [
        _procedure(n, field, agency, deed, thing, whom)
        for n, (whom, deed, (field, agency, thing)) in enumerate(product(FOR, DEEDS, things))
    ]


def _procedure(n: int, field: str, agency: str, deed: tuple[str, str], thing: tuple[str, str], whom: tuple[str, str]) -> Procedure:
    vi, en = f"{deed[0]} {thing[0]}", f"{deed[1]} {thing[1]}"
    papers = [PAPERS[(n * 7 + step * 5) % len(PAPERS)] for step in range(4)]
    case = Case(
        id="one",
        name=Both(vi="Một trường hợp", en="One case"),
        components=tuple(Component(id=f"c{i}", name=Both(vi=name[0], en=name[1])) for i, name in enumerate(papers)),
        form=_FORM,
    )
    return Procedure(
        code=f"1.{100000 + n:06d}",
        name=Both(vi=f"{vi} {whom[0]} tại Việt Nam".replace("  ", " "), en=f"{en} {whom[1]} in Viet Nam".replace("  ", " ")),
        short=Both(vi=f"{vi} {whom[0]}".strip(), en=f"{en} {whom[1]}".strip()),
        agency=agency,
        field=Both(vi=field, en=field),
        who=("citizen",) if n % 3 else ("enterprise", "household_business"),
        level="mot_phan",
        old_level=3,
        order=1000 + n,
        duration=Duration(amount=5),
        result=Both(vi="Giấy phép", en="Licence"),
        cases=(case,),
        source=Source(name="made up", checked_on=date(2026, 11, 22)),
        effective_from=date(2025, 7, 1),
    )
