"""`interparty engagements import` into a running Interparty: posted once, however often."""

from pathlib import Path

import pytest

from tests.support.command import interparty
from tests.support.up import Up, wait_until

pytestmark = pytest.mark.timeout(120)
LIST = (
    "event_date,page_date,path,title_zh\n"
    "2024-01-10,2024-01-11,./a.html,刘建超分别会见挪威和芬兰驻华大使\n"
    "2024-01-12,2024-01-12,./b.html,刘建超会见挪威工党主席甲乙丙\n"
)


def test_a_file_that_is_imported_twice_is_there_once(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    up = Up(tmp_path)
    try:
        up.start()
        where = {"url": up.url, "api_key": up.key}
        first = interparty("engagements", "import", "idcpc", file, "--lane", "backfill", **where)
        again = interparty("engagements", "import", "idcpc", file, "--lane", "backfill", **where)

        assert (first.code, again.code) == (0, 0)
        assert first.out == again.out
        assert first.out.endswith("3 accepted, 0 rejected.\n")
        wait_until(lambda: len(up.items("/v1/engagements")) >= 3, what="all are there")
        found = up.items("/v1/engagements")
        assert sorted(one["id"] for one in found) == ["a.html#1", "a.html#2", "b.html"]
        assert {one["sources"][0]["coding"] for one in found} == {"person"}
        assert up.items("/v1/rejections") == []
    finally:
        up.close()
