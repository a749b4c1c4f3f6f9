"""`companion-train publish`: the version in use goes to a Hugging Face hub, with a model card. Private unless asked."""

import argparse
from pathlib import Path

from trainer.arguments import add_id, add_recipe

HELP = "upload the version in use to a Hugging Face hub, with model card and licence"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The workspace, where to, and what."""
    add_id(parser)
    parser.add_argument("repo", metavar="NAME/REPOSITORY", nargs="?", help="not needed with --dry-run")
    parser.add_argument("--public", action="store_true", help="everybody may see it (default: only you)")
    parser.add_argument("--dataset", metavar="NAME/REPOSITORY", help="also upload the conversations, there")
    parser.add_argument(
        "--dry-run", dest="dry_run", type=Path, metavar="FOLDER", help="write what would be uploaded into this folder"
    )
    add_recipe(parser)


def run(given: argparse.Namespace) -> int:
    import tempfile

    from companion.errors import TrainingError
    from trainer import lock, opening

    if not given.repo and not given.dry_run:
        given.wrong("give NAME/REPOSITORY, or --dry-run FOLDER")
    place = opening.workspace(given)
    with lock.held(place.lock):
        if given.dry_run:
            if given.dry_run.exists() and any(given.dry_run.iterdir()):
                raise TrainingError(
                    f"{given.dry_run} is not empty.", code="folder-not-empty", hint="Name a new folder."
                )
            return _do(given, place, given.dry_run)
        with tempfile.TemporaryDirectory(prefix=".publish-", dir=place.folder) as folder:
            return _do(given, place, Path(folder))


def _do(given: argparse.Namespace, place: object, folder: Path) -> int:
    from trainer import opening
    from trainer.publishing import parts, upload
    from trainer.workspace import Workspace

    assert isinstance(place, Workspace)
    version, told = parts.facts(place, opening.recipe(place, given), opening.character(place), given.repo or "")
    parts.model(place, version, told, folder / "model")
    kinds = {"model": given.repo}
    if given.dataset or given.dry_run:
        parts.dataset(place, told, folder / "dataset")
        kinds["dataset"] = given.dataset
    addresses: dict[str, str] = {}
    for kind, repo in kinds.items():
        if given.dry_run or not repo:
            addresses[kind] = str(folder / kind)
            continue
        message = f"{told.name}, version {version.number}"
        addresses[kind] = upload.upload(folder / kind, repo, kind=kind, public=given.public, message=message)
    if given.json:
        opening.say({"ok": True, "version": version.number, "uploaded": not given.dry_run, **addresses})
        return 0
    for kind, address in addresses.items():
        print(f"{kind}: {address}")
    if not given.dry_run and not given.public:
        print("Only you can see it; --public opens it to everybody.")
    return 0
