"""Which model is tuned: the starter, a folder, the hub (a server on loopback stands for it)."""

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from companion import paths
from companion.errors import TrainingError
from trainer import base, hub, licences
from trainer.recipe import Recipe

STARTER = paths.assets() / "starter" / "base"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def copy(folder: Path) -> Path:
    """A writable copy of the starter base, without its card."""
    shutil.copytree(STARTER, folder)
    (folder / "README.md").unlink()
    return folder


class TestStarter:
    """What lies in assets/starter/base."""

    def test_it_is_known_by_name(self) -> None:
        found = base.resolve(Recipe(), offline=True)
        assert found.folder == STARTER and found.name == "starter"
        assert found.architecture == "Qwen3ForCausalLM"
        assert found.licence == "GPL-3.0-or-later" and found.commercial
        assert found.parameters == 2_820_224
        assert "<|im_start|>" in found.template
        assert found.config()["hidden_size"] == 256

    def test_its_weights_are_those_of_the_brain_that_ships(self) -> None:
        """Q8_0 rounds each block of 32 to 127 steps of its largest weight: at most half a step of error, and the half
        precision of the scale."""
        gguf = pytest.importorskip("gguf")
        import numpy as np
        from safetensors.numpy import load_file

        from trainer.convert.names import gguf_name

        weights = load_file(str(STARTER / "model.safetensors"))
        reader = gguf.GGUFReader(str(paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"))
        shipped = {tensor.name: tensor for tensor in reader.tensors}
        assert len(weights) == len(shipped) == 35
        for name, weight in weights.items():
            tensor = shipped[gguf_name(name)]
            back = gguf.quants.dequantize(tensor.data, tensor.tensor_type).reshape(weight.shape)
            if weight.ndim == 1:
                assert np.array_equal(back, weight)
                continue
            blocks = np.abs(weight).reshape(-1, 32).max(axis=1, keepdims=True)
            error = np.abs(back - weight).reshape(-1, 32)
            assert float((error - blocks * (0.5 / 127 + 2**-10)).max()) <= 0, name


class TestFolder:
    def test_a_folder_is_named_by_its_last_part(self, tmp_path: Path) -> None:
        folder = copy(tmp_path / "my-base")
        found = base.resolve(Recipe(base=str(folder)))
        assert found.name == "my-base" and found.parameters == 2_820_224
        assert found.licence == "unknown" and not found.commercial

    @pytest.mark.parametrize(
        ("head", "licence", "commercial"),
        [
            ("license: apache-2.0", "Apache-2.0", True),
            ("license: other\nlicense_name: exaone", "EXAONE AI Model License (non-commercial)", False),
            ('license: "llama2"', "Llama 2 Community License", True),
            ("license: cc-by-nc-4.0", "CC BY-NC", False),
            ("license: other\nlicense_name: house-rules", "house-rules", False),
        ],
    )
    def test_its_card_tells_the_licence(self, tmp_path: Path, head: str, licence: str, commercial: bool) -> None:
        folder = copy(tmp_path / "base")
        (folder / "README.md").write_text(f"---\n{head}\n---\n# A model\n", encoding="utf-8")
        found = base.inspect(folder, "base")
        assert (found.licence, found.commercial) == (licence, commercial)

    def test_without_a_card_the_family_tells_it(self) -> None:
        assert licences.of_family("LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct").commercial is False
        assert licences.of_family("Qwen/Qwen2.5-7B-Instruct").name == "Apache-2.0"
        assert licences.of_family("Qwen/Qwen2.5-3B-Instruct").commercial is False
        assert licences.of_family("LDCC/LDCC-Instruct-Llama-2-ko-13B-v1.4").name == "Llama 2 Community License"
        assert licences.of_family("somebody/something").name == "unknown"

    def test_a_template_file_comes_before_the_config(self, tmp_path: Path) -> None:
        folder = copy(tmp_path / "base")
        (folder / "chat_template.jinja").write_text("{{ messages }}", encoding="utf-8")
        assert base.inspect(folder, "base").template == "{{ messages }}"
        (folder / "chat_template.jinja").unlink()
        config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        config["chat_template"] = [{"name": "tool_use", "template": "a"}, {"name": "default", "template": "b"}]
        (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        assert base.inspect(folder, "base").template == "b"

    def test_shards_are_counted_together(self, tmp_path: Path) -> None:
        folder = copy(tmp_path / "base")
        (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
        shutil.copy(folder / "model-00001-of-00002.safetensors", folder / "model-00002-of-00002.safetensors")
        index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
        assert base.inspect(folder, "base").parameters == 2 * 2_820_224
        (folder / "model-00002-of-00002.safetensors").unlink()
        with pytest.raises(TrainingError, match=r"model-00002-of-00002\.safetensors of its weights is missing"):
            base.inspect(folder, "base")

    @pytest.mark.parametrize(
        ("harm", "message"),
        [
            (lambda folder: (folder / "config.json").unlink(), "it has no config.json"),
            (lambda folder: (folder / "config.json").write_text("{", encoding="utf-8"), "config.json can't be read"),
            (
                lambda folder: (folder / "config.json").write_text("[]", encoding="utf-8"),
                "config.json is no JSON object",
            ),
            (lambda folder: (folder / "tokenizer.json").unlink(), "it has no tokenizer"),
            (lambda folder: (folder / "model.safetensors").unlink(), "it has no weights"),
            (lambda folder: (folder / "model.safetensors").rename(folder / "model.bin"), "pickles"),
            (lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 40), "model.safetensors is damaged"),
            (lambda folder: (folder / "model.safetensors").write_bytes(b"\x02"), "model.safetensors is damaged"),
        ],
    )
    def test_a_broken_folder_is_named(self, tmp_path: Path, harm: object, message: str) -> None:
        folder = copy(tmp_path / "base")
        assert callable(harm)
        harm(folder)
        with pytest.raises(TrainingError, match=message) as caught:
            base.resolve(Recipe(base=str(folder)))
        assert caught.value.code == "base-unusable" and str(folder) in str(caught.value)

    @pytest.mark.parametrize("wanted", ["./nowhere", "~/nowhere/at/all", "/nowhere", "just-a-word"])
    def test_a_missing_folder_is_told_without_a_network(self, wanted: str) -> None:
        with pytest.raises(TrainingError) as caught:
            base.resolve(Recipe(base=wanted))
        assert caught.value.code == "base-missing"


class Hub(ThreadingHTTPServer):
    """The few answers of a hub that a download needs: one model, one gated, one of pickles."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.served: list[str] = []
        self.sizes: dict[str, int] = {}


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_arguments: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/api/models/"):
            self._about(path.removeprefix("/api/models/"))
        else:
            self._file(path.rsplit("/", 1)[-1])

    def _about(self, rest: str) -> None:
        name = rest.split("/revision")[0].split("/tree")[0]
        if name == "toy/gated":
            self._answer(403, b"{}", {"X-Error-Code": "GatedRepo"})
        elif name not in ("toy/base", "toy/pickles", "toy/huge"):
            self._answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})
        elif "/tree" in rest:
            listing = [
                {"type": "file", "path": name, "size": size, "oid": "0" * 40} for name, size in self._files(name)
            ]
            self._answer(200, json.dumps(listing).encode())
        else:
            files = [{"rfilename": file, "size": size} for file, size in self._files(name)]
            self._answer(200, json.dumps({"id": name, "sha": COMMIT, "siblings": files}).encode())

    def _files(self, name: str) -> list[tuple[str, int]]:
        if name == "toy/pickles":
            return [("config.json", 10), ("pytorch_model.bin", 10)]
        if name == "toy/huge":
            return [("config.json", 10), ("model.safetensors", 10**18)]
        code = [("modeling_toy.py", 3), ("weights.bin", 3)]
        return [(file.name, file.stat().st_size) for file in sorted(STARTER.iterdir())] + code

    def _file(self, name: str) -> None:
        data = (STARTER / name).read_bytes() if (STARTER / name).is_file() else b"1/0"
        if self.command == "GET":
            self.server.served.append(name)
        digest = hashlib.sha256(data).hexdigest()
        self._answer(200, data, {"ETag": f'"{digest}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A hub on loopback with a cache of its own."""
    from huggingface_hub import constants

    with Hub() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{running.server_port}")
        monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        yield running
        running.shutdown()
        thread.join(5)


class TestHub:
    """Names such as Qwen/Qwen3-4B."""

    def test_a_model_is_downloaded_once_and_found_offline(self, server: Hub) -> None:
        found = base.resolve(Recipe(base="toy/base"))
        assert found.name == "toy/base" and found.parameters == 2_820_224
        assert found.licence == "GPL-3.0-or-later"
        assert "model.safetensors" in server.served
        assert not {"modeling_toy.py", "weights.bin"} & set(server.served), "code and pickles stay there"
        server.served.clear()
        assert base.resolve(Recipe(base="toy/base"), offline=True).folder == found.folder
        assert not server.served

    def test_code_comes_only_when_the_recipe_says_so(self, server: Hub) -> None:
        found = base.resolve(Recipe(base="toy/base", trust_remote_code=True))
        assert (found.folder / "modeling_toy.py").is_file()
        assert not (found.folder / "weights.bin").exists()

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("toy/gated", "base-gated"),
            ("toy/nothing", "base-missing"),
            ("toy/pickles", "base-unusable"),
            ("toy/huge", "disk"),
        ],
    )
    def test_what_can_not_be_had_is_told(self, server: Hub, name: str, code: str) -> None:
        with pytest.raises(TrainingError) as caught:
            base.resolve(Recipe(base=name))
        assert caught.value.code == code and name in str(caught.value) and caught.value.hint

    def test_offline_without_the_files(self, server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(TrainingError) as caught:
            base.resolve(Recipe(base="toy/base"), offline=True)
        assert caught.value.code == "base-offline" and not server.served
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        with pytest.raises(TrainingError) as caught:
            base.resolve(Recipe(base="toy/base"))
        assert caught.value.code == "base-offline"

    def test_a_dead_network_may_be_tried_again(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        from huggingface_hub import constants

        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        with pytest.raises(TrainingError) as caught:
            hub.fetch("toy/base")
        assert caught.value.code == "base-unreachable" and caught.value.retryable
