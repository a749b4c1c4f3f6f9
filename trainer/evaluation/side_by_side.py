"""Two models, the same prompts: what each says, beside each other. Main thread; loads one GGUF after the other."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.character import Character, Language
from companion.persona.emotion import NEUTRAL
from companion.persona.prompt import Message
from trainer import manifest
from trainer.evaluation import card_html, card_md, labels, manner, wording
from trainer.evaluation.intervals import Figure, mean, share
from trainer.evaluation.judging import Judge, Pair
from trainer.evaluation.speaker import Said, Sampling, Speaker

Tell = Callable[[int, int, str], None]
_LONGEST = 4000  # characters of a prompt


@dataclass(frozen=True, slots=True)
class Model:
    """name: in the report. template: see `Speaker`."""

    name: str
    gguf: Path
    template: str = ""
    context: int = 4096


@dataclass(frozen=True, slots=True)
class Asking:
    """How both are asked. character: None = as nobody. role: a system turn of one's own instead of her sheet; None =
    her sheet, "" = no system turn at all. free: plain text, no reply object."""

    character: Character | None
    role: str | None
    detail: prompt.Detail
    sampling: Sampling
    free: bool
    seed: int = 1

    def messages(self, words: str) -> tuple[Message, ...]:
        """The conversation that one prompt becomes."""
        if self.character is not None and self.role is None:
            user = prompt.user_text(words, prompt.Context(NEUTRAL))
            return prompt.build(self.character, self.language(words), (), user, detail=self.detail)
        said = words if self.free else prompt.user_text(words, prompt.Context(NEUTRAL))
        user_turn = Message("user", prompt.neutralize(said))
        return (Message("system", prompt.neutralize(self.role)), user_turn) if self.role else (user_turn,)

    def language(self, words: str) -> Language:
        """Of the conversation: the one that the prompt is written in, if she speaks it."""
        spoken = self.character.languages if self.character is not None else ("ko", "en")
        found: Language = "ko" if wording.language_of(words) == "ko" else "en"
        return found if found in spoken else spoken[0]


def prompts(path: Path) -> list[str]:
    """One prompt a line; empty lines and lines that begin with # are left out.

    Raises:
        TrainingError: unreadable, empty, or a line is too long; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise TrainingError(f"{path} can't be read: {reason}.", code="prompts-unreadable") from error
    found = []
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if len(words) > _LONGEST:
            raise TrainingError(f"{path}, line {number}: longer than {_LONGEST:,} characters.", code="prompts-invalid")
        if words and not words.startswith("#"):
            found.append(words)
    if not found:
        raise TrainingError(f"{path} holds no prompt.", code="prompts-empty", hint="Write one prompt a line.")
    return found


def answers(model: Model, asked: Sequence[str], asking: Asking, threads: int, tell: Callable[[], None]) -> list[Said]:
    """What one model says to each prompt; each has its own random numbers, the same for both models."""
    speaker = Speaker(model.gguf, model.context, threads=threads, gpu=True, template=model.template)
    found = []
    try:
        for number, words in enumerate(asked):
            rng = random.Random(f"{asking.seed} {number}")
            messages = speaker.fitted(asking.messages(words), asking.sampling.max_tokens)
            if asking.free or asking.character is None:
                found.append(speaker.free(messages, rng, asking.sampling))
            else:
                who = asking.character
                found.append(
                    speaker.reply(messages, rng, asking.sampling, emotions=who.emotions, order=who.reply_order)
                )
            tell()
    finally:
        speaker.close()
    return found


