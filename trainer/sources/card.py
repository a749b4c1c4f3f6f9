"""Character cards and Open-LLM-VTuber files as sources: what they tell as documents, her example talks and greetings
as rows. Any thread.
"""

from companion.errors import CharacterError, TrainingError
from companion.persona import cards, vtuber_yaml
from companion.persona.card_character import Imported, imported
from companion.persona.cards import Card
from trainer.rows import Document, Row
from trainer.sources import turns
from trainer.sources.found import Found, Skipped, Source, document_id, unreadable
from trainer.sources.names import Names

SUFFIXES = (".png", ".apng", ".charx", ".yaml", ".yml")


def read(source: Source) -> Found:
    """A card's texts. A picture without a card is left out.

    Raises:
        TrainingError: a damaged or wrong card, or YAML without a character.
    """
    try:
        if source.path.suffix.lower() in (".yaml", ".yml"):
            return read_card(source, vtuber_yaml.read(source.path), "open-llm-vtuber")
        return read_card(source, cards.read(source.path))
    except CharacterError as error:
        if error.code == "card-missing" and source.path.suffix.lower() in (".png", ".apng"):
            return Found("picture", skipped=(Skipped("", "picture", "a picture without a character card"),))
        raise wrong(source, error) from error


def wrong(source: Source, error: CharacterError) -> TrainingError:
    """A card's error with the name that the person knows the file by."""
    what = error.message.removeprefix(f"{source.path}: ").rstrip(".")
    return unreadable(source, what, error.hint, code=error.code.replace("card", "source-card", 1))


def read_card(source: Source, card: Card, form: str = "card") -> Found:
    """Documents of any card; rows only of hers: another's words are not hers to learn."""
    found = imported(card)
    texts = [*found.story, *(entry.content for entry in found.lore if entry.enabled)]
    documents = tuple(
        Document(id=document_id(source, number), source=source.name, kind="card", title=card.name, text=text)
        for number, text in enumerate(texts)
    )
    skipped = [Skipped("", "card-note", note) for note in found.notes]
    if not Names.of(source.character).is_her(card.name):
        skipped.append(Skipped("", "nobody-is-her", "this card is not hers: its talks and greetings are left out"))
        return Found(form, documents, (), tuple(skipped))
    return Found(form, documents, tuple(_rows(source, found)), tuple(skipped))


def _rows(source: Source, found: Imported) -> list[Row]:
    rows: list[Row] = []
    for number, talk in enumerate(found.dialogues):
        exchanges = [turns.exchange(said, answer) for said, answer in talk if answer.strip()]
        rows += turns.rows(source, f"example {number}", exchanges)
    for number, greeting in enumerate(found.fields.get("greetings", {}).get(found.language, ())):
        rows += turns.rows(source, f"greeting {number}", [turns.exchange("", greeting["text"])], topic="greetings")
    return rows
