"""A store of very many customers without a past, for the search: the store's own verbs would take hours to write it.

The names are weighted as they are in China: of a million customers some 70,000 begin with the commonest surname.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

from bench import world
from bench.world import AGENTS, BOSS, NOW, World
from callcenter.model import DAY
from callcenter.storage.search import pinyin, search_keys
from callcenter.storage.search.search_keys import COLUMNS, SearchKeys
from callcenter.storage.tables.indexes import INDEXES
from callcenter.store import Store
from callcenter.views.customers.customer import NewCustomer

_SEED = 20261125


def _words(text: str) -> list[str]:
    return text.split()


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单仇解查盖缪朴区尉"
)
_GIVEN = (
    "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英建国秀兰志海燕晓东玉梅文博子涵雨桐欣怡浩然思远嘉俊梓萱栋美玲春"
    "天佑航铁若曦一鸣书瑶云飞华立新宇轩晨阳佳琪乐长晟"
)
_CITIES = ("北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "重庆", "南京", "苏州", "长沙", "青岛", "")
_BRANDS = "恒通华信东方联创金海远大瑞丰新源宏达天成川永泰嘉禾星河蓝中诚启明安德盛兴隆昌盈科润祥和顺福"
_TRADES = _words(
    "电气 动力 科技 机械 贸易 物流 建材 食品 医疗器械 传媒 软件 汽车服务 包装 环保 纺织 仪器 装饰 "
    "餐饮管理 教育咨询 网络技术"
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团", "")
_FIRST = _words("Alice Brian Carla David Emma Frank Hannah José Julia Kevin Laura Martin Nina Oscar Paula Robert Sarah")
_LAST = _words("Archer Bennett Carter Dawson Ellis Foster Grant Hughes Irwin Jensen Keller Lawson Müller Norris Smith")
_ENGLISH = _words("Northgate Silverlake Harbour Oakfield Redstone Westbridge Kingsley Maple Summit Granite")
_ENGLISH_TRADES = ("Engineering", "Logistics Ltd", "Trading Co., Ltd", "Foods", "Medical Supplies", "Software Inc")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A customer of the crowd."""

    ref: str
    name: str
    company: str
    phone: str


def people(customers: int) -> Iterator[Somebody]:
    """Yield the people of a crowd of so many, always the same."""
    random = Random(_SEED)
    weights = [1 / (rank + 4) for rank in range(len(_SURNAMES))]
    surnames = random.choices(_SURNAMES, weights, k=customers)
    for place, surname in enumerate(surnames):
        if random.random() < 0.12:
            name = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
            company = f"{random.choice(_ENGLISH)} {random.choice(_ENGLISH)} {random.choice(_ENGLISH_TRADES)}"
        else:
            name = surname + "".join(random.choices(_GIVEN, k=random.choice((1, 2, 2))))
            brand = "".join(random.choices(_BRANDS, k=2))
            company = f"{random.choice(_CITIES)}{brand}{random.choice(_TRADES)}{random.choice(_FORMS)}"
        number = random.choice(("130", "138", "139", "150", "186", "199")) + f"{random.randrange(10**8):08}"
        yield Somebody(f"K{place + 1:07}", name, company if random.random() < 0.8 else "", f"+86{number}")


def cached(customers: int, folder: Path = world.KEPT) -> World:
    """The crowd of so many as an SQLite store; built where it is not there yet."""
    code = map(Path, (__file__, world.__file__, search_keys.__file__, pinyin.__file__))
    return world.obtain("crowd", world.fingerprint([*code, *world.schema_files()]), customers, folder, build)


def build(path: Path, customers: int) -> None:
    """Make the store at ``path``, where nothing is yet."""
    store = Store.open(str(path), NOW)
    for name in AGENTS:
        store.by(BOSS).people.add(name, now=NOW)
    store.by(BOSS).customers.add(
        NewCustomer("模板", "+8613000000000", tier="C", campaign="telesales"), now=NOW
    )  # the first row, which the others copy
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA cache_size = -500000;")
    for name in world.index_names():
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    connection.execute("CREATE TEMP TABLE word (kind, word, customer_id)")
    _fill(connection, customers)
    connection.execute("INSERT OR IGNORE INTO search_word SELECT * FROM word ORDER BY kind, word, customer_id")
    for statement in INDEXES:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = wal")
    connection.close()


def _fill(connection: sqlite3.Connection, customers: int) -> None:
    def columns(table: str) -> list[str]:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]

    own = ["id", "ref", "name", "company", "tier", "owner_id", *COLUMNS]
    as_first = {
        "customer": [one for one in columns("customer") if one not in own],
        "placement": [one for one in columns("placement") if one not in ("customer_id", "ref", "plan_tier")],
    }
    new_customer = (
        f"INSERT INTO customer ({', '.join([*own, *as_first['customer']])})"
        f" SELECT {', '.join(['?'] * len(own))}, {', '.join(as_first['customer'])} FROM customer WHERE id = 1"
    )
    new_placement = (
        f"INSERT INTO placement (customer_id, ref, plan_tier, {', '.join(as_first['placement'])})"
        f" SELECT ?, ?, ?, {', '.join(as_first['placement'])} FROM placement WHERE customer_id = 1"
    )
    # Blank but for what the search reads: who, when, and that it counts.
    touch: dict[str, object] = {
        name: "" if kind == "TEXT" else 1
        for _, name, kind, needed, *_ in connection.execute("PRAGMA table_info(touch)")
        if needed and name != "id"
    }
    new_touch = f"INSERT INTO touch ({', '.join(touch)}) VALUES (:{', :'.join(touch)})"
    random = Random(_SEED + 1)
    search_keys.load()
    # Of what the first one owes the copies have what their line in the queue shows.
    owed = ", ".join(one for one in columns("obligation") if one != "customer_id")
    new_obligation = (
        f"INSERT INTO obligation (customer_id, {owed}) SELECT ?, {owed} FROM obligation WHERE customer_id = 1"
        " AND rule = (SELECT entry_rule FROM placement WHERE customer_id = 1)"
    )
    for key, one in enumerate(people(customers), 2):
        keys = _keys(one.name, one.company)
        tier = random.choice("ABCDE")
        owner = random.choice((None, *range(1, len(AGENTS) + 1)))
        connection.execute(new_customer, (key, one.ref, one.name, one.company, tier, owner, *keys.columns().values()))
        connection.execute(new_placement, (key, one.ref, tier))
        connection.execute(new_obligation, (key,))
        connection.execute(
            "INSERT INTO phone (customer_id, position, e164, extension, label, reversed) VALUES (?, 0, ?, '', '', ?)",
            (key, one.phone, one.phone[::-1]),
        )
        if random.random() < 0.3:
            touch["customer_id"], touch["at"] = key, NOW - random.randrange(60) * DAY
            connection.execute(new_touch, touch)
        connection.executemany("INSERT INTO word VALUES (?, ?, ?)", [(*word, key) for word in keys.words()])


def _keys(name: str, company: str) -> SearchKeys:
    person, firm = _keys_of(name, ""), _keys_of("", company)
    return SearchKeys(
        person.name_key,
        firm.company_key,
        person.pinyin,
        person.initials,
        firm.company_pinyin,
        firm.company_initials,
        person.readings,
    )


@lru_cache(maxsize=500_000)
def _keys_of(name: str, company: str) -> SearchKeys:
    return search_keys.of(name, company)
