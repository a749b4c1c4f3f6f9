"""One finding about this installation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["pass", "note", "fail", "skip"]
Remedy = Literal["", "settings", "models", "microphone", "speaker", "folder", "character"]
Fact = str | int | float


@dataclass(frozen=True)
class Check:
    """status: "note" works, but is worth knowing; "skip" could not be tried because something before it failed.

    code: which finding it is, for words in other languages; of a failure, the error's. detail: in English, for people.
    fix: what to do here, in the person's language where it is known. remedy: where it can be done in the windows.
    facts: what may be shown to anybody (numbers, names of our own engines); private: what the person alone may see
    (paths, names of devices and characters). A report that is passed on is made of `facts` only.
    """

    name: str
    status: Status
    code: str
    detail: str
    fix: str = ""
    remedy: Remedy = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    private: Mapping[str, Fact] = field(default_factory=dict)
