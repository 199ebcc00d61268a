"""The casts of the demo, one for each language: names, companies and numbers that belong to nobody.

Chinese numbers begin with 101, which no operator has; the British ones are those that the regulator keeps for fiction.
"""

from __future__ import annotations

from datetime import date, time
from random import Random

from msgspec import Struct

from callcenter.locale import current
from callcenter.model import Instant
from callcenter.workdays import local_instant

TODAY = date(2026, 3, 11)
"""A Wednesday, worked in China and in Britain."""


def _words(text: str, between: str = " ") -> tuple[str, ...]:
    return tuple(text.split(between))


class Cast(Struct, frozen=True):
    """Cast of a demo: the team and where it works, and what its customers are made of."""

    agent: str
    """The agent who sits at the desk."""

    supervisor: str
    teams: dict[str, tuple[str, ...]]
    """Those at work, by their team."""

    department: str
    """A department that answers what is handed on to it."""

    zone: str
    country: str
    name: str
    """Format of a person's name."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]
    company: str
    """Format of a company's name."""

    places: tuple[str, ...]
    trades: tuple[str, ...]
    job_title: str
    """Heading of the column of the duties."""

    duties: tuple[str, ...]
    sources: tuple[str, ...]
    phones: tuple[str, ...]
    """Formats of first numbers, from chance and a customer's place; no two make the same."""

    more_phones: tuple[str, ...]

    @property
    def colleagues(self) -> tuple[str, ...]:
        """Those at work but for the agent at the desk."""
        return tuple(name for team in self.teams.values() for name in team if name != self.agent)

    @property
    def start(self) -> Instant:
        """Instant at which the demo's clock begins to run."""
        return self.at(TODAY, 10, 30)

    def at(self, day: date, hour: int, minute: int = 0) -> Instant:
        """A local time of the demo."""
        return local_instant(day, time(hour, minute), self.zone)

    def person(self, random: Random, place: int) -> DemoCustomer:
        """The customer number ``place``; the numbers of no two are the same."""
        name = self.name.format(surname=random.choice(self.surnames), given=random.choice(self.given))
        company = self.company.format(place=random.choice(self.places), trade=random.choice(self.trades))
        if random.random() < 0.2:
            company = ""
        phones = [_phone(random, self.phones, place)]
        if random.random() < 0.12:
            phones.append(_phone(random, self.more_phones, place))
        duty = random.choice(self.duties) if company else ""
        return DemoCustomer(name, company, tuple(phones), random.choice(self.sources), duty)


class DemoCustomer(Struct, frozen=True):
    """A customer as they would stand in a list."""

    name: str
    company: str
    phones: tuple[str, ...]
    source: str
    duty: str


def _phone(random: Random, ways: tuple[str, ...], place: int) -> str:
    return random.choice(ways).format(chance=random.randrange(100), place=place)


CHINESE = Cast(
    agent="王敏",
    supervisor="陈静",
    teams={"一组": ("王敏", "赵磊", "周婷", "刘洋", "高洁"), "二组": ("张丽", "孙浩", "吴倩", "唐博")},
    department="技术部",
    zone="Asia/Shanghai",
    country="CN",
    name="{surname}{given}",
    surnames=_words(
        "赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫 蒋 沈 韩 杨 朱 秦 许 何 吕 张 孔 曹 严 华 金 魏 陶 姜 谢 邹 苏 潘 葛 范 "
        "彭 鲁 韦 马 方 任 袁 柳 史 唐 薛 雷 贺 汤 罗 郝 安 于 傅 齐 康 余 顾 孟 黄 穆 萧 尹"
    ),
    given=_words(
        "伟 芳 娜 敏 静 丽 强 磊 洋 艳 勇 军 杰 娟 涛 明 超 霞 平 刚 桂英 建国 秀兰 "
        "志强 海燕 晓东 玉梅 文博 子涵 雨桐 欣怡 浩然 思远 嘉怡 俊杰 梓萱 国栋 美玲 春梅 小美 "
        "天佑 航 静怡 铁 雷 若曦 一鸣 书瑶 云飞 建华 立新"
    ),
    company="{place}{trade}有限公司",
    places=_words(
        "北方 恒通 华信 东方 联创 金海 远大 瑞丰 新源 宏达 天成 海川 永泰 嘉禾 星河 蓝天 中诚 启明 安泰 明德"
    ),
    trades=_words("电气 动力 科技 机械 贸易 物流 建材 食品 医疗器械 传媒 软件 汽车服务 包装 环保 纺织 仪器"),
    job_title="职务",
    duties=_words("采购 老板 行政 财务 技术 销售"),
    sources=_words("官网 来电 展会 老客户介绍 搜索推广"),
    phones=("+861010{chance:02}{place:05}",),
    more_phones=("+861015{chance:02}{place:05}",),
)

ENGLISH = Cast(
    agent="Amy Lee",
    supervisor="Ruth Fox",
    teams={
        "team 1": ("Amy Lee", "Dan Shaw", "Priya Nair", "Liam Doyle", "Grace Hill"),
        "team 2": ("Aisha Khan", "Tom Becker", "Zoe Adams", "Mark Reid"),
    },
    department="Technical support",
    zone="Europe/London",
    country="GB",
    name="{given} {surname}",
    surnames=_words(
        "Archer Bailey Bennett Bhatt Brooks Carter Chapman Chen Cole Cooper Dawson Ellis Evans Farrell Fletcher Foster "
        "Gallagher Gibson Grant Gupta Harper Hughes Hussain Irwin Jenkins Kelly Knight Lawson Mackay Malik Marsh Mason "
        "Morgan Murphy Norris Nowak Okafor Owen Parker Patel Payne Pearce Quinn Reed Rhodes Rossi Singh Stone Sutton "
        "Taylor Turner Walsh Ward Webb Whitaker Wright Young"
    ),
    given=_words(
        "Adam Alice Amir Amy Anna Ben Brian Carla Charlotte David Deborah Ella Fatima Fiona Frank George Hannah Harry "
        "Imran Ivan Jack Jasmine Joanna Julia Karen Kevin Laura Lucy Martin Megan Michael Nadia Nina Oliver Oscar "
        "Paula Peter Rachel Robert Rosie Samuel Sarah Simon Sophie Steven Sunita Thomas Victor William Zoe"
    ),
    company="{place} {trade}",
    places=_words(
        "Northgate;Silverlake;Blue Harbour;Oakfield;Redstone;Westbridge;Kingsley;Maple;Fairview;Highland;Elmwood;"
        "Castle Hill;Riverside;Ashdown;Meridian;Beacon;Summit;Stonebridge;Greenway;Larkfield",
        ";",
    ),
    trades=_words(
        "Engineering;Logistics Ltd;Trading Co.;Foods Ltd;Medical Supplies;Printing;Software;Interiors;Packaging Ltd;"
        "Motors;Textiles;Instruments",
        ";",
    ),
    job_title="job title",
    duties=_words("purchasing;owner;office manager;finance;engineering;sales", ";"),
    sources=_words("website;called us;trade fair;recommended;web search", ";"),
    # Mobiles; London, Leeds, Birmingham, Glasgow.
    phones=("+447700900{place:03}", "+442079460{place:03}", "+441134960{place:03}"),
    more_phones=("+441214960{place:03}", "+441414960{place:03}"),
)


def cast() -> Cast:
    """Return the cast of the program's language."""
    return CHINESE if current() == "zh" else ENGLISH
