"""What the model manager shows: plain values, and how they are ordered and worded. Pure; any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from companion.ui.character import amounts
from companion.ui.texts import Texts

Kind = Literal["brain", "ears", "voice"]
KINDS: tuple[Kind, ...] = ("brain", "ears", "voice")
_FITS = ("well", "enough", "slow", "no")


@dataclass(frozen=True, slots=True)
class Licence:
    name: str
    url: str
    commercial: bool
    terms: str


@dataclass(frozen=True, slots=True)
class Item:
    """One model. id "": the one that ships, which is neither downloaded nor deleted.

    size: bytes to download, an estimate where `exact` is False. memory: bytes while it works. unfinished: bytes of a
    download that has not ended. fit: how it runs here. used_by: who uses it now. problem: what is wrong with it.
    """

    id: str
    kind: Kind
    name: str
    maker: str
    languages: tuple[str, ...]
    size: int
    exact: bool
    memory: int
    licence: Licence | None
    note: str
    fit: str
    advised: bool
    usable: bool
    chatml: bool
    pinned: bool
    installed: bool
    unfinished: int
    in_use: bool
    used_by: tuple[str, ...] = ()
    folder: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All models, and the machine they are meant for. free: bytes on the disk of `folder`. hub: where downloads come
    from. offline: this program refuses connections. own: kind -> a model of the person's own that is in use."""

    items: tuple[Item, ...]
    memory_gb: float
    cores: int
    free: int
    folder: str
    hub: str
    offline: bool
    own: tuple[tuple[Kind, str], ...] = ()

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """Those of a kind in the order they are shown: in use, recommended, here, what fits, the rest."""
        return tuple(sorted((item for item in self.items if item.kind == kind), key=_order))

    def find(self, model_id: str) -> Item | None:
        return next((item for item in self.items if item.id == model_id), None)

    def advised(self) -> tuple[Item, ...]:
        """One of each kind at most: what suits this machine best."""
        return tuple(item for kind in KINDS for item in self.items if item.kind == kind and item.advised)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A download that is under way. stage: connecting, downloading, waiting, checking, done, stopping."""

    stage: str
    done: int = 0
    total: int = 0
    exact: bool = True
    rate: float = 0.0
    eta: float | None = None

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@dataclass(frozen=True)
class ModelActions:
    """What the model manager may ask for; all return at once. The answers come as calls of the page's methods.

    get: the licence was agreed to. use: write it into the settings and apply it ("" with its kind: the one that ships).
    """

    refresh: Callable[[], None]
    get: Callable[[str], None]
    pause: Callable[[str], None]
    cancel: Callable[[str], None]
    use: Callable[[Kind, str], None]
    verify: Callable[[str], None]
    delete: Callable[[str], None]
    open_folder: Callable[[], None]
    open_link: Callable[[str], None]


def _order(item: Item) -> tuple[int, int, int, int, int]:
    here = 0 if item.installed or not item.id else 1
    lead = 0 if item.in_use else 1 if item.advised else 2 if item.usable else 3
    awkward = 0 if item.chatml else 1
    return lead, here if lead == 2 else 0, awkward, _FITS.index(item.fit), item.size


def size(count: float) -> str:
    """Bytes as people read them: "78 MB", "2.5 GB"."""
    return amounts.size(count) if count else "0 MB"


def lasting(seconds: float, texts: Texts) -> str:
    """How long it still takes, roughly."""
    if seconds < 90:
        return texts("models.seconds", count=max(1, round(seconds)))
    if seconds < 5400:
        return texts("models.minutes", count=round(seconds / 60))
    return texts("models.hours", count=f"{seconds / 3600:.1f}")


def how_far(transfer: Transfer, texts: Texts) -> str:
    """One line beside the bar."""
    if transfer.stage != "downloading":
        return texts(f"models.stage.{transfer.stage}")
    line = texts("models.of", done=size(transfer.done), total=size(transfer.total))
    if transfer.rate:
        line += " · " + texts("models.rate", rate=size(transfer.rate))
    if transfer.eta is not None:
        line += " · " + texts("models.left", time=lasting(transfer.eta, texts))
    return line


def facts(item: Item, texts: Texts) -> str:
    """Size, memory, languages and licence in one line."""
    parts = [] if not item.id else [size(item.size) if item.exact else texts("models.about", size=size(item.size))]
    if item.memory:
        parts.append(texts("models.memory", size=size(item.memory)))
    parts.append(spoken(item.languages, texts))
    if item.licence is not None:
        parts.append(item.licence.name)
        if not item.licence.commercial:
            parts.append(texts("models.non_commercial"))
    return " · ".join(part for part in parts if part)


def spoken(languages: Sequence[str], texts: Texts) -> str:
    return ", ".join(texts(f"models.language.{name}") for name in languages)
