"""Before a run: what would stop it hours later is told at once, with place and fix. Real files, servers, packages."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from companion.persona.character import load_character
from tests.trainer.fake_run import tree
from tests.trainer.teachers.loopback import Said, server
from tests.trainer.test_base import Hub
from tests.trainer.test_base import server as a_hub  # noqa: F401 - a fixture
from trainer import recipe as recipes
from trainer import render
from trainer.__main__ import main
from trainer.create import Wish, create
from trainer.preflight import checks, machine
from trainer.preflight.problem import Problem
from trainer.state import Job, Request
from trainer.training import launch, speed
from trainer.workspace import Workspace, at

Look = Callable[..., list[Problem]]
OFFLINE = Request(offline=True)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A new one, on a machine without a GPU that has memory and disk for any of the presets' bases."""
    import psutil

    real, memory = shutil.disk_usage, psutil.virtual_memory()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: real(path)._replace(free=10**13))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(total=10**11))
    monkeypatch.setattr(speed, "device", lambda: "cpu")
    monkeypatch.delenv(launch.UNSLOTH_PYTHON, raising=False)
    monkeypatch.delenv("COMPANION_LLAMA_CPP_SDIST", raising=False)
    return create(at("elsa", tmp_path / "work"), Wish({"ko": "엘사"})).workspace


@pytest.fixture
def look(place: Workspace) -> Look:
    """What is found with these settings; nothing is changed by looking."""

    def examine(request: Request = OFFLINE, **changes: Any) -> list[Problem]:
        settings = {key.replace("__", "."): value for key, value in changes.items()}
        loaded = recipes.load(place.recipe_file, settings)
        who = render.fitting(load_character(place.folder), loaded.task)
        before = tree(place.folder)
        found = checks.examine(Job(place, loaded, who, request), recipes.layers(place.recipe_file, settings))
        assert tree(place.folder) == before
        return list(found)

    return examine


def only(found: list[Problem]) -> Problem:
    assert len(found) == 1, [one.said for one in found]
    assert found[0].fix and found[0].place and "?." not in found[0].said and ".." not in found[0].said
    return found[0]


def test_a_new_workspace_has_no_problem(look: Look) -> None:
    assert look() == []


