"""What the trainer needs besides code travels in the wheel: presets, topics, examples, templates, word lists."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import json, setuptools, setuptools.dist
dist = setuptools.dist.Distribution()
dist.script_name = "setup.py"
dist.parse_config_files()
build = dist.get_command_obj("build_py")
build.ensure_finalized()
found = [f"{folder}/{name}" for _, folder, _, names in build.data_files for name in names]
print(json.dumps([[folder, name] for folder, _, _, names in build.data_files for name in names]))
"""


def packed() -> set[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout.splitlines()[-1])
    return {f"{folder.replace('.', '/')}/{name}" for folder, name in rows}


def test_every_data_file_of_the_trainer_is_packed() -> None:
    listed = subprocess.run(["git", "ls-files", "trainer"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = {name for name in listed.stdout.splitlines() if not name.endswith(".py") and Path(name).name != ".gitkeep"}
    assert len(files) > 40 and "trainer/presets/starter.yaml" in files and "trainer/blank/character.yaml" in files
    assert files - packed() == set()