def compare(
    base: Model, tuned: Model, asked: Sequence[str], asking: Asking, folder: Path, *, judge: Judge | None,
    threads: int, tell: Tell,
) -> dict[str, Any]:  # fmt: skip
    """Both answers to every prompt, figures, and a judge's verdicts; written to `folder`/compare.{json,md,html}."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        tell(done, 2 * len(asked), base.name if done <= len(asked) else tuned.name)

    left, right = (answers(model, asked, asking, threads, step) for model in (base, tuned))
    made: dict[str, Any] = {
        "base": base.name,
        "tuned": tuned.name,
        "made": manifest.stamp(),
        "character": asking.character.id if asking.character is not None else "",
        "role": asking.role,
        "sampling": asdict(asking.sampling),
        "seed": asking.seed,
        "figures": [
            {"name": name, "base": one.record(), "tuned": other.record()}
            for (name, one), other in zip(
                _figures(asked, left, asking).items(), _figures(asked, right, asking).values(), strict=True
            )
        ],
        "rows": [
            {"prompt": words, "base": _said(one), "tuned": _said(other)}
            for words, one, other in zip(asked, left, right, strict=True)
        ],
    }
    if judge is not None:
        pairs = [Pair(str(number), words, other.text, one.text)
                 for number, (words, one, other) in enumerate(zip(asked, left, right, strict=True))]  # fmt: skip
        judge.duels(pairs)
        made["judge"] = judge.judged.record("")
        made["duels"] = judge.judged.duels
    _write(folder, made)
    return made


def _said(said: Said) -> dict[str, Any]:
    return {
        "text": said.text,
        "emotion": said.mood.emotion,
        "intensity": said.mood.intensity,
        "ended": said.ended,
        "seconds": round(said.seconds, 3),
    }


def _figures(asked: Sequence[str], found: Sequence[Said], asking: Asking) -> dict[str, Figure]:
    texts = [said.text for said in found]
    figures = {
        "stop": share(said.ended for said in found),
        "characters": mean(len(text) for text in texts),
        "distinct_2": Figure(wording.distinct(texts, 2), n=len(texts)),
        "repetition_4": mean(wording.repetition(text) for text in texts),
        "reply_seconds": mean(said.seconds for said in found),
    }
    who = asking.character
    if who is not None:
        spoken = [(text, who.speech[asking.language(words)]) for words, text in zip(asked, texts, strict=True)]
        figures["keyword"] = share(manner.keyword(text, who) for text in texts)
        figures["style"] = share(any(manner.marked(text, speech).values()) for text, speech in spoken)
    return figures


def _write(folder: Path, made: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write(folder / "compare.json", json.dumps(made, ensure_ascii=False, indent=1))
    manifest.write(folder / "compare.md", markdown(made))
    manifest.write(folder / "compare.html", html(made))


def markdown(made: Mapping[str, Any]) -> str:
    """For git."""
    plain = card_md.plain
    lines = [f"# {plain(made['base'])} and {plain(made['tuned'])}", "", _about(made), ""]
    heads: Sequence[object] = ("", plain(made["base"]), plain(made["tuned"]))
    rows = [(_title(one["name"]), *(labels.text(one["name"], one[side]) for side in ("base", "tuned")))
            for one in made["figures"]]  # fmt: skip
    lines += card_md.table(heads, rows)
    lines += [_verdict(made["judge"]), ""] if "judge" in made else []
    said = [(plain(row["prompt"]), plain(row["base"]["text"]), plain(row["tuned"]["text"])) for row in made["rows"]]
    return "\n".join(lines + card_md.table(("prompt", *heads[1:]), said))


def html(made: Mapping[str, Any]) -> str:
    """A page that needs nothing else; everything said is escaped."""
    text = card_html.text
    figures = [(text(_title(one["name"])), *(card_html.number(one["name"], one[side]) for side in ("base", "tuned")))
               for one in made["figures"]]  # fmt: skip
    heads = (text(made["base"]), text(made["tuned"]))
    duels = made.get("duels", {})
    rows = []
    for number, row in enumerate(made["rows"]):
        verdict = {1.0: "preferred", 0.5: "undecided", 0.0: "the other is preferred"}.get(duels.get(str(number)), "")
        mark = f'<span class="tag">{verdict}</span>' if verdict else ""
        rows.append((text(row["prompt"]), _bubble(row["base"], made), _bubble(row["tuned"], made) + mark))
    judged = f"<p>{text(_verdict(made['judge']))}</p>" if "judge" in made else ""
    body = (
        f'<header><h1><small>Side by side</small>{heads[0]} · {heads[1]}</h1><p class="soft">{text(_about(made))}</p>'
        f"</header>{judged}<h2>Figures</h2>{card_html.table(('', *heads), figures)}<h2>Replies</h2>"
        f"{card_html.table(('prompt', *heads), rows, 'pair')}"
    )
    return card_html.page(f"{made['base']} and {made['tuned']}", body)


def _bubble(said: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    if made["character"] and made["sampling"] and said["intensity"]:
        return card_html.bubble(said["text"], said["emotion"], said["intensity"])
    return f'<div class="her">{card_html.text(said["text"])}</div>'


def _title(name: str) -> str:
    return "Shows a marker of her speech" if name == "style" else labels.title(name)


def _about(made: Mapping[str, Any]) -> str:
    who = f"as {made['character']}, " if made["character"] else ""
    role = (
        "her sheet"
        if made["role"] is None and made["character"]
        else "no system turn"
        if not made["role"]
        else "a role of one's own"
    )
    sampling = ", ".join(f"{key} {value}" for key, value in made["sampling"].items())
    return f"{len(made['rows'])} prompts, {who}{role}; {sampling}, seed {made['seed']}; {made['made']}."


def _verdict(judge: Mapping[str, Any]) -> str:
    found = judge.get("pairwise")
    failures = f" {len(judge['failures'])} were not judged." if judge["failures"] else ""
    if found is None:
        return f"The judge decided nothing.{failures}"
    return (
        f"The judge, asked in both orders, prefers the second in {labels.text('share', found)} "
        f"({labels.interval('share', found)}, n = {found['n']}).{failures}"
    )