class TestBase:
    def test_not_here_and_offline(self, look: Look) -> None:
        one = only(look(base="Qwen/Qwen3-4B-Instruct-2507"))
        assert one.place == "--set base=Qwen/Qwen3-4B-Instruct-2507" and one.code == "base-offline"

    @pytest.mark.parametrize(
        ("name", "code"),
        [("toy/gated", "base-gated"), ("toy/nothing", "base-missing"), ("toy/pickles", "base-unusable")],
    )
    def test_the_hub_is_asked_and_nothing_is_fetched(self, look: Look, a_hub: Hub, name: str, code: str) -> None:  # noqa: F811
        assert only(look(Request(), base=name)).code == code
        assert "model.safetensors" not in a_hub.served

    def test_one_that_can_be_had(self, look: Look, a_hub: Hub) -> None:  # noqa: F811
        assert look(Request(), base="toy/base") == [] and set(a_hub.served) <= {"config.json"}

    @pytest.mark.usefixtures("a_hub")
    def test_one_that_is_too_large(self, look: Look) -> None:
        found = look(Request(), base="toy/huge")
        assert {one.code for one in found} == {"disk"} and "toy/huge takes 1000000000.0 GB" in found[0].message

    def test_a_folder_that_is_broken(self, look: Look, tmp_path: Path) -> None:
        shutil.copytree(paths.assets() / "starter" / "base", tmp_path / "base")
        (tmp_path / "base" / "tokenizer.json").unlink()
        assert "no tokenizer" in only(look(base=str(tmp_path / "base"))).message

    def test_code_of_its_own(self, look: Look, tmp_path: Path) -> None:
        folder = tmp_path / "base"
        shutil.copytree(paths.assets() / "starter" / "base", folder)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config |= {"model_type": "elsewhere", "auto_map": {"AutoModelForCausalLM": "x.Y"}}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        one = only(look(base=str(folder)))
        assert one.code == "remote-code" and "trust_remote_code: true" in one.fix
        assert look(base=str(folder), trust_remote_code=True) == []

    def test_layers_that_it_does_not_have(self, look: Look) -> None:
        one = only(look(**{"train.lora.targets": ["q_proj", "out_proj"]}))
        assert one.place == "--set train.lora.targets=[q_proj, out_proj]"
        assert "has no layer out_proj; did you mean `o_proj`?" in one.message and "down_proj" in one.fix
        assert look(**{"train.lora.targets": ["q_proj", "o_proj"]}) == []
        found = look(preset="exagirl", **{"train.lora.targets": ["o_proj"], "teacher.engine": "seed_dialogues"})
        assert "did you mean `out_proj`?" in next(one.message for one in found if one.code == "targets-unknown")

    def test_a_network_that_only_llama_cpp_converts(self, look: Look) -> None:
        found = look(base="LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct", trust_remote_code=True)
        assert [one.code for one in found] == ["base-offline", "converter-offline"]
        assert "exaone is known to llama.cpp's own converter only" in found[1].message

    def test_a_vocabulary_that_the_app_cuts_otherwise(self, look: Look, tmp_path: Path) -> None:
        """Llama 2's: `verify` would refuse the result after hours; measured with a model of that kind, 0 of 113."""
        found = look(preset="llama-2-ko", teacher={"engine": "seed_dialogues"})
        assert [one.code for one in found] == ["base-offline", "vocabulary", "converter-offline"]
        assert "SentencePiece vocabulary is known to llama.cpp's own converter only" in found[2].message
        folder = tmp_path / "base"
        shutil.copytree(paths.assets() / "starter" / "base", folder)
        data = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        data["model"]["byte_fallback"] = True
        (folder / "tokenizer.json").write_text(json.dumps(data), encoding="utf-8")
        assert [one.code for one in look(base=str(folder))] == ["vocabulary", "converter-offline"]
        assert only(look(base=str(folder), **{"gates.parity_ids": None})).code == "converter-offline"


