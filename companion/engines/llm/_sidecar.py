"""What a brain (or an adapter) was trained with, by its card, against what it is talked to with. Any thread."""

from pathlib import Path

from companion.persona import model_card, prompt
from companion.voice.types import Notice


def check_prompt(model: Path) -> list[Notice]:
    """Notices where the model was trained with another prompt than this program builds; none without a card."""
    card = model_card.read(model)
    if not card.readable:
        place = model_card.path_for(model)
        text = f"{place} can't be read; what {model.name} was trained with is unknown."
        return [Notice("sidecar-unreadable", text)]
    notices = []
    if card.prompt_version is not None and card.prompt_version != prompt.VERSION:
        notices.append(
            Notice(
                "prompt-version-mismatch",
                f"The brain {model.name} was trained with prompt version {card.prompt_version}, this program talks in "
                f"version {prompt.VERSION}; she may answer out of character. Train or download it for this version.",
            )
        )
    if card.turns == "chatml" and card.template and card.template != model_card.template_sha256():
        notices.append(
            Notice(
                "chat-template-mismatch",
                f"The brain {model.name} was trained with another chat template; she may answer out of character.",
            )
        )
    return notices


def check_character(model: Path, character_id: str, digest: str) -> Notice | None:
    """A notice when the model was trained on an earlier state of this character's card."""
    trained = model_card.read(model).characters.get(character_id)
    if trained is None or trained == digest:
        return None
    return Notice(
        "character-changed",
        f"The card of {character_id} has changed since the brain {model.name} was trained; she may not know it.",
    )
