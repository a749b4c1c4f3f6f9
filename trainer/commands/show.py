"""`companion-train show`: her sheet as she is trained on it, and the recipe with everything filled in."""

import argparse
from typing import Any

from trainer.arguments import add_id, add_recipe

HELP = "a character's sheet, and the recipe with all values"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which part."""
    add_id(parser)
    parser.add_argument("--recipe", action="store_true", help="the recipe with all values, as YAML")
    parser.add_argument("--prompt", action="store_true", help="the system turn that she is trained and asked with")
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    from trainer import opening

    place = opening.workspace(given)
    her, recipe = opening.character(place), opening.recipe(place, given)
    values = recipe.model_dump(mode="json", by_alias=True)
    if given.json:
        sheet = her.model_dump(mode="json")
        opening.say({"ok": True, "character": sheet, "recipe": values, "folder": place.folder})
    elif given.recipe:
        import yaml

        print(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), end="")
    elif given.prompt:
        from companion.persona import prompt

        print("\n\n".join(prompt.system_text(her, language, detail=recipe.prompt) for language in her.languages))
    else:
        print(_sheet(her, recipe, place))
    return 0


def _sheet(her: Any, recipe: Any, place: Any) -> str:
    lines = [f"{' / '.join(dict.fromkeys(her.names.values()))} ({her.id}) in {place.folder}"]
    if her.aliases:
        lines.append(f"also: {', '.join(her.aliases)}")
    for language in her.languages:
        speech = her.speech[language]
        lines += ["", f"[{language}] {her.one_line.get(language, '')}"]
        for label in ("age", "looks"):
            text = getattr(her, label).get(language)
            lines += [f"  {label}: {text}"] if text else []
        lines += [f"  story: {text}" for text in her.backstory.get(language, ())]
        lines += [f"  traits: {', '.join(her.traits.get(language, ()))}"] if her.traits.get(language) else []
        lines.append(f"  speech: {speech.level}")
        lines += [f"    - {rule}" for rule in speech.rules]
        lines += [f"    at least {mark.min_rate:.0%}: {mark.name}" for mark in speech.markers]
        for name, value in (("who you are", her.user_relation), ("knows", her.knowledge_boundary)):
            lines += [f"  {name}: {value[language]}"] if language in value else []
        lines += [f"  {one.name.get(language)}: {one.role.get(language)}" for one in her.relations]
    lines += ["", f"keywords: {', '.join(her.keywords)}", f"emotions: {', '.join(her.emotions)}"]
    stages = ", ".join(f"{stage.name} ({stage.epochs:g} epochs)" for stage in recipe.train.stages)
    lines.append(f"recipe: preset {recipe.preset or 'none'}, base {recipe.base}, {recipe.train.method}: {stages}")
    return "\n".join(lines)
