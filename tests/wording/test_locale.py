"""The language is found in the environment, switched while the program runs, and costs nothing at the start."""

import subprocess
import sys
import threading

import pytest

from callcenter import locale
from callcenter.locale import Language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "ZH_cn.gb18030"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}, "zh"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
        ({"LC_ALL": "en_US", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_first_variable_that_is_set_names_the_language(environment: dict[str, str], language: Language) -> None:
    assert locale.detect(environment) == language


def test_texts_follow_the_language_of_the_moment() -> None:
    assert (locale.current(), locale._("every month")) == ("en", "every month")
    locale.use("zh")
    assert (locale.current(), locale._("every month")) == ("zh", "每月")
    locale.use("en")
    assert locale._("every month") == "every month"


def test_the_context_tells_words_apart(zh: None) -> None:
    assert locale.pgettext("stage", "closed") == "已关闭"
    assert locale.pgettext("case state", "closed") == "已结案"


def test_plurals_in_both_languages() -> None:
    assert [locale.ngettext("{n} day", "{n} days", n).format(n=n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    locale.use("zh")
    assert [locale.ngettext("{n} day", "{n} days", n).format(n=n) for n in (0, 1, 2)] == ["0天", "1天", "2天"]


def test_an_empty_text_is_not_the_catalogues_header(zh: None) -> None:
    assert locale._("") == ""


def test_markers_leave_the_text_as_it_is(zh: None) -> None:
    assert locale.N_("every month") == "every month"
    assert locale.NP_("stage", "closed") == ("stage", "closed")


def test_threads_see_a_whole_language_while_it_is_switched() -> None:
    words = {"en": {"every month", "1 day"}, "zh": {"每月", "1天"}}
    mixed: list[tuple[str, str]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            for text in (locale._("every month"), locale.ngettext("{n} day", "{n} days", 1).format(n=1)):
                if text not in words["en"] | words["zh"]:
                    mixed.append((locale.current(), text))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(2_000):
        locale.use("zh")
        locale.use("en")
    stop.set()
    for reader in readers:
        reader.join()
    assert mixed == []


def test_words_load_no_library_for_dates_or_catalogues() -> None:
    code = (
        "import sys; from callcenter import locale, wording; locale.use('zh');"
        "print(wording.moment(0, 'Asia/Shanghai', 0));"
        "print(*sorted({'babel', 'pendulum', 'textual', 'rich', 'peewee'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8", env={"PYTHONUTF8": "1"}
    )
    assert done.stdout.splitlines() == ["1月1日 周四 08:00", ""]
