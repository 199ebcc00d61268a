"""Headings in two languages, `--map`, and what is wrong with a row of headings."""

from __future__ import annotations

import pytest

from callcenter.importing.drafts import BookKind, FileFault, ImportFileError
from callcenter.importing.heading_words import CUSTOMER_WORDS, MILESTONE_STEMS, TOUCH_WORDS
from callcenter.importing.headings import heading_form, read_layout
from callcenter.model import MilestoneKind
from tests.importing.helpers import customer


def fields(kind: BookKind, line: str, mapping: dict[str, str] | None = None) -> list[str | None]:
    return [column.field for column in read_layout(kind, line.split(","), mapping or {}).columns]


def customers(line: str, mapping: dict[str, str] | None = None) -> list[str | None]:
    return fields(BookKind.CUSTOMERS, line, mapping)


def touches(line: str, mapping: dict[str, str] | None = None) -> list[str | None]:
    return fields(BookKind.TOUCHES, line, mapping)


def fault(kind: BookKind, line: str, mapping: dict[str, str] | None = None) -> ImportFileError:
    with pytest.raises(ImportFileError) as raised:
        read_layout(kind, line.split(","), mapping or {})
    return raised.value


def test_the_names_of_the_contract() -> None:
    line = "ref,name,company,phone,tier,stage,source,owner,campaign,timezone,birthday,created_at,key,revenue"
    assert customers(line) == line.split(",")
    milestones = ",".join(f"{kind.value}_at" for kind in MilestoneKind)
    assert customers("ref," + milestones)[1:] == milestones.split(",")
    attributes = (
        "units_per_year,units,capacity_kva,annual_kwh,high_voltage,close_probability,assets_cny,turnover_cny,vip,loss_gap,"
        "dormant,margin"
    )
    assert customers("ref," + attributes)[1:] == attributes.split(",")
    line = "customer_ref,at,agent,channel,direction,disposition,seconds,note,callback_at,team,phone"
    assert touches(line) == line.split(",")


def test_chinese_headings_in_another_order() -> None:
    line = "生日,来电时间,归属人,来源,客户等级,手机,公司,姓名,编号"
    assert customers(line) == ["birthday", "inquiry_at", "owner", "source", "tier", "phone", "company", "name", "ref"]
    line = "备注,通话时长,通话结果,方向,跟进方式,坐席,跟进时间,客户编号,下次联系时间,部门,电话"
    expected = "note,seconds,disposition,direction,channel,agent,at,customer_ref,callback_at,team,phone"
    assert touches(line) == expected.split(",")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        (" REF ", "ref"),
        ("Ｒｅｆ", "ref"),
        ("\ufeffref", "ref"),
        ("Customer ID", "ref"),
        ("*编号", "ref"),
        ("编号（必填）", "ref"),
        ("编 号", "ref"),
        ("编号:", "ref"),
    ],
)
def test_variants_of_a_heading(heading: str, field: str) -> None:
    assert customers(heading) == [field]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("咨询时间", "inquiry_at"),
        ("Inquiry At", "inquiry_at"),
        ("inquiry date", "inquiry_at"),
        ("交车日期", "delivered_at"),
        ("开户日", "account_opened_at"),
        ("合同到期日", "contract_end_at"),
        ("合同开始日期", "contract_start_at"),
        ("报价时间", "quoted_at"),
        ("投诉解决时间", "complaint_resolved_at"),
        ("维修完成时间", "repair_done_at"),
        ("质保到期日", "warranty_end_at"),
        ("成交概率(%)", "close_probability"),
        ("是否高压", "high_voltage"),
        ("融资融券", "margin"),
        ("updated_at", None),  # no milestone of the rules: an attribute
        ("爱好", None),
    ],
)
def test_milestones_attributes_and_unknown_headings(heading: str, field: str | None) -> None:
    assert customers(f"编号,{heading}")[1] == field


def test_unknown_columns() -> None:
    layout = read_layout(BookKind.CUSTOMERS, ["ref", " 爱好 ", "", "name", ""], {})
    assert [(column.index, column.field, column.heading) for column in layout.columns] == [
        (0, "ref", "ref"),
        (1, None, "爱好"),
        (3, "name", "name"),
    ]
    assert (layout.width, layout.nameless) == (4, (2,))
    layout = read_layout(BookKind.TOUCHES, ["ref", "at", "channel", "爱好"], {})
    assert layout.ignored == ("爱好",)
    assert len(layout.columns) == 3


def test_every_word_stands_in_the_form_in_which_it_is_compared() -> None:
    for table in (CUSTOMER_WORDS, TOUCH_WORDS):
        for line in table.values():
            assert [word for word in line.split() if heading_form(word) != word] == []


def test_no_word_means_two_things() -> None:
    for table in (CUSTOMER_WORDS, TOUCH_WORDS):
        words = [word for line in table.values() for word in set(line.split())]
        assert [word for word in set(words) if words.count(word) > 1] == []
    stems = [stem for line in MILESTONE_STEMS.values() for stem in line.split()]
    assert [stem for stem in set(stems) if stems.count(stem) > 1] == []


