"""Puts `assets/`, `characters/` and `conf.yaml` into the wheel as `companion/_shipped` (see companion/paths.py)."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithData(build_py):
    """The ordinary build, then the data folders."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "companion" / "_shipped"
        for folder in ("assets", "characters"):
            shutil.copytree(ROOT / folder, target / folder, dirs_exist_ok=True)
        shutil.copy2(ROOT / "conf.yaml", target / "conf.yaml")


setup(cmdclass={"build_py": BuildWithData})
