"""The data report and its gates, on the real base's tokenizer."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion import paths
from companion.errors import TrainingError
from tests.trainer.data import making
from tests.trainer.data.making import said
from trainer import render, templates
from trainer.data import check_html, check_md, masks, measures, plots, tokenizer
from trainer.recipe import DataRecipe, Gates, Recipe, SftStage, TrainRecipe
from trainer.rows import Row
from trainer.stage import GateFailed
from trainer.stages import check, preferences, prepare
from trainer.training.examples import Conversation

ANGRY = "<script>alert('쾅')</script> & \"폭발\"!"
ROWS = [
    *[
        making.row(f"d{n}", said(f"{n}. 뭐 해?", f"{n}번째 폭발을 준비하지! 볼래?", "excited", 0.1 * (n % 10) + 0.1))
        for n in range(24)
    ],
    *[making.row(f"e{n}", said(f"Question {n}", f"Boom number {n}! Ha!", "joy", 0.5), language="en") for n in range(8)],
    *[
        making.row(f"i{n}", said(f"{n}: 넌 누구야?", f"대마법사 루비다! {n}", "smug", 0.8), kind="identity")
        for n in range(4)
    ],
    making.row("angry", said(ANGRY, "그 주문은 처음 듣는데?", "surprised", 0.6)),
    making.row("bad", said(f"{ANGRY} 너 누구야?", "저는 Qwen입니다.")),
]


def ready(root: Path, recipe: Recipe, rows: list[Row] | None = None) -> Any:
    making.inputs(root, dialogues=ROWS if rows is None else rows)
    prepare.run(making.context(root, "prepare", recipe))
    preferences.run(making.context(root, "preferences", recipe))
    return making.context(root, "check", recipe)


def recipe(**train: Any) -> Recipe:
    return Recipe(data=DataRecipe(validation=0.1, test=0.1), prompt="short", train=TrainRecipe(**train))


def test_the_report_says_what_the_data_are(tmp_path: Path) -> None:
    """B3, B5, F5, M8: tiki-taka, emoji by intensity, her own name as a figure only, each language by itself."""
    ctx = ready(tmp_path, recipe())
    counts = check.run(ctx)
    report = json.loads((ctx.out / "report.json").read_text())
    assert report["passed"] is True
    assert {gate["name"] for gate in report["gates"]} == {"rows", "truncated", "identity_share", "mask", "leaked"}
    assert counts["rows"] == report["prepared"]["rows"]["train"]
    assert set(report["languages"]) == {"ko", "en"}
    korean = report["languages"]["ko"]
    assert korean["two_sentences"] == 1.0
    assert 0.5 < korean["questions"] < 1.0
    assert 0 < korean["self_mention"] < 0.5
    assert korean["markers"]["폭발"] > 0.5
    assert korean["level"]["wanted"] == "casual"
    assert sum(korean["intensity"].values()) == sum(korean["emotions"].values())
    assert report["tokens"]["total"] > report["tokens"]["learned"] > 0
    assert report["tokens"]["truncated"] == 0
    assert set(report["examples"]) == {"dialogue", "identity"}
    assert report["rejected"]["leak"]["examples"][0]["id"] == "bad"
    assert report["pairs"]["count"] >= counts["rows"]
    for ending in ("json", "md", "html"):
        assert (ctx.workspace.report / f"check.{ending}").read_bytes() == (ctx.out / f"report.{ending}").read_bytes()
    assert not list(ctx.workspace.report.glob("*.part"))


def test_what_is_learned_is_her_reply_and_its_stop_token(tmp_path: Path) -> None:
    """The mask preview: joined it is the rendered text, and only replies with <|im_end|> are learned."""
    ctx = ready(tmp_path, recipe())
    check.run(ctx)
    report = json.loads((ctx.out / "report.json").read_text())
    assert len(report["masks"]) == 2
    lines = [json.loads(line) for line in (ctx.of("prepare") / "train.jsonl").read_text().splitlines()]
    texts = {line["meta"]["id"]: line["messages"] for line in lines}
    for one in report["masks"]:
        messages = texts[one["id"]]
        template = templates.training_template(ctx.recipe)
        assert "".join(text for text, _ in one["pieces"]) == templates.render(template, messages)
        learned = "".join(text for text, learned in one["pieces"] if learned)
        assert learned == "".join(m["content"] + "<|im_end|>" for m in messages if m["role"] == "assistant")
        assert one["right"] is True


class Page(HTMLParser):
    """Tags, addresses and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else_and_escapes_everything(tmp_path: Path) -> None:
    ctx = ready(tmp_path, recipe())
    check.run(ctx)
    html = (ctx.out / "report.html").read_text()
    page = Page()
    page.feed(html)
    assert "script" not in page.tags
    assert page.tags.count("svg") == 1 + 4 * 2
    assert all(address.startswith("#") for address in page.addresses)
    assert ANGRY in page.text
    assert "@import" not in html and "url(http" not in html
    assert "prefers-color-scheme: dark" in html
    assert "<text" not in html  # letters in plots are paths: no font can be missing
    markdown = (ctx.out / "report.md").read_text()
    assert "<script>" not in markdown
    assert "| ✓ | rows |" in markdown


def failing(root: Path, asked: Recipe, rows: list[Row] | None = None) -> GateFailed:
    ctx = ready(root, asked, rows)
    with pytest.raises(GateFailed) as caught:
        check.run(ctx)
    assert Path(caught.value.report).is_file()
    assert json.loads((ctx.out / "report.json").read_text())["passed"] is False
    return caught.value


