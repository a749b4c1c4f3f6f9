"""What the model manager shows: order, words, sizes."""

from dataclasses import replace

import pytest

from companion.ui.models.items import Item, Licence, Shelf, Transfer, facts, how_far, lasting, size
from companion.ui.texts import Texts

EN, KO = Texts("en"), Texts("ko")
FREE = Licence("MIT License", "https://opensource.org/license/mit", True, "Keep the notice.")


def item(model_id: str = "one", **changes: object) -> Item:
    made = Item(
        id=model_id,
        kind="brain",
        name=model_id.title(),
        maker="Somebody",
        languages=("ko", "en"),
        size=2_500_000_000,
        exact=True,
        memory=3_000_000_000,
        licence=FREE,
        note="It thinks.",
        fit="well",
        advised=False,
        usable=True,
        chatml=True,
        pinned=True,
        installed=False,
        unfinished=0,
        in_use=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def shelf(*items: Item, **changes: object) -> Shelf:
    made = Shelf(items, 8.0, 4, 50_000_000_000, "/models", "hub.example", True)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_what_is_in_use_comes_first_then_the_advice_and_what_fits() -> None:
    found = shelf(
        item("huge", fit="no"),
        item("other-form", chatml=False, size=1),
        item("slow", fit="slow"),
        item("unusable", usable=False, size=1),
        item("small", size=5),
        item("here", installed=True, fit="enough"),
        item("best", advised=True, fit="enough"),
        item("used", in_use=True, fit="slow"),
        item("ears", kind="ears"),
    )
    order = ["used", "best", "here", "small", "slow", "huge", "other-form", "unusable"]
    assert [one.id for one in found.of("brain")] == order
    assert [one.id for one in found.advised()] == ["best"]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 MB"), (900, "1 kB"), (78_200_000, "78 MB"), (999_600_000, "1.0 GB"), (2_497_281_120, "2.5 GB"),
     (9_949_000_000, "9.9 GB"), (68_000_000_000, "68 GB"),
     (120e9, "120 GB")],
)  # fmt: skip
def test_sizes(count: float, text: str) -> None:
    assert size(count) == text


def test_facts_say_what_one_pays_and_what_is_not_allowed() -> None:
    assert facts(item(), EN) == "2.5 GB · 3.0 GB of memory · Korean, English · MIT License"
    bound = item(licence=replace(FREE, commercial=False), exact=False)
    assert facts(bound, KO) == "약 2.5 GB · 메모리 3.0 GB · 한국어, 영어 · MIT License · 상업적 이용 불가"
    assert facts(item("", licence=None, memory=0), EN) == "Korean, English"


def test_progress_in_words() -> None:
    going = Transfer("downloading", 1_200_000_000, 2_500_000_000, True, 12.3e6, 105.0)
    assert how_far(going, EN) == "1.2 GB of 2.5 GB · 12 MB/s · 2 min left"
    assert how_far(going, KO) == "2.5 GB 중 1.2 GB · 초당 12 MB · 2분 남음"
    assert how_far(Transfer("waiting"), EN).startswith("The connection broke off")
    assert going.share == pytest.approx(0.48) and Transfer("connecting").share == 0
    assert [lasting(seconds, EN) for seconds in (0.2, 80, 300, 9000)] == ["1 s", "80 s", "5 min", "2.5 h"]


def test_every_stage_has_words() -> None:
    for texts in (EN, KO):
        for stage in ("connecting", "waiting", "checking", "done", "stopping"):
            assert how_far(Transfer(stage), texts)
