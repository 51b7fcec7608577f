"""What units are told: facts, politely, in the tone of the day."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from services.chase import (
    Chase,
    Contact,
    Fault,
    Message,
    Returned,
    Sender,
    Tone,
    left,
    mailto,
    to_all,
    to_unit,
    tone_of,
)
from services.plan import Campaign
from services.progress import Debt, Detail
from services.settings import Settings
from tests.services.campaigns import CENTRE, OFFICE, at

END = at(7, 23, 59, 59)
PLAN = Campaign(number="4013", symbol="KH-SKHCN", issuer="Sở Khoa học và Công nghệ", ends_on=END.date())
TWO = (Debt("Treo băng rôn", None, END), Debt("Cử đi học", Detail.RETURNED, END))


def asked(*debts: Debt, required: int = 4, unit: Any = CENTRE, **more: Any) -> Chase:
    blank: dict[str, Any] = {"returned": (), "faults": (), "contact": Contact(), "reminders": ()}
    return Chase(unit, required, debts, **blank | more)


def sender(moment: datetime, campaign: Campaign = PLAN) -> Sender:
    return Sender(campaign, moment, "https://hoctap.example.vn")


def test_a_unit_is_told_what_is_missing_until_when_and_where() -> None:
    message = to_unit(asked(*TWO), Tone.BEFORE, sender(at(4)))
    assert message.subject == "Nhắc lịch báo cáo thực hiện Kế hoạch số 4013/KH-SKHCN"
    assert message.text == (
        "Kính gửi: Trung tâm A\n"
        "\n"
        "Văn phòng Sở Khoa học và Công nghệ trân trọng nhắc đơn vị về việc báo cáo thực hiện Kế hoạch số "
        "4013/KH-SKHCN.\n"
        "\n"
        "Đến 12:00 ngày 04/10/2024, đơn vị còn 2/4 nhiệm vụ chưa có báo cáo (hạn 23:59 ngày 07/10/2024, còn 3 ngày):\n"
        "- Treo băng rôn\n"
        "- Cử đi học – mục đã gửi bị trả lại\n"
        "\n"
        "Kính mong đơn vị sắp xếp ghi nhận trên ứng dụng tại: https://hoctap.example.vn/my-work?unit=A\n"
        "Nếu có nhiệm vụ không phát sinh, xin bấm “Không phát sinh” và ghi lý do.\n"
        "\n"
        "Trân trọng.\n"
        "Văn phòng Sở Khoa học và Công nghệ"
    )
    assert "đơn vị còn 2 nhiệm vụ chưa có báo cáo." in message.brief
    assert message.brief.endswith("Trân trọng.\nVăn phòng Sở Khoa học và Công nghệ")


def test_of_a_unit_that_owes_nothing_only_what_is_to_be_mended_is_told() -> None:
    faults = tuple(Fault("Bài đăng", row, "Ngày đăng", severe=True) for row in range(2, 9))
    returned = (Returned("banners", "Học", "Thiếu ảnh"),)
    text = to_unit(asked(returned=returned, faults=faults), Tone.AFTER, sender(at(9))).text
    assert "Mục Văn phòng đã trả lại, xin sửa và gửi lại:\n- Băng rôn “Học”: Thiếu ảnh\n" in text
    assert "Xin xem lại 7 ô có thể ghi nhầm trong bảng tính: Bài đăng dòng 2 (Ngày đăng);" in text
    assert "Bài đăng dòng 6 (Ngày đăng); và 2 ô khác." in text
    assert "Đề nghị đơn vị xem và sửa ngay khi nhận được tin này" in text
    assert not any(word in text for word in ("chưa có báo cáo", "Không phát sinh", "hạn"))


@pytest.mark.parametrize(
    ("debts", "required", "words"),
    [
        (TWO[:1], 4, "đơn vị còn 1/4 nhiệm vụ chưa có báo cáo (hạn"),
        (TWO, 2, "đơn vị chưa có báo cáo của cả 2 nhiệm vụ (hạn"),
        (TWO[:1], 1, "đơn vị chưa có báo cáo nhiệm vụ sau (hạn"),
        ((TWO[0], replace(TWO[1], deadline=None)), 4, "- Cử đi học (không ghi hạn) – mục"),
        ((TWO[0], replace(TWO[1], deadline=at(3))), 4, "- Treo băng rôn (hạn 23:59 ngày 07/10/2024, còn 3 ngày)\n"),
    ],
)
def test_the_wording_follows_the_figures(debts: tuple[Debt, ...], required: int, words: str) -> None:
    assert words in to_unit(asked(*debts, required=required), Tone.BEFORE, sender(at(4))).text


@pytest.mark.parametrize(
    ("moment", "tone", "words"),
    [
        (at(6, 23), Tone.BEFORE, "còn 1 ngày"),
        (at(7, 0), Tone.ON_DAY, "trong hôm nay"),
        (at(7, 23, 59, 59), Tone.ON_DAY, "trong hôm nay"),
        (at(8, 0), Tone.AFTER, "quá hạn 1 ngày"),
    ],
)
def test_the_tone_is_that_of_the_day(moment: datetime, tone: Tone, words: str) -> None:
    """Also of a unit that has only entries to mend: then the plan's deadline decides."""
    assert [tone_of([chase], sender(moment)) for chase in (asked(*TWO), asked())] == [tone, tone]
    assert left(END, moment) == words


