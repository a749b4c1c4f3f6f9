"""Who speaks: names as they stand in scripts and novels, and whether one of them is the character. Pure; any thread."""

import re
from dataclasses import dataclass

from companion.persona.character import Character

_PARTICLES = re.compile(
    r"(?<=[가-힣])(?:께서는|께서|에게서|에게|한테서|한테|이라고|라고|이랑|랑|으로|로|이는|이가|이도|이를|은|는|이|가|을|를|와|과|의|도|만|야|아)$"
)
_HONORIFICS = re.compile(r"(?<=[가-힣]{2})(?:님|씨|양|군)$")
_DIRECTION = re.compile(r"\s*(?:\([^()]{0,60}\)|（[^（）]{0,60}）|\[[^\[\]]{0,60}\]|<[^<>]{0,60}>)\s*")
_EDGES = " \t\"'“”‘’「」『』【】<>[]()*_#-–—·.,:：;"
USER_NAMES = frozenset(
    {"user", "you", "human", "human1", "person", "player", "customer", "guest", "me", "{{user}}", "<user>"}
    | {"사용자", "유저", "나", "당신", "손님", "플레이어"}
)


def fold(name: str) -> str:
    """A name for comparing: without case, spaces and marks at its edges."""
    return "".join(name.strip(_EDGES).casefold().split())


def bare(name: str) -> str:
    """A speaker without stage directions and decoration: `**백설공주 (웃으며)**` is `백설공주`."""
    return " ".join(_DIRECTION.sub(" ", name).strip(_EDGES).split())


def without_particle(name: str) -> str:
    """A Korean name without the particle at its end: `백설공주가` is `백설공주`. A name that is all particle stays."""
    return _PARTICLES.sub("", name)


@dataclass(frozen=True, slots=True)
class Names:
    """The character's own names and aliases, and how others are called in her profile."""

    own: frozenset[str]
    others: frozenset[str]
    display: str

    @staticmethod
    def of(character: Character) -> "Names":
        own = {fold(name) for name in (*character.names.values(), *character.aliases, character.id)}
        others = {fold(name) for relation in character.relations for name in relation.name.values()}
        return Names(frozenset(own - {""}), frozenset(others - own), character.name(character.languages[0]))

    def is_her(self, name: str) -> bool:
        """Whether `name` is one of hers; directions, honorifics and Korean particles don't matter."""
        return any(form in self.own for form in self._forms(name))

    def is_known(self, name: str) -> bool:
        """Hers or of someone in her profile."""
        return any(form in self.own or form in self.others for form in self._forms(name))

    @staticmethod
    def _forms(name: str) -> tuple[str, ...]:
        plain = fold(bare(name))
        stem = without_particle(plain)
        return tuple(dict.fromkeys((plain, stem, _HONORIFICS.sub("", plain), _HONORIFICS.sub("", stem))))


def is_user(name: str) -> bool:
    """Whether a role stands for the person who talks with her."""
    return fold(bare(name)) in USER_NAMES
