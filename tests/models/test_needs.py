"""What a model asks of a machine; what is advised; how progress is reckoned."""

import pytest

from companion.models import needs
from companion.models.catalogue import Catalogue, ModelFile, Shape, load
from companion.models.needs import ThisMachine
from companion.models.progress import Meter, Progress

HERE = frozenset(("llama_cpp", "faster_whisper", "piper"))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


def machine(memory_gb: float, cores: int, gpu_gb: float = 0.0) -> ThisMachine:
    return ThisMachine(int(memory_gb * 2**30), cores, gpu_gb)


def test_a_brain_s_memory_is_its_file_its_cache_and_one_step(shipped: Catalogue) -> None:
    """36 layers x 8 heads x 128 x 2 bytes, keys and values: 147,456 bytes a token."""
    entry = shipped.find("qwen3-4b")
    more = needs.memory(entry, context=4096) - needs.memory(entry, context=2048)
    assert more == 2048 * 147_456
    assert needs.memory(entry) == pytest.approx(entry.size + 2048 * 147_456 + 256 * 151_936 * 4, rel=0.05)


def test_the_formula_gives_what_was_measured(shipped: Catalogue) -> None:
    """Resident memory of random models of real size (benchmarks.stand_ins)."""
    qwen25_05b = shipped.find("qwen3-0.6b").model_copy(
        update={
            "files": (ModelFile(path="m.gguf", size=395_391_616),),
            "shape": Shape(parameters=494_000_000, layers=24, kv_heads=2, head_size=64, vocabulary=151_936),
        }
    )
    assert 595e6 <= needs.memory(qwen25_05b) <= 1.15 * 595e6
    assert 621e6 <= needs.memory(qwen25_05b, context=4096) <= 1.15 * 621e6
    assert needs.memory(shipped.find("whisper-base")) == pytest.approx(182e6, rel=0.1)
    assert needs.memory(shipped.find("piper-kristin")) == pytest.approx(309e6, rel=0.1)


def test_fit(shipped: Catalogue) -> None:
    entry = shipped.find("qwen3-8b")
    grades = [machine(8, 16), machine(32, 4), machine(32, 16), machine(32, 16, 12)]
    assert [needs.fit(entry, each) for each in grades] == ["no", "slow", "enough", "well"]


@pytest.mark.parametrize(
    ("memory_gb", "cores", "gpu_gb", "brain", "ears"),
    [
        (2, 2, 0, None, "whisper-tiny"),
        (4, 2, 0, "qwen3-1.7b-q4", "whisper-small"),
        (8, 4, 0, "qwen3-4b", "whisper-small"),
        (16, 8, 0, "qwen3-4b", "whisper-small"),
        (32, 12, 0, "qwen3-8b", "whisper-large-v3-turbo"),
        (32, 16, 12, "qwen3-8b", "whisper-large-v3-turbo"),
    ],
)
def test_advice(shipped: Catalogue, memory_gb: float, cores: int, gpu_gb: float, brain: str | None, ears: str) -> None:
    advice = needs.advice(shipped, machine(memory_gb, cores, gpu_gb), HERE)
    assert (advice.get("brain"), advice["ears"], advice["voice"]) == (brain, ears, "piper-kristin")


def test_no_advice_against_the_licence_or_for_what_can_t_be_used(shipped: Catalogue) -> None:
    for gigabytes in (4, 8, 16, 64):
        for model in needs.advice(shipped, machine(gigabytes, 16, 24), HERE).values():
            entry = shipped.find(model)
            assert shipped.licence(entry).commercial and entry.chatml and entry.engine in HERE
    assert "voice" not in needs.advice(shipped, machine(16, 8), HERE, "ko")
    assert needs.advice(shipped, machine(16, 8), HERE | {"supertonic"}, "ko")["voice"] == "supertonic-3"
    assert needs.advice(shipped, machine(16, 8), frozenset()) == {}


def test_this_machine_is_a_machine() -> None:
    here = needs.this_machine()
    assert here.cores >= 1 and 0.2 < here.memory_gb < 10_000


@pytest.mark.parametrize(("gibibytes", "sold_as"), [(3.7, 4), (7.6, 8), (15.4, 16), (16.0, 16), (0.5, 0.5)])
def test_memory_as_it_is_sold(gibibytes: float, sold_as: float) -> None:
    assert machine(gibibytes, 1).memory_gb == sold_as


# --- progress ---


class Watched:
    """A meter in virtual time."""

    def __init__(self, total: int, *, exact: bool = True) -> None:
        self.now = 0.0
        self.reports: list[Progress] = []
        self.meter = Meter("m", 2, total, exact, self.reports.append, lambda: self.now)

    def at(self, *steps: tuple[float, int]) -> Progress:
        for seconds, offset in steps:
            self.now += seconds
            self.meter.at(offset)
        return self.reports[-1]


def test_rate_and_time_that_is_left() -> None:
    watched = Watched(10_000)
    watched.meter.begin("a", 1, 0)
    watched.meter.stage("downloading")
    last = watched.at((1.0, 1_000), (1.0, 2_000), (1.0, 3_000))
    assert (last.done, last.total, last.rate, last.eta) == (3_000, 10_000, 1_000.0, 7.0)
    last = watched.at((20.0, 4_000), (1.0, 9_000))
    assert last.rate == pytest.approx(5_000), "old samples no longer count"


def test_reports_are_few_and_stages_are_never_left_out() -> None:
    watched = Watched(10_000)
    watched.meter.begin("a", 1, 0)
    before = len(watched.reports)
    watched.at(*[(0.01, 10 * step) for step in range(100)])
    assert len(watched.reports) - before <= 6
    watched.meter.stage("checking")
    assert watched.reports[-1].stage == "checking"


def test_several_files_make_one_number() -> None:
    watched = Watched(300)
    watched.meter.begin("a", 1, 0)
    watched.at((1.0, 100))
    watched.meter.finish(100, 100)
    watched.meter.begin("b", 2, 0)
    last = watched.at((1.0, 50))
    assert (last.done, last.file, last.number, last.files) == (150, "b", 2, 2)


def test_an_estimate_is_put_right() -> None:
    watched = Watched(300, exact=False)
    watched.meter.begin("a", 1, 0)
    watched.at((1.0, 250))
    watched.meter.finish(250, 200)
    watched.meter.stage("done")
    assert (watched.reports[-1].total, watched.reports[-1].done) == (350, 250)


def test_begun_again_the_rate_is_not_negative() -> None:
    watched = Watched(1_000)
    watched.meter.begin("a", 1, 0)
    watched.meter.stage("downloading")
    last = watched.at((1.0, 500), (1.0, 600), (1.0, 0), (1.0, 100))
    assert last.rate == 100.0


def test_the_total_is_never_less_than_what_is_there() -> None:
    watched = Watched(10, exact=False)
    watched.meter.begin("a", 1, 0)
    assert watched.at((1.0, 50)).total == 50
