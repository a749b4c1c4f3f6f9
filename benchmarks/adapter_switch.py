"""How long it takes to change between characters that share one base and have an adapter each.

    python -m benchmarks.adapter_switch [--model FILE.gguf] [--stand-in] [--adapters 4] [--rounds 5]

Random LoRA files of rank 16 on all matrices of the layers are made for the model (the starter brain, or with
`--stand-in` a random model of Qwen2.5-0.5B's shape in Q4_K_M). `first`: the adapter is read from disk and the system
turn computed; `again`: both are there. A change is everything from the request to a brain that has read the system
turn: check of the file, adapter applied, cache restored. The base must stay the same process throughout.
"""

import argparse
import tempfile
import time
from pathlib import Path

from companion import config, paths
from companion.engines.llm import llama_cpp
from companion.persona.character import find_character
from companion.persona.prompt import Message, system_text
from tests.tiny_gguf import lora, quantized


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--adapters", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    settings = config.defaults().brain
    ruby = find_character("ruby")
    with tempfile.TemporaryDirectory(prefix="companion-") as folder:
        base = options.model or paths.resolve(settings.model)
        if options.stand_in:
            base = quantized(Path(folder) / "stand-in.gguf")
        files = [lora(Path(folder) / f"{n}.gguf", base, rank=16, seed=n) for n in range(options.adapters)]
        print(f"{base.name}: {base.stat().st_size / 1e6:.1f} MB; adapters {files[0].stat().st_size / 1e6:.1f} MB")
        wanted = [settings.model_copy(update={"model": str(base), "adapter": str(file)}) for file in files]
        current = llama_cpp.create(wanted[0], on_notice=lambda notice: print(notice.message))
        current.wait_ready()
        pid = current.pid
        took: dict[str, list[float]] = {"first": [], "again": []}
        try:
            for number in range(options.adapters * options.rounds):
                system = Message("system", system_text(ruby, "ko") + f"\n{number % options.adapters}")
                began = time.perf_counter()
                brain = current.on_same_base(wanted[number % options.adapters])
                brain.wait_ready()
                brain.prepare([system])
                took["first" if number < options.adapters else "again"].append((time.perf_counter() - began) * 1000)
                current.close()
                current = brain
            assert current.pid == pid, "the base was loaded again"
        finally:
            current.close()
    for name, times in took.items():
        print(f"{name}: median {sorted(times)[len(times) // 2]:.1f} ms, most {max(times):.1f} ms, of {len(times)}")


if __name__ == "__main__":
    main()
