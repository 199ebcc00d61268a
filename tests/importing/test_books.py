"""Rows to drafts and rejections."""

from __future__ import annotations

import io
from datetime import date, time

import pytest

from callcenter.dates.imported import LocalMoment
from callcenter.importing.books import read_customers, read_touches
from callcenter.importing.drafts import CustomerDraft, FileFault, ImportFileError, PhoneNumber, Rejection
from callcenter.importing.file_reader import open_book
from callcenter.model import Channel, Direction, Disposition, MilestoneKind, Stage
from tests.importing.helpers import customer, customers, rejected, touch, touches


def fault(text: str, mapping: dict[str, str] | None = None) -> ImportFileError:
    with pytest.raises(ImportFileError) as raised:
        customers(text, mapping)
    return raised.value


def test_a_customer_with_everything() -> None:
    draft = customer(
        "ref,name,company,phone,tier,stage,source,owner,campaign,timezone,birthday,created_at,key,revenue,delivered_at,"
        "close_probability,vip,爱好\n"
        'Ｋ1, 张伟 ,恒通电气,"13800138000, 0571-80193715转802",ａ,已签约,官网,王敏,spring,asia/tokyo,1980-02-29,'
        "2026-03-01,是,1.2万,2026-03-05T10:00+08:00,65%,否,围棋\n"
    )
    assert draft == CustomerDraft(
        line=2,
        ref="K1",
        cells=draft.cells,
        name="张伟",
        company="恒通电气",
        phones=(PhoneNumber("+8613800138000"), PhoneNumber("+8657180193715", "802")),
        tier="a",
        stage=Stage.SIGNED,
        source="官网",
        owner="王敏",
        campaign="spring",
        timezone="Asia/Tokyo",
        birthday=date(1980, 2, 29),
        created_at=LocalMoment(date(2026, 3, 1)),
        key=True,
        revenue=12_000,
        milestones={MilestoneKind.DELIVERED: 1772676000000},
        attributes={"close_probability": 65, "vip": False, "爱好": "围棋"},
    )
    assert draft.cells[3] == "13800138000, 0571-80193715转802"


def test_an_empty_cell_says_nothing() -> None:
    draft = customer("ref,name,phone,stage,owner,inquiry_at,vip,爱好\nK1,,, ,\u200b,,,\n")
    assert draft == CustomerDraft(line=2, ref="K1", cells=("K1", "", "", "", "", "", "", ""))


def test_the_pool_in_words_is_not_an_empty_cell() -> None:
    assert customer("ref,owner\nK1,公海\n").owner == ""


def test_numbers_of_several_columns_come_once_each() -> None:
    draft = customer("ref,手机,电话\nK1,13800138000,13800138000/0571-80193715\n")
    assert draft.phones == (PhoneNumber("+8613800138000"), PhoneNumber("+8657180193715"))


def test_the_region_comes_from_the_campaign() -> None:
    asked = []

    def region(ref: str, campaign: str | None) -> str:
        asked.append((ref, campaign))
        return "GB" if campaign == "uk" else "CN"

    with open_book(io.BytesIO(b"ref,phone,campaign\nK1,020 7946 0958,uk\nK2,13800138000,\nK3,,uk\n")) as book:
        _, rows = read_customers(book, region)
        found = [row.phones for row in rows if isinstance(row, CustomerDraft)]
    assert found == [(PhoneNumber("+442079460958"),), (PhoneNumber("+8613800138000"),), None]
    assert asked == [("K1", "uk"), ("K2", None)]  # a row without a number asks nothing


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",张,,,,,,,", "missing_ref"),
        ("K1,张", "too_few_cells"),
        ("K1,张,,,,,,,,x", "too_many_cells"),
        ("K1,张,12345,,,,,,", "bad_phone"),
        ("K1,张,,2026-02-30,,,,,", "bad_date"),
        ("K1,张,,3/9/2026,,,,,", "ambiguous_date"),
        ("K1,张,,,1980-13-01,,,,", "bad_date"),
        ("K1,张,,,,Mars,,,", "bad_timezone"),
        ("K1,张,,,,,perhaps,,", "bad_boolean"),
        ("K1,张,,,,,,much,", "bad_number"),
        ("K1,张,,,,,,,???", "bad_stage"),
        ("K1," + "x" * 501 + ",,,,,,,", "value_too_long"),
        ("K" * 101 + ",张,,,,,,,", "value_too_long"),
    ],
)
def test_bad_rows_of_customers(row: str, code: str) -> None:
    rows = customers(f"ref,name,phone,inquiry_at,birthday,timezone,key,revenue,stage\n{row}\nK9,王,,,,,,,\n")
    assert rejected(rows) == [(2, code)]
    assert isinstance(rows[1], CustomerDraft)