def test_too_few_rows_fail(tmp_path: Path) -> None:
    error = failing(tmp_path, recipe(), ROWS[:3])
    assert [(row.name, row.limit) for row in error.rows] == [("rows", ">= 20"), ("identity_share", ">= 1.0%")]
    assert "rows is" in error.message
    assert all(row.mend for row in error.rows)


def test_rows_that_are_cut_fail_and_are_named(tmp_path: Path) -> None:
    error = failing(tmp_path, recipe(max_length=64))
    (row,) = error.rows
    assert row.name == "truncated"
    assert re.search(r"\w+ \(\d+ tokens\)", row.mend)


def test_a_training_stage_without_rows_fails(tmp_path: Path) -> None:
    """E6, E8: two sets for two stages."""
    stages = (SftStage(name="general", data=1), SftStage(name="persona", data=2))
    error = failing(tmp_path, recipe(stages=stages))
    assert [row.name for row in error.rows] == ["rows of general"]


def test_each_variant_needs_its_rows(tmp_path: Path) -> None:
    """B2: rows of one variant and rows for all of them count for it."""
    asked = recipe().model_copy(update={"variants": {"A": "", "B": ""}, "gates": Gates(rows=16)})
    rows = [row.model_copy(update={"variant": "A"}) if row.id.startswith("d") else row for row in ROWS]
    error = failing(tmp_path, asked, rows)
    assert [row.name for row in error.rows] == ["rows (B)"]


def test_a_template_that_marks_more_than_replies_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = templates.training_template(Recipe()).replace("{% generation %}", "").replace("{% endgeneration %}", "")
    wrong = "{% generation %}" + wrong + "{% endgeneration %}"
    monkeypatch.setattr(templates, "training_template", lambda recipe, own="": wrong)
    error = failing(tmp_path, recipe())
    assert [row.name for row in error.rows] == ["mask"]


def test_gates_that_are_not_asked_pass(tmp_path: Path) -> None:
    none = Gates(rows=None, truncated=None, identity_share=None)
    ctx = ready(tmp_path, recipe(max_length=64).model_copy(update={"gates": none}), ROWS[:3])
    assert check.run(ctx)["gates"] == 2


def test_scripts_need_no_identity(tmp_path: Path) -> None:
    """L9: a model that writes scenes is nobody."""
    asked = recipe().model_copy(update={"task": "script", "template": "ldcc", "gates": Gates(rows=1)})
    ctx = ready(tmp_path, asked, ROWS[:5])
    check.run(ctx)
    assert "identity_share" not in {gate["name"] for gate in json.loads((ctx.out / "report.json").read_text())["gates"]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(min_size=1, max_size=40)), min_size=1, max_size=3))
def test_any_words_are_masked_right(turns: list[tuple[str, str]]) -> None:
    tools = tokenizer.load(paths.assets() / "starter" / "base")
    told = render.messages(making.ruby(), making.row("r", *(said(user, text) for user, text in turns)), detail="short")
    conversation = Conversation("r", tuple(render.record(told)))
    template = templates.training_template(Recipe())
    shown = masks.mask(tools, template, conversation, "<|im_end|>", preview=True)
    assert shown.right
    assert "".join(piece.text for piece in shown.pieces) == templates.render(template, conversation.messages)
    assert masks.mask(tools, template, conversation, "<|im_end|>").right
    whole = masks.mask(tools, template, conversation, "<|im_end|>", only_replies=False)
    assert whole.learned == whole.tokens == shown.tokens > shown.learned


def test_a_damaged_tokenizer_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as caught:
        tokenizer.Tokenizer(tmp_path)
    assert caught.value.code == "tokenizer-missing"
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(TrainingError) as caught:
        tokenizer.load(tmp_path)
    assert caught.value.code == "tokenizer-broken"


def test_emoji_and_shouts_by_intensity() -> None:
    """B5: mean counts in each bucket."""
    rows = [
        making.row(
            "a", said("x", "쾅!", "joy", 0.2), said("y", "쾅!!! 🎆🎇", "joy", 0.9), said("z", "응.", "neutral", 0.3)
        )
    ]
    found = measures.measure(rows, making.ruby(), "ko")
    assert found["emoji_by_intensity"] == {"0.2": 0, "0.9": 2}
    assert found["shouts_by_intensity"] == {"0.2": 1, "0.9": 3}
    assert found["emotions"] == {"neutral": 1, "joy": 2}
    assert measures.measure([], making.ruby(), "en")["replies"] == 0


def test_plots_are_the_same_each_time_and_hold_no_letters_of_fonts() -> None:
    for make in (
        lambda: plots.bars({"기쁨": 1.0, "sad": 2.0}),
        lambda: plots.histogram([1, 2, 300], limit=200),
        lambda: plots.bars({}),
    ):
        assert make() == make()
        assert make().startswith("<svg") and "<text" not in make() and "<metadata" not in make()


def test_an_empty_report_renders(tmp_path: Path) -> None:
    """Nothing rejected, nothing to show: the pages still stand."""
    ctx = ready(tmp_path, recipe().model_copy(update={"gates": Gates(rows=1, identity_share=None)}), ROWS[:2])
    check.run(ctx)
    report = json.loads((ctx.out / "report.json").read_text())
    bare = {
        **report,
        "masks": [],
        "examples": {},
        "rejected": {},
        "languages": {},
        "pairs": {"count": 0, "reasons": {}},
    }
    assert "<h2>Gates</h2>" in check_html.render(bare)
    assert "## Gates" in check_md.render(bare)