def test_what_is_due_first_decides_and_without_a_deadline_nobody_is_pressed() -> None:
    early = asked(Debt("Treo băng rôn", None, at(4, 8)))
    assert tone_of([asked(*TWO), early], sender(at(4))) is Tone.AFTER
    assert left(at(4, 8), at(4)) == "quá hạn trong hôm nay"
    assert tone_of([asked(Debt("Treo băng rôn", None, None))], sender(at(30))) is Tone.BEFORE
    assert tone_of([asked()], sender(at(30), Campaign())) is Tone.BEFORE


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_that_somebody_chose_changes_no_fact(tone: Tone) -> None:
    text = to_unit(asked(*TWO), tone, sender(at(9))).text
    assert "(hạn 23:59 ngày 07/10/2024, quá hạn 2 ngày)" in text
    assert len({to_unit(asked(*TWO), each, sender(at(9))).text for each in Tone}) == 3


def test_a_message_to_all_has_a_line_for_each() -> None:
    other = asked(returned=(Returned("banners", "Học", "Thiếu ảnh"),), unit=OFFICE)
    text = to_all([asked(*TWO), other], Tone.AFTER, sender(at(9))).text
    assert text.startswith("Kính gửi: Các phòng chức năng, đơn vị\n")
    assert (
        "còn 2 đơn vị cần hoàn thành (hạn 23:59 ngày 07/10/2024, quá hạn 2 ngày):\n"
        "1. Trung tâm A: chưa có Treo băng rôn; Cử đi học\n"
        "2. Văn phòng Sở: 1 mục bị trả lại\n"
    ) in text
    assert "https://hoctap.example.vn/my-work\n" in text


def test_a_message_to_all_of_one_is_that_unit_s() -> None:
    assert to_all([asked(*TWO)], Tone.AFTER, sender(at(9))) == to_unit(asked(*TWO), Tone.AFTER, sender(at(9)))


def test_a_plan_that_says_nothing_still_makes_a_message() -> None:
    text = to_unit(asked(*TWO), Tone.BEFORE, Sender(Campaign(), at(4), "")).text
    assert "kế hoạch Tuần lễ hưởng ứng học tập suốt đời" in text
    assert text.endswith("Trân trọng.\nVăn phòng Sở")


FROZEN = at(8, 9)
AGAIN = Settings(exceptions={"A": at(9, 17)})