def test_empty_cells_behind_the_last_heading_do_not_matter() -> None:
    assert rejected(customers("ref,name,,\nK1,张,,,,\n")) == []
    assert rejected(customers("ref,,name\nK1,,张\nK2,?,王\n")) == [(3, "too_many_cells")]


def test_a_vague_heading_of_the_stage_may_hold_other_words() -> None:
    assert customer("ref,状态\nK1,已成交\n").stage is Stage.SIGNED
    draft = customer("ref,状态\nK1,资料不全\n")
    assert (draft.stage, draft.attributes) == (None, {"状态": "资料不全"})


def test_hostile_text_is_harmless_in_drafts_and_rejections() -> None:
    rows = customers("ref,name,爱好\nK1,\x1b[2J张\u202e伟,a\x07b\n\x07,\x1b]0;x\x07王,\n")
    assert isinstance(rows[0], CustomerDraft)
    assert (rows[0].name, rows[0].attributes["爱好"]) == ("[2J张伟", "ab")
    assert isinstance(rows[1], Rejection)
    assert rows[1].cells == ("", "]0;x王", "")


def test_the_same_ref_twice_is_two_drafts_in_order() -> None:
    rows = customers("ref,name\nK1,张\nK1,王\n")
    assert [(row.line, row.name) for row in rows if isinstance(row, CustomerDraft)] == [(2, "张"), (3, "王")]


def test_a_column_of_the_country_says_whose_numbers_they_are() -> None:
    text = "ref,name,Country,phone\nM1,Anna,Germany,0171 2345678\nM2,Beth,uk,020 7946 0958\nM3,甲,美国,(202) 555-0143\n"
    found = customers(f"{text}M4,乙,,13800138000\nM5,丙,Atlantis,13800138000\n".encode())
    assert [row.phones[0].e164 for row in found if isinstance(row, CustomerDraft) and row.phones] == [
        *("+491712345678", "+442079460958", "+12025550143"),
        *("+8613800138000", "+8613800138000"),
    ]


def test_a_probability_beyond_a_hundred_is_none() -> None:
    rows = customers(b"ref,name,close_probability\nK1,a,100\nK2,b,101\nK3,c,-1\nK4,d,0%\n")
    assert rejected(rows) == [(3, "bad_number"), (4, "bad_number")]


def test_what_a_formula_failed_to_find_is_no_value() -> None:
    rows = customers(b"ref,name,phone,owner,note\nK1,a,#N/A,,\nK2,#REF!,,,\nK3,c,,#NAME?,\nK4,d,,,#DIV/0!\n")
    assert rejected(rows) == [(2, "sheet_error"), (3, "sheet_error"), (4, "sheet_error")]
    assert isinstance(rows[3], CustomerDraft)
    assert rows[3].attributes == {}


def test_titles_of_several_cells() -> None:
    title = "客户名单,,\n导出人：王敏,导出时间：2026-03-05,\n"
    assert customer(f"{title}编号,姓名,手机\nM1,林悦,13812340001\n".encode()).name == "林悦"
    other = f"{title}Nummer,Kunde,Telefon\nM1,Hans,13812340001\n".encode()
    assert customer(other, {"ref": "Nummer", "name": "Kunde"}).name == "Hans"


def test_titles_above_the_headings() -> None:
    rows = customers("客户名单,,\n2026年3月,,\n编号,姓名,手机\nK1,张,13800138000\n")
    assert [row.line for row in rows] == [4]
    assert rejected(rows) == []


def test_files_without_rows() -> None:
    assert fault("").code is FileFault.EMPTY
    assert fault("\n , \n").code is FileFault.EMPTY
    assert customers("ref,name\n") == []
    error = fault("客户名单\n")
    assert (error.code, error.params["seen"]) == (FileFault.MISSING_HEADING, "客户名单")
    assert fault('ref,"name\nK1,x\n').params == {"line": 1}