class TestLicence:
    BASE = "LGAI-EXAONE/EXAONE-3.5-2.4B-Instruct"

    def test_base_teacher_profile_and_sources(self, look: Look, place: Workspace) -> None:
        text = place.character_file.read_text(encoding="utf-8")
        place.character_file.write_text(f"{text}\nlicense: CC BY-NC 4.0\n", encoding="utf-8")
        (place.sources / "novel").mkdir()
        (place.sources / "novel" / "LICENSE.txt").write_text("For Non-Commercial use only.", encoding="utf-8")
        (place.sources / "chats").mkdir()
        (place.sources / "chats" / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\nx", encoding="utf-8")
        (place.sources / "README.md").write_text("---\nlicense: mit\n---\nnot cc-by-nc-4.0", encoding="utf-8")
        teacher = {"engine": "openai_compatible", "model": "exaone3.5:7.8b", "url": "http://127.0.0.1:9/v1"}
        found = [
            one for one in look(base=self.BASE, commercial=True, teacher=teacher) if one.code == "licence-commercial"
        ]
        assert [Path(one.place).name for one in found] == [
            "--set commercial=true",
            "--set commercial=true",
            "character.yaml",
            "README.md",
            "LICENSE.txt",
        ]
        assert "the base LGAI" in found[0].message and "the teacher exaone3.5:7.8b" in found[1].message
        assert all("commercial: false" in one.fix for one in found)

    def test_a_teacher_of_unknown_terms_is_only_said(self, look: Look) -> None:
        with server() as log:
            teacher = {"engine": "openai_compatible", "model": "m", "url": log.url}
            one = only(look(commercial=True, teacher=teacher))
        assert not one.serious and one.code == "licence-unknown"

    def test_who_does_not_sell_is_not_asked(self, look: Look, place: Workspace) -> None:
        (place.sources / "LICENSE").write_text("CC BY-NC", encoding="utf-8")
        assert look() == [] and only(look(commercial=True)).code == "licence-commercial"


class TestTeacher:
    def asked(self, url: str, **more: Any) -> dict[str, Any]:
        return {"teacher": {"engine": "openai_compatible", "url": url, "model": "m", **more}}

    def test_one_that_answers(self, look: Look) -> None:
        with server() as log:
            assert look(**self.asked(log.url)) == []
            assert log.bodies == [], "no word was asked for"

    def test_one_that_is_not_there(self, look: Look) -> None:
        one = only(look(**self.asked("http://127.0.0.1:9/v1")))
        assert one.code == "teacher-unreachable" and "http://127.0.0.1:9/v1 does not answer" in one.message
        assert one.place.startswith("--set teacher=") and "ollama serve" in one.fix

    def test_no_model_and_no_address(self, look: Look) -> None:
        assert only(look(**self.asked("http://127.0.0.1:9/v1", model=""))).code == "teacher-model-missing"
        assert only(look(**self.asked("ftp://x"))).code == "teacher-url"
        assert only(look(**self.asked("https://api.example.org/v1"))).code == "offline"

    @pytest.mark.parametrize(
        ("models", "model", "said"),
        [
            (
                [("qwen3:4b", "library"), ("exaone3.5:7.8b", "library")],
                "exaone3.5:7b",
                "did you mean `exaone3.5:7.8b`?",
            ),
            ([("qwen3:latest", "library")], "qwen3", ""),
            ([("gemma", "library")], "qwen3", "has no model 'qwen3'"),
            ([("/models/x.gguf", "llamacpp")], "anything", ""),
            ([("served", "vllm")], "anything", "has no model 'anything'"),
            ([], "qwen3", "has no model 'qwen3'"),
        ],
    )
    def test_the_model_is_looked_for(self, look: Look, models: list[tuple[str, str]], model: str, said: str) -> None:
        with server() as log:
            data = [{"id": name, "owned_by": owner} for name, owner in models]
            log.models = Said(raw=json.dumps({"data": data or None}).encode())
            found = look(**self.asked(log.url, model=model))
        assert (said in only(found).message and only(found).code == "teacher-model-missing") if said else found == []

    @pytest.mark.parametrize(
        ("status", "code", "serious"),
        [(401, "teacher-key", True), (503, "teacher-unreachable", False), (404, "", False), (501, "", False)],
    )
    def test_what_it_answers(self, look: Look, status: int, code: str, serious: bool) -> None:
        """A server without a list of models is no worse a teacher; one that is busy may be ready by then."""
        with server() as log:
            log.models = Said(status=status, raw=b"{}")
            found = look(**self.asked(log.url))
        assert [(one.code, one.serious) for one in found] == ([(code, serious)] if code else [])

    def test_a_file_that_is_no_gguf_or_no_recording(self, look: Look, tmp_path: Path) -> None:
        (tmp_path / "junk.gguf").write_bytes(b"junk" * 4)
        junk = str(tmp_path / "junk.gguf")
        assert "is not a GGUF file" in only(look(teacher={"engine": "llama_cpp", "model": junk})).message
        assert only(look(teacher={"engine": "llama_cpp"})).code == "teacher-model-missing"
        assert only(look(teacher={"engine": "replay", "model": junk})).code

    def test_the_judge_too(self, look: Look) -> None:
        one = only(look(**{"evaluate.judge.url": "http://127.0.0.1:9/v1", "evaluate.judge.model": "j"}))
        assert one.place == "--set evaluate.judge.url=http://127.0.0.1:9/v1"
        assert one.message.startswith("evaluate.judge.url: ")
        one = only(look(**{"evaluate.judge.url": "http://127.0.0.1:9/v1"}))
        assert one.message.startswith("evaluate.judge.model is empty")


class TestMachine:
    def test_trackers_precision_and_backend(self, look: Look) -> None:
        found = look(**{"train.report_to": ["wandb"], "train.precision": "fp16", "train.backend": "unsloth"})
        assert {one.code for one in found} == {"library-missing", "precision", "unsloth-missing", "unsloth-limits"}
        assert {one.place for one in found} == {
            "--set train.report_to=[wandb]",
            "--set train.precision=fp16",
            "--set train.backend=unsloth",
        }

    def test_a_python_without_unsloth(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(launch.UNSLOTH_PYTHON, sys.executable)
        settings = {"train.backend": "unsloth", "train.lora.embeddings": False}
        monkeypatch.setattr(sys, "executable", "/somewhere/else")
        assert f"{launch.unsloth_python()} can't be run, or has no unsloth" in only(look(**settings)).message

    def test_a_launcher_without_its_library(self, look: Look) -> None:
        one = only(look(**{"train.launcher": "accelerate", "train.launcher_config": "zero3"}))
        assert "deepspeed" in one.message
        assert only(look(**{"train.launcher": "accelerate", "train.launcher_config": "no"})).code == "launcher-config"

    def test_four_bits_need_a_part_for_this_device(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        from importlib.util import find_spec

        spec = find_spec("bitsandbytes")
        assert spec is not None and spec.submodule_search_locations
        monkeypatch.setattr(Path, "glob", _without("libbitsandbytes_cpu*", Path.glob))
        one = only(look())
        assert one.code == "four-bit" and "has no part for this processor" in one.message and "method: lora" in one.fix
        assert look(**{"train.method": "lora"}) == []

    def test_four_bits_are_really_tried(self) -> None:
        """On this machine's processor: quantized, multiplied, and a gradient comes back."""
        assert machine.tried(threads=1) == ""

    def test_a_failed_try_is_told(self, look: Look, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(speed, "device", lambda: "NVIDIA RTX")
        monkeypatch.setattr(machine, "_version", lambda name: "2.13.0")
        monkeypatch.setattr(machine, "tried", lambda threads: "CUDA error: no kernel image")
        loaded = recipes.load(place.recipe_file)
        job = Job(place, loaded, load_character(place.folder), OFFLINE)
        one = only(list(checks.examine(job, recipes.layers(place.recipe_file), deep=True)))
        assert "were tried on NVIDIA RTX and failed: CUDA error: no kernel image" in one.message

    def test_a_gpu_that_torch_does_not_use_is_only_said(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(speed, "device", lambda: "NVIDIA RTX")
        monkeypatch.setattr(machine, "_version", lambda name: "2.13.0+cpu")
        one = only(look())
        assert not one.serious and "built for the CPU" in one.message

    def test_libraries_that_are_missing(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        from importlib import util

        real = util.find_spec
        monkeypatch.setattr(
            util, "find_spec", lambda name, *more: None if name in ("trl", "peft") else real(name, *more)
        )
        one = only(look())
        assert "trl, peft" in one.message and "pip install" in one.fix

    def test_no_room(self, look: Look, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        real = shutil.disk_usage
        monkeypatch.setattr(shutil, "disk_usage", lambda path: real(path)._replace(free=10_000_000))
        one = only(look())
        assert one.code == "disk" and one.place == str(place.folder) and "10.0 MB are free" in one.message

    def test_no_memory_for_merging(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        """Told before it trains for hours."""
        import psutil

        small = psutil.virtual_memory()._replace(total=1_000_000)
        monkeypatch.setattr(psutil, "virtual_memory", lambda: small)
        monkeypatch.setattr(psutil, "swap_memory", lambda: small)
        one = only(look())
        assert one.code == "memory" and "merging starter takes 6.8 MB" in one.message

    def test_what_can_not_go_together(self, look: Look) -> None:
        found = look(**{"register.adapter": True, "variants": {"A": "x", "a": "y"}, "register.ollama": "on"})
        assert [one.code for one in found] == ["adapter-not-lora", "variants-alike", "ollama-missing"]
        found = look(**{"register.ollama": "on", "template": "bloodtype"})
        assert [one.code for one in found] == ["ollama-missing", "modelfile-template"]


class TestFiles:
    def test_faulty_conversations_and_topics(self, look: Look, place: Workspace) -> None:
        (place.dialogues / "x.yaml").write_text("language: ko\ntopic: a\ndialogues:\n  - - 안녕\n", encoding="utf-8")
        place.topics_file.write_text("greetings: many\n", encoding="utf-8")
        found = [one for one in look(teacher={"engine": "replay", "model": "x"}) if one.code != "rows-unreadable"]
        places = [one.place for one in found]
        assert str(place.dialogues) in places and str(place.topics_file) in places
        assert any("x.yaml, line" in one.message for one in found)

    def test_a_prompt_that_asks_for_what_is_not_there(self, look: Look, place: Workspace) -> None:
        (place.prompts / "dialogue.ko.txt").write_text("{{nam}}\n---\nx", encoding="utf-8")
        with server() as log:
            one = only(look(teacher={"engine": "openai_compatible", "model": "m", "url": log.url}))
        assert one.place == str(place.prompts) and "dialogue.ko.txt, line 1" in one.message


class TestWhatIsDue:
    def test_only_what_would_run_is_looked_at(self, look: Look) -> None:
        broken = {"train.report_to": ["wandb"], "register.ollama": "on"}
        assert look(Request(until="check", offline=True), **broken) == []
        assert len(look(Request(until="train", offline=True), **broken)) == 1
        assert only(look(Request(only="register", offline=True), **broken)).code == "ollama-missing"

    def test_all_at_once_before_anything_is_made(self, place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        words = [place.id, "--workspace", str(place.folder.parent), "--set", "train.report_to=[wandb]"]
        words += ["--set", "register.ollama=on", "--set", "train.lora.targets=[x_proj]"]
        before = tree(place.folder)
        assert main(["run", *words]) == 1
        said = capsys.readouterr().err
        assert said.startswith("companion-train: 3 thing(s) would stop this run:\n  - --set ")
        assert said.count("\n  - ") == 3 and "Nothing was begun." in said and tree(place.folder) == before
        for command in (["run", *words, "--dry-run"], ["plan", *words]):
            assert main(command) == 0
            assert capsys.readouterr().out.partition("This would stop the run:")[2].count("\n  - ") == 3
            assert main([*command, "--json"]) == 0
            listed = json.loads(capsys.readouterr().out)["problems"]
            assert len(listed) == 3 and all(one["place"] and one["fix"] and one["serious"] for one in listed)
        assert main(["run", *words, "--detach"]) == 1 and tree(place.folder) == before
        assert main(["run", *words, "--skip-checks", "--until", "collect"]) == 0

    def test_a_remark_does_not_stop_it(self, place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        with server() as log:
            teacher = json.dumps({"engine": "openai_compatible", "model": "m", "url": log.url})
            words = ["run", place.id, "--workspace", str(place.folder.parent), "--until", "collect"]
            log.models = Said(status=503)
            assert main([*words, "--set", f"teacher={teacher}"]) == 0, "scenes are not due"
            words[-1] = "scenes"
            job_only = [*words, "--set", f"teacher={teacher}", "--set", "data.scenes=1", "--json"]
            main(job_only)
        assert "does not answer (HTTP 503)" in capsys.readouterr().out

    def test_refusing_names_them_all(self) -> None:
        some = tuple(Problem(f"here {n}", f"wrong {n}", f"mend {n}", "x", n < 2) for n in range(3))
        with pytest.raises(
            TrainingError, match=r"2 thing\(s\).*\n  - here 0: wrong 0\. mend 0\.\n  - here 1"
        ) as caught:
            checks.refuse(some)
        assert caught.value.code == "preflight" and "wrong 2" not in caught.value.message
        checks.refuse(some[2:])


def _without(pattern: str, real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, wanted, **more: iter(()) if wanted == pattern else real(self, wanted, **more)