@pytest.mark.parametrize(
    ("line", "missing"),
    [("name,phone", "ref"), ("姓名,手机", "ref"), ("x,y,z", "ref")],
)
def test_a_customer_list_needs_a_ref(line: str, missing: str) -> None:
    error = fault(BookKind.CUSTOMERS, line)
    assert error.code is FileFault.MISSING_HEADING
    assert error.params == {"fields": missing, "seen": line.replace(",", ", ")}


def test_touches_need_a_customer_a_time_and_a_channel() -> None:
    error = fault(BookKind.TOUCHES, "姓名,备注")
    assert error.params == {"fields": "customer_ref, at, channel", "seen": "姓名, 备注"}
    assert fault(BookKind.TOUCHES, "ref,at,note").params["fields"] == "channel"


@pytest.mark.parametrize(
    ("line", "field", "both"),
    [
        ("ref,name,姓名", "name", "name, 姓名"),
        ("ref,ref", "ref", "ref, ref"),
        ("编号,来电时间,咨询时间", "inquiry_at", "来电时间, 咨询时间"),
    ],
)
def test_doubled_headings(line: str, field: str, both: str) -> None:
    error = fault(BookKind.CUSTOMERS, line)
    assert error.code is FileFault.DOUBLED_HEADING
    assert (error.params["field"], error.params["headings"]) == (field, both)
    assert error.params["seen"] == line.replace(",", ", ")


def test_a_second_unknown_column_of_a_name_is_an_attribute_of_its_own() -> None:
    draft = customer("编号,姓名,备注,爱好,备注,备注\nK1,甲,a,b,c,d\n".encode())
    assert draft.attributes == {"备注": "a", "爱好": "b", "备注 2": "c", "备注 3": "d"}


def test_several_columns_of_numbers_are_named_by_hand() -> None:
    text = b"ref,name,Work,Home\nM1,Ada,010 8888 6666,138 1234 0001\n"
    draft = customer(text, {"phone": ("Home", "Work")})
    assert [number.e164 for number in draft.phones or ()] == ["+8613812340001", "+861088886666"]


def test_a_name_in_two_columns() -> None:
    assert customer("编号,姓,名\nK1,林,悦\n".encode()).name == "林悦"
    assert customer(b"Record ID,First Name,Last Name\n101,Ada,Example\n").name == "Ada Example"
    assert customer("编号,姓,名,姓名\nK1,林,悦,林小姐\n".encode()).name == "林小姐"


def test_several_columns_of_numbers_are_one() -> None:
    assert customers("ref,手机,电话,固定电话") == ["ref", "phone", "phone", "phone"]


def test_vague_headings_give_way() -> None:
    assert customers("编号,客户名称,联系人") == ["ref", "company", "name"]
    assert customers("编号,客户名称") == ["ref", "name"]
    assert customers("编号,客户名称,公司,联系人") == ["ref", None, "company", "name"]
    assert touches("客户编号,联系时间,日期,方式,联系方式") == ["customer_ref", "at", "channel", "phone"]


def test_mapping_by_name() -> None:
    assert customers("客户序列,全称,电话", {"ref": "客户序列", "name": "全称"}) == ["ref", "name", "phone"]
    assert customers("客户序列,全称", {"ref": "客户序列", "姓名": " 全 称 "}) == ["ref", "name"]
    # The user's own mapping stands above a heading.
    layout = read_layout(BookKind.CUSTOMERS, ["编号", "旧编号", "姓名"], {"ref": "旧编号"})
    assert [(column.field, column.heading) for column in layout.columns] == [
        (None, "编号"),
        ("ref", "旧编号"),
        ("name", "姓名"),
    ]


def test_mapping_by_number_with_headings() -> None:
    layout = read_layout(BookKind.CUSTOMERS, ["编号", "全称", "手机"], {"name": "2"})
    assert layout.has_heading
    assert [column.field for column in layout.columns] == ["ref", "name", "phone"]


def test_mapping_by_number_without_headings() -> None:
    layout = read_layout(
        BookKind.CUSTOMERS, ["K1", "张伟", "13800138000", "VIP"], {"ref": "1", "name": "2", "phone": "3"}
    )
    assert not layout.has_heading
    assert [(column.index, column.field) for column in layout.columns] == [(0, "ref"), (1, "name"), (2, "phone")]
    assert layout.width == 3
    # A value that happens to be a heading's word makes no row of headings.
    layout = read_layout(
        BookKind.TOUCHES, ["K1", "2026-03-09", "电话"], {"customer_ref": "1", "at": "2", "channel": "3"}
    )
    assert not layout.has_heading


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"nonsense": "1"}, FileFault.UNKNOWN_FIELD),
        ({"ref": "4"}, FileFault.UNKNOWN_COLUMN),
        ({"ref": "0"}, FileFault.UNKNOWN_COLUMN),
        ({"ref": "nowhere"}, FileFault.UNKNOWN_COLUMN),
        ({"ref": "1", "name": "1"}, FileFault.DOUBLE_MAPPING),
        ({"name": "1"}, FileFault.MISSING_HEADING),
    ],
)
def test_mappings_that_cannot_be(mapping: dict[str, str], code: FileFault) -> None:
    assert fault(BookKind.CUSTOMERS, "x,y,z", mapping).code is code