def test_a_file_without_headings() -> None:
    mapping = {"ref": "1", "name": "3", "phone": "2"}
    rows = customers("K1,13800138000,张,x\nK2,,王\nK3,1\n", mapping)
    assert isinstance(rows[0], CustomerDraft)
    assert (rows[0].line, rows[0].ref, rows[0].name, rows[0].attributes) == (1, "K1", "张", {})
    assert rows[0].phones == (PhoneNumber("+8613800138000"),)
    assert rejected(rows) == [(3, "too_few_cells")]


def test_a_file_with_other_headings() -> None:
    draft = customer("会员,全称,注\nK1,张,x\n", {"ref": "会员", "name": "全称"})
    assert (draft.ref, draft.name, draft.attributes) == ("K1", "张", {"注": "x"})


def test_a_touch_with_everything() -> None:
    draft = touch(
        "customer_ref,at,agent,channel,direction,disposition,seconds,note,callback_at,team,phone\n"
        'K1,2026-03-09 14:50,王敏,电话,呼出,约定回电,1:23,"要新报价\n下周再谈",2026-03-10,technical,13800138000\n'
    )
    assert draft.at == LocalMoment(date(2026, 3, 9), time(14, 50))
    assert (draft.channel, draft.direction, draft.disposition) == (Channel.CALL, Direction.OUT, Disposition.CALLBACK)
    assert (draft.customer_ref, draft.agent, draft.seconds, draft.team) == ("K1", "王敏", 83, "technical")
    assert draft.note == "要新报价\n下周再谈"
    assert draft.callback_at == LocalMoment(date(2026, 3, 10))
    assert draft.phone == PhoneNumber("+8613800138000")


def test_what_a_touch_may_leave_out() -> None:
    draft = touch("customer_ref,at,channel\nK1,2026-03-09,sms\n")
    assert (draft.direction, draft.disposition, draft.seconds, draft.note) == (Direction.OUT, None, None, None)
    visit = touch("customer_ref,at,channel,direction,disposition\nK1,2026-03-09,visit,in,\n")
    assert (visit.channel, visit.direction) == (Channel.VISIT, Direction.IN)


def test_a_channel_that_says_its_direction() -> None:
    line = "customer_ref,at,channel,direction,disposition\nK1,2026-03-09,来电,{},neutral\n"
    assert touch(line.format("")).direction is Direction.IN
    assert touch(line.format("out")).direction is Direction.OUT


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",2026-03-09,call,out,neutral,5", "missing_ref"),
        ("K1,,call,out,neutral,5", "missing_at"),
        ("K1,2026-03-09,,out,neutral,5", "missing_channel"),
        ("K1,2026-03-09,call,out,,5", "missing_disposition"),
        ("K1,2026-03-09 25:00,call,out,neutral,5", "bad_date"),
        ("K1,2026-03-09,fish,out,neutral,5", "bad_channel"),
        ("K1,2026-03-09,any,out,neutral,5", "bad_channel"),
        ("K1,2026-03-09,call,up,neutral,5", "bad_direction"),
        ("K1,2026-03-09,call,out,splendid,5", "bad_disposition"),
        ("K1,2026-03-09,sms,out,splendid,5", "bad_disposition"),
        ("K1,2026-03-09,call,out,neutral,long", "bad_number"),
        ("K1,2026-03-09,call", "too_few_cells"),
    ],
)
def test_bad_rows_of_touches(row: str, code: str) -> None:
    rows = touches(f"customer_ref,at,channel,direction,disposition,seconds\n{row}\nK2,2026-03-09,sms,,,\n")
    assert rejected(rows) == [(2, code)]


def test_of_several_numbers_of_a_touch_the_first_counts() -> None:
    draft = touch("ref,at,channel,disposition,phone\nK1,2026-03-09,call,busy,13800138000;13900139000\n")
    assert draft.phone == PhoneNumber("+8613800138000")


def test_what_is_left_aside_is_said() -> None:
    with open_book(io.BytesIO("ref,at,channel,天气\nK1,2026-03-09,sms,晴\n".encode())) as book:
        layout, rows = read_touches(book, lambda ref, campaign: "CN")
        assert len(list(rows)) == 1
    assert layout.ignored == ("天气",)