@pytest.mark.parametrize(
    ("moment", "settings", "words", "without"),
    [
        (at(8, 8), Settings(), "ghi nhận ngay", "chốt"),
        (at(8, 8), AGAIN, "ghi nhận ngay", "chốt"),
        (at(9), Settings(), "đã chốt lúc 09:00 ngày 08/10/2024 nên ứng dụng không nhận thêm.", "ghi nhận"),
        (at(9), AGAIN, "Văn phòng cho đơn vị nhập thêm đến 17:00 ngày 09/10/2024.", "không nhận thêm"),
        (at(10), AGAIN, "xin đề nghị Văn phòng cho đơn vị nhập thêm", "Không phát sinh"),
    ],
)
def test_after_a_freeze_nobody_is_asked_to_enter_who_can_not(
    moment: datetime, settings: Settings, words: str, without: str
) -> None:
    frozen = Sender(PLAN, moment, "https://hoctap.example.vn", FROZEN, settings)
    text = to_unit(asked(*TWO), Tone.AFTER, frozen).text
    assert words in text
    assert without not in text


def test_in_a_message_to_all_only_some_may_still_enter() -> None:
    found = [asked(*TWO), asked(*TWO, unit=OFFICE)]
    text = to_all(found, Tone.AFTER, Sender(PLAN, at(9), "", FROZEN, AGAIN)).text
    assert "Cử đi học. Được ghi bổ sung đến 17:00 ngày 09/10/2024\n2. Văn phòng Sở: chưa có" in text
    assert "không nhận thêm" in text


class TestMailto:
    MESSAGE = Message("Nhắc & mời?", "Dòng một\nDòng=hai", "Gọn")

    def opened(self, link: str | None) -> tuple[str, dict[str, list[str]]]:
        """Whom a mail program would write to, and what stands in the letter."""
        parts = urlsplit(link or "")
        assert parts.scheme == "mailto"
        return unquote(parts.path), parse_qs(parts.query, strict_parsing=True)

    def test_it_opens_the_letter_as_it_is(self) -> None:
        to, fields = self.opened(mailto(["a%@b.vn", "c@d.vn"], self.MESSAGE))
        assert to == "a%@b.vn,c@d.vn"
        assert fields == {"subject": ["Nhắc & mời?"], "body": ["Dòng một\r\nDòng=hai"]}

    def test_of_many_nobody_sees_the_others(self) -> None:
        to, fields = self.opened(mailto(["a@b.vn", "c@d.vn"], self.MESSAGE, blind=True))
        assert (to, fields["bcc"]) == ("", ["a@b.vn,c@d.vn"])

    @pytest.mark.parametrize(
        ("people", "text", "brief", "body"),
        [
            (1, "ă" * 300, "Gọn", ["ă" * 300]),
            (1, "ă" * 400, "Gọn", ["Gọn"]),
            (1, "ă" * 400, "ă" * 400, None),
        ],
    )
    def test_it_is_cut_to_what_fits(self, people: int, text: str, brief: str, body: list[str] | None) -> None:
        link = mailto(["a@b.vn"] * people, Message("Nhắc", text, brief))
        assert len(link or "") <= 2_000
        assert self.opened(link)[1].get("body") == body

    def test_too_many_addresses_make_no_link(self) -> None:
        assert mailto(["van-phong@trung-tam.example.vn"] * 80, self.MESSAGE) is None


def test_what_people_wrote_can_not_leave_its_place() -> None:
    """A unit's code and name in the link and the letter."""
    hostile = replace(CENTRE, code="Đ&unit=B#", name="=1+1 <b>")
    text = to_unit(asked(*TWO, unit=hostile), Tone.BEFORE, sender(at(4))).text
    assert "my-work?unit=%C4%90%26unit%3DB%23\n" in text
    assert text.startswith("Kính gửi: =1+1 <b>\n")
    plan = replace(PLAN, number="4013\nBcc: x@y.vn", issuer="Sở\nA")
    assert "\n" not in to_unit(asked(*TWO), Tone.BEFORE, sender(at(4), plan)).subject
