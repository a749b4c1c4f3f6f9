"""report.json of the stages collect and clean: counts, places and reasons, never words. Any thread."""

import json
import os
from pathlib import Path
from typing import Any

from companion.errors import TrainingError


def write_report(path: Path, value: dict[str, Any]) -> None:
    """Writes beside the file and renames. Raises TrainingError: the disk is full, or refuses."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        hint = "Free some disk space and run again."
        raise TrainingError(f"{path} can't be written: {error.strerror}.", code="disk", hint=hint) from error
    finally:
        part.unlink(missing_ok=True)
