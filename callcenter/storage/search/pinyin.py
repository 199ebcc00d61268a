"""Pinyin of Chinese names and companies: surnames as surnames, doubtful characters both ways.

A reading is a sequence of syllables without tones, ü written v; what is written in Latin letters stands as it is.

See docs/architecture.md#finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import TypeAlias

Reading: TypeAlias = tuple[str, ...]

_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_MOST = 4
"""Readings kept of one name: each costs a row, and nobody looks for the eighth."""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    return {char: tuple(readings.split("/")) for char, readings in (entry.split() for entry in text.split(","))}


_SURNAMES = _table(
    "曾 zeng,单 shan,仇 qiu,解 xie,区 ou,查 zha,盖 ge,缪 miao,朴 piao,冼 xian/sheng,繁 po,乐 yue,员 yun,"
    "翟 zhai,祭 zhai,黑 he,秘 bi,折 she,隗 wei,宓 mi/fu,覃 qin,牟 mou/mu,能 nai,尉 wei/yu,柏 bai/bo,薄 bo,"
    "洗 xian,种 chong,句 gou,召 shao,费 fei/bi,莘 shen/xin,谌 chen/shen,粘 nian,都 du,藏 zang,么 yao,"
    "乜 nie,郗 xi/chi,卜 bu,角 jue,佴 nai,郇 xun,阚 kan,圈 juan,隽 juan/jun,车 che/ju,那 na/nuo,"
    "强 qiang/jiang,盛 sheng/cheng,俞 yu/shu,褚 chu/zhu,瞿 qu/ju,郄 qie/xi,炅 gui,重 chong,万 wan/mo,"
    "长 zhang/chang"
)
"""Readings as a surname; the reading as a common word is searched by as well."""
_DOUBLE = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "宰父": ("zai", "fu"),
    "亓官": ("qi", "guan"),
    "鲜于": ("xian", "yu"),
    "令狐": ("ling", "hu"),
    "夏侯": ("xia", "hou"),
    "皇甫": ("huang", "fu"),
    "拓跋": ("tuo", "ba"),
    "申屠": ("shen", "tu"),
    "太叔": ("tai", "shu"),
    "呼延": ("hu", "yan"),
    "乐正": ("yue", "zheng"),
    "南宫": ("nan", "gong"),
    "相里": ("xiang", "li"),
}
_IN_GIVEN_NAMES = _table(
    "乐 le/yue,行 xing/hang,朝 chao/zhao,长 chang/zhang,晟 sheng/cheng,重 chong/zhong,茜 qian/xi,颉 jie/xie,"
    "盛 sheng/cheng,传 chuan/zhuan,和 he/huo,觉 jue/jiao,校 xiao/jiao,参 can/shen,单 dan/shan,娜 na/nuo,柏 bai/bo,"
    "莞 wan/guan,尉 wei/yu,说 shuo/yue,隽 jun/juan,炅 jiong/gui,曾 zeng/ceng,奇 qi/ji,宿 su/xiu,露 lu/lou,厦 sha/xia,"
    "琢 zhuo/zuo,藏 cang/zang,瑱 tian/zhen,佛 fo/fu,解 jie/xie,弹 tan/dan,调 tiao/diao,贾 jia/gu,还 huan/hai"
)
"""Read otherwise in some given names; the usual reading is pypinyin's."""


def load() -> None:
    """Load the library, which takes a while: before a transaction, not while others wait for it."""
    from pypinyin import lazy_pinyin

    lazy_pinyin("客户")


def is_chinese(char: str) -> bool:
    """Tell whether a character is one that stands for a word by itself."""
    return _CHINESE.match(char) is not None


def of_name(name: str) -> list[Reading]:
    """The readings of a person's name, the usual one first; one where nothing is doubtful, at most a few."""
    found: dict[Reading, None] = {}
    parts = list(_parts(name))
    for reading in islice(product(*(choices for choices, _ in parts)), _MOST):
        found[reading] = None
        # Without a ü on the keyboard some write v and some u: 吕 is lv, and lu.
        found[
            tuple(one.replace("v", "u") if chinese else one for one, (_, chinese) in zip(reading, parts, strict=True))
        ] = None
    return list(found)


def of_company(company: str) -> Reading:
    """Return the reading of a company's name."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(company))


def _parts(name: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the readings of each character, and of each word in other letters; whether it is Chinese."""
    at = 0
    for found in _CHINESE.finditer(name):
        yield from (((word,), False) for word in name[at : found.start()].split())
        surname = not name[: found.start()].strip()
        yield from ((choices, True) for choices in _syllables(found.group(), surname=surname))
        at = found.end()
    yield from (((word,), False) for word in name[at:].split())


def _apart(chars: str) -> list[str]:
    """Characters that nobody knows a reading of, each as itself."""
    return list(chars)


def _syllables(chars: str, *, surname: bool) -> Iterator[tuple[str, ...]]:
    from pypinyin import lazy_pinyin

    usual: list[str] = lazy_pinyin(chars, errors=_apart)  # type: ignore[arg-type]  # its stub knows texts alone
    start = 0
    if surname and len(chars) > 2 and chars[:2] in _DOUBLE:
        yield from ((one,) for one in _DOUBLE[chars[:2]])
        start = 2
    elif surname:
        yield tuple(dict.fromkeys((*_SURNAMES.get(chars[0], ()), usual[0])))
        start = 1
    for char, reading in zip(chars[start:], usual[start:], strict=True):
        yield tuple(dict.fromkeys((reading, *_IN_GIVEN_NAMES.get(char, ()))))
