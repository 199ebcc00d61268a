"""The cast of the demo: names, companies and numbers that belong to nobody.

Chinese numbers begin with 101, which no operator has; the British ones are those that the regulator keeps for fiction.
"""

from __future__ import annotations

from random import Random

from msgspec import Struct

from callcenter.locale import current

AGENT = "王敏"
"""The agent who sits at the desk."""

SUPERVISOR = "陈静"
TEAMS = {
    ("一组", "team 1"): (AGENT, "赵磊", "周婷", "刘洋", "Grace Miller"),
    ("二组", "team 2"): ("张丽", "孙浩", "吴倩", "Tom Becker"),
}
"""Those at work by their team, whose name stands here in both languages."""

COLLEAGUES = tuple(name for team in TEAMS.values() for name in team if name != AGENT)


def _words(text: str, between: str = " ") -> tuple[str, ...]:
    return tuple(text.split(between))


_SURNAMES = _words(
    "赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫 蒋 沈 韩 杨 朱 秦 许 何 吕 张 孔 曹 严 华 金 魏 陶 姜 谢 邹 苏 潘 葛 范 彭 鲁 "
    "韦 马 方 任 袁 柳 史 唐 薛 雷 贺 汤 罗 郝 安 于 傅 齐 康 余 顾 孟 黄 穆 萧 尹"
)
_GIVEN = _words(
    "伟 芳 娜 敏 静 丽 强 磊 洋 艳 勇 军 杰 娟 涛 明 超 霞 平 刚 桂英 建国 秀兰 "
    "志强 海燕 晓东 玉梅 文博 子涵 雨桐 欣怡 浩然 思远 嘉怡 俊杰 梓萱 国栋 美玲 春梅 小美 "
    "天佑 航 静怡 铁 雷 若曦 一鸣 书瑶 云飞 建华 立新"
)
_FIRST = _words(
    "Alice Brian Carla David Emma Frank Hannah Ivan Julia Kevin Laura Martin Nina Oscar Paula Robert Sarah Victor"
)
_LAST = _words(
    "Archer Bennett Carter Dawson Ellis Foster Grant Hughes Irwin Jensen Keller Lawson Morgan Norris Parker Reed Walsh"
)
_PLACES = _words("北方 恒通 华信 东方 联创 金海 远大 瑞丰 新源 宏达 天成 海川 永泰 嘉禾 星河 蓝天 中诚 启明 安泰 明德")
_TRADES = _words("电气 动力 科技 机械 贸易 物流 建材 食品 医疗器械 传媒 软件 汽车服务 包装 环保 纺织 仪器")
_ENGLISH_PLACES = _words("Northgate Silverlake Blue Harbour Oakfield Redstone Westbridge Kingsley Maple")
_ENGLISH_TRADES = _words(
    "Engineering;Logistics Ltd;Trading Co.;Foods;Medical Supplies;Printing;Software;Interiors",
    ";",
)
_DUTIES = (
    ("采购", "purchasing"),
    ("老板", "owner"),
    ("行政", "office manager"),
    ("财务", "finance"),
    ("技术", "engineering"),
    ("销售", "sales"),
)
_SOURCES = (
    ("官网", "website"),
    ("来电", "called us"),
    ("展会", "trade fair"),
    ("老客户介绍", "recommended"),
    ("搜索推广", "web search"),
)


def name_of(both: tuple[str, str]) -> str:
    """Return an organisation's name for something, in the language of the demo."""
    chinese, english = both
    return chinese if current() == "zh" else english


class DemoCustomer(Struct, frozen=True):
    """A customer as they would stand in a list."""

    name: str
    company: str
    phones: tuple[str, ...]
    source: str
    duty: str


def person(random: Random, place: int) -> DemoCustomer:
    """The customer number ``place``; the numbers of no two are the same."""
    english = random.random() < 0.15
    if english:
        name = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
        company = f"{random.choice(_ENGLISH_PLACES)} {random.choice(_ENGLISH_TRADES)}"
    else:
        name = random.choice(_SURNAMES) + random.choice(_GIVEN)
        company = f"{random.choice(_PLACES)}{random.choice(_TRADES)}有限公司"
    if random.random() < 0.2:
        company = ""
    phones = [_number(random, place, abroad=english and place < 1000)]
    if random.random() < 0.12:
        phones.append(_number(random, place + 5000, abroad=False))
    duty = name_of(random.choice(_DUTIES)) if company else ""
    return DemoCustomer(name, company, tuple(phones), name_of(random.choice(_SOURCES)), duty)


def _number(random: Random, place: int, *, abroad: bool) -> str:
    if abroad:
        return f"+447700900{place % 1000:03}"
    return f"+86101{random.randrange(1000):03}{place % 100_000:05}"
