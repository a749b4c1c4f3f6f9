"""How the stages of a workspace stand: done, changed, waiting. Reads files and changes nothing; one thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from companion.errors import TrainingError
from companion.persona.character import Character
from trainer import folder, manifest
from trainer.catalog import Catalog, Stage, discover
from trainer.fingerprint import difference, fingerprint, inputs
from trainer.hashes import Hashes
from trainer.manifest import Inputs, Manifest
from trainer.progress import Progress
from trainer.recipe import Recipe
from trainer.stage import Context
from trainer.workspace import Workspace

Condition = Literal["done", "skipped", "new", "changed", "started", "waits", "damaged"]
_EDITABLE = ".jsonl"  # what a person may correct by hand; the stages after it then follow


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked for. start: make this stage and all after it again. only: this stage alone, from what is
    there. until: nothing that this stage does not need. variants: make these only; () = all."""

    start: str = ""
    only: str = ""
    until: str = ""
    variants: tuple[str, ...] = ()
    offline: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """How a stage stands. reason: why it is not done, in words. manifest: what it made, as it is on the disk now."""

    stage: str
    condition: Condition
    reason: str = ""
    fingerprint: str = ""
    inputs: Inputs | None = None
    manifest: Manifest | None = None

    @property
    def done(self) -> bool:
        return self.condition in ("done", "skipped")


@dataclass(frozen=True, slots=True)
class Job:
    """A workspace with all that its stages need to run."""

    workspace: Workspace
    recipe: Recipe
    character: Character
    request: Request = Request()
    catalog: Catalog = field(default_factory=discover)

    def chosen(self) -> tuple[Stage, ...]:
        """The stages that the request is about, in order.

        Raises:
            TrainingError: unknown names of stages or variants, or a start that the end does not need.
        """
        request = self.request
        for name in filter(None, (request.start, request.only, request.until)):
            self.catalog.find(name)
        self._check_variants()
        if request.only:
            return (self.catalog[request.only],)
        wanted = {request.until} | self.catalog.before(request.until) if request.until else set(self.catalog)
        if request.start and request.start not in wanted:
            text = f"The stage {request.start} is not needed for {request.until}."
            raise TrainingError(text, code="stage-order", hint="Choose a later stage with --until.")
        return tuple(stage for name, stage in self.catalog.items() if name in wanted)

    def again(self) -> frozenset[str]:
        """The stages that are made again though nothing changed: `start` and all after it."""
        start = self.request.start
        return self.catalog.after(start) | {start} if start else frozenset()

    def context(self, stage: Stage, progress: Progress | None = None, made_from: str = "") -> Context:
        """What the stage gets; nothing is told without `progress`. made_from: its fingerprint."""
        return Context(
            self.workspace,
            self.recipe,
            self.character,
            self.workspace.stage(stage.name),
            progress.tell if progress else lambda done, total, note: None,
            progress.event if progress else lambda record: None,
            made_from,
            self.request.offline,
        )

    def variants(self, stage: Stage) -> tuple[str, ...]:
        """Of which variants the stage makes results now; () = of all."""
        partial = self.catalog.per_variant(stage.name) and set(self.request.variants) < set(self.recipe.variants)
        return self.request.variants if partial else ()

    def _check_variants(self) -> None:
        unknown = [name for name in self.request.variants if name not in self.recipe.variants]
        if unknown:
            known = ", ".join(self.recipe.variants) or "none; add `variants:` to recipe.yaml"
            text = f"The recipe has no variant {unknown[0]!r}."
            raise TrainingError(text, code="variant-unknown", hint=f"Variants: {known}.")


def examine(job: Job) -> dict[str, State]:
    """How every stage stands, without changing anything."""
    hashes = Hashes(job.workspace.stage("hashes.json"))
    states: dict[str, State] = {}
    for stage in job.catalog.values():
        states[stage.name] = of(job, stage, states, hashes)
    return states


def of(job: Job, stage: Stage, states: Mapping[str, State], hashes: Hashes) -> State:
    """How one stage stands. states: of the stages before it.

    Raises:
        TrainingError: a file that it reads can't be read.
    """
    out = job.workspace.stage(stage.name)
    try:
        made = manifest.read(out)
    except TrainingError as error:
        if error.code != "manifest-broken":
            raise
        return State(stage.name, "damaged", "its manifest is damaged")
    needs: dict[str, Manifest] = {}
    as_it_is = job.request.only == stage.name
    for name in stage.needs:
        before = states.get(name)
        if before is None or before.manifest is None or not (before.done or as_it_is):
            return State(stage.name, "waits", f"after {name}", manifest=made)
        needs[name] = before.manifest
    now = inputs(stage, job.context(stage), needs, hashes)
    made_from = fingerprint(stage.name, now)
    if made is None:
        goes_on = not now.skipped and manifest.begun(out) == made_from
        return State(stage.name, "started" if goes_on else "new", "goes on" if goes_on else "", made_from, now)
    if made.fingerprint != made_from:
        return State(stage.name, "changed", difference(made.inputs, now), made_from, now, made)
    if now.skipped:
        return State(stage.name, "skipped", now.skipped, made_from, now, made)
    return _whole(job, stage, State(stage.name, "done", "", made_from, now, made), made, hashes)


def corrected(out: Path, made: Manifest, hashes: Hashes) -> list[str]:
    """Files with rows that a person changed since the manifest was written."""
    return [name for name in folder.changed(out, made.outputs, hashes)[1] if name.endswith(_EDITABLE)]


def _whole(job: Job, stage: Stage, state: State, made: Manifest, hashes: Hashes) -> State:
    """Whether all that the manifest lists is still there. What a person corrected counts from now on."""
    out = job.workspace.stage(stage.name)
    gone, other = folder.changed(out, made.outputs, hashes)
    broken = gone + [name for name in other if not name.endswith(_EDITABLE)]
    if broken:
        word = "is gone" if broken[0] in gone else "was changed"
        return State(stage.name, "damaged", f"{broken[0]} {word}", state.fingerprint, state.inputs, made)
    missing = set(job.variants(stage) or job.recipe.variants) - set(made.variants) if made.variants else set()
    if missing:
        reason = f"without variant {', '.join(sorted(missing))} so far"
        return State(stage.name, "changed", reason, state.fingerprint, state.inputs, made)
    if not other:
        return state
    listed = [folder.output(out, out / one.path, hashes) if one.path in other else one for one in made.outputs]
    edited = tuple(sorted({*made.edited, *other}))
    now = made.model_copy(update={"outputs": tuple(listed), "edited": edited})
    return State(stage.name, "done", f"with your {', '.join(other)}", state.fingerprint, state.inputs, now)
