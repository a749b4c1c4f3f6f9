"""The `companion` command: arguments only; everything heavy is imported by the subcommand that needs it."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EXIT_FAILED = 1
EXIT_USAGE = 2
NO_FIRST_RUN = "COMPANION_NO_FIRST_RUN"  # set: as with --no-first-run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code. An expected failure is one line on stderr, never a traceback."""
    arguments = parser().parse_args(argv)
    from companion.errors import CompanionError

    try:
        return run(arguments)
    except CompanionError as error:
        print(f"companion: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_FAILED
    except Exception as error:  # the program's boundary: the details go to the log
        import logging

        from companion import log, paths

        if not logging.getLogger("companion").handlers:  # it happened before the settings were known
            log.setup("info")
        logging.getLogger("companion.unhandled").critical("unhandled error", exc_info=error)

        print(f"companion: this should not happen ({type(error).__name__}: {error}).", file=sys.stderr)
        print(f"Please report it with the file {paths.logs() / 'companion.log'}.", file=sys.stderr)
        return EXIT_FAILED


def run(arguments: argparse.Namespace) -> int:
    """Load the settings and hand over to the subcommand."""
    import signal

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads every package's metadata
    from companion import config as configuration
    from companion import log
    from companion.errors import ConfigError
    from companion.offline import set_offline

    command = arguments.command or "app"
    if command == "app":
        gc.disable()  # all that is made at the start stays; `start` turns it on again
    problem: ConfigError | None = None
    try:
        settings = configuration.load(arguments.config, dict(arguments.set))
    except ConfigError as error:
        if command != "app" or arguments.config is not None or arguments.set:
            raise
        settings, problem = configuration.defaults(), error
    log.setup(settings.log.level, console=arguments.verbose)
    log.catch_unhandled()
    set_offline(settings.offline)
    signal.signal(signal.SIGTERM, _end)  # ended in order: the temporary files hold what was said
    if command == "app":
        from companion import start

        source = configuration.Source(arguments.config, dict(arguments.set))
        guide = not (arguments.no_first_run or os.environ.get(NO_FIRST_RUN) or arguments.config)
        return start.main(settings, problem, arguments.events, source, guide=guide)
    import importlib

    module: Any = importlib.import_module(f"companion.cli.{command}")
    code: int = module.run(settings, arguments)
    return code


def parser() -> argparse.ArgumentParser:
    """All arguments of all subcommands."""
    top = argparse.ArgumentParser(
        prog="companion", description="A character on your desktop who listens, answers aloud and shows what she feels."
    )
    top.add_argument("--config", type=Path, metavar="FILE", help="your own settings instead of the usual conf.yaml")
    top.add_argument("--set", type=_setting, action="append", default=[], metavar="KEY=VALUE", help="one setting")
    top.add_argument("--events", type=Path, metavar="FILE", help="write what happens in the window as JSON lines")
    top.add_argument("--no-first-run", action="store_true", help="no welcome guide on a new profile")
    top.add_argument("--verbose", action="store_true", help="log to the terminal too")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="without a window")
    ask = commands.add_parser("ask", help="one reply to one text")
    _common(ask)
    ask.add_argument("text", help="what you say")
    listen = commands.add_parser("listen", help="play recordings to her as if through the microphone, in real time")
    _common(listen)
    listen.add_argument("files", nargs="+", type=Path, metavar="FILE.wav")
    listen.add_argument("--out", type=Path, metavar="REPLY.wav", help="write what she says, on the same time line")
    listen.add_argument(
        "--gap", type=float, metavar="SECONDS", help="fixed silence between files (default: wait for her answer)"
    )
    chat = commands.add_parser("chat", help="talk by typing")
    _common(chat)
    _characters(commands.add_parser("characters", help="list, check, export, import or remove characters"))
    _avatar(commands.add_parser("avatar", help="for those who draw: write a character as SVG, look an avatar over"))
    doctor = commands.add_parser("doctor", help="check every part of this installation")
    doctor.add_argument("--json", action="store_true", help="JSON output")
    doctor.add_argument("--live", action="store_true", help="a JSON line for each check as it begins and ends")
    doctor.add_argument("--report", action="store_true", help="a report to pass on: no names, paths or words of yours")
    bench = commands.add_parser("bench", help="measure the conversation: delays by stage, errors of turn-taking")
    bench.add_argument("--json", action="store_true", help="JSON output")
    bench.add_argument("--turns", type=int, default=54, help="spoken turns per run (default 54)")
    bench.add_argument("--stand-ins", type=Path, metavar="FOLDER", help="random models of real size instead")
    bench.add_argument("--ablation", action="store_true", help="also with speculation, short window and reuse off")
    bench.add_argument("--out", type=Path, metavar="FILE", help="also write the figures to FILE (JSON)")
    talks = commands.add_parser("conversations", help="what was said: list, search, export, rename, delete")
    _conversations(talks)
    _models(commands.add_parser("models", help="models to download: brains, ears and voices for this machine"))
    return top


def _characters(characters: argparse.ArgumentParser) -> None:
    characters.set_defaults(action="list")
    characters.add_argument("--json", action="store_true", help="JSON output")
    actions = characters.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="who is there (the default)")
    actions.add_parser("check", help="who is there, and what is wrong with the others")
    out = actions.add_parser("export", help="one file with a whole character, or a card of her")
    out.add_argument("id", metavar="ID")
    out.add_argument("file", type=Path, nargs="?", metavar="FILE", help=".companion (default), .png, .json or .charx")
    out.add_argument("--no-model", action="store_true", help="without her own model or adapter")
    into = actions.add_parser("import", help="take in a .companion file, a character card or an Open-LLM-VTuber file")
    into.add_argument("file", type=Path, metavar="FILE")
    into.add_argument("--replace", action="store_true", help="who is there already goes into the trash")
    into.add_argument("--copy", action="store_true", help="as a copy, where her id is taken")
    remove = actions.add_parser("remove", help="move one of your own into the trash")
    remove.add_argument("id", metavar="ID")
    remove.add_argument("--yes", action="store_true", help="without being asked")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON output")


def _avatar(avatar: argparse.ArgumentParser) -> None:
    actions = avatar.add_subparsers(dest="action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="write a drawn character as SVG and rig.yaml to go on from")
    export.add_argument("id", metavar="ID", help="a character")
    export.add_argument("--out", type=Path, metavar="DIR", help="a new folder (default: ID-avatar)")
    example = actions.add_parser("example", help="write a small avatar to learn from")
    example.add_argument("--out", type=Path, metavar="DIR", help="a new folder (default: example-avatar)")
    check = actions.add_parser("check", help="find every mistake, and draw a contact sheet of what is well")
    check.add_argument("folder", type=Path, metavar="DIR", help="a folder with an SVG, pictures or a Live2D model")
    check.add_argument("--out", type=Path, metavar="FILE.png", help="the contact sheet (default: DIR-sheet.png)")
    live2d = actions.add_parser("live2d", help="a window: which expression of a Live2D model shows which feeling")
    live2d.add_argument("who", metavar="WHO", help="a character, her folder, or the folder of a model")
    for action in (export, example, check):
        action.add_argument("--json", action="store_true", help="JSON output")


def _models(models: argparse.ArgumentParser) -> None:
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="what there is, and what suits this machine")
    listed.add_argument("--kind", choices=("brain", "ears", "voice"), help="only these")
    listed.add_argument("--language", choices=("ko", "en"), help="only what speaks or hears it")
    listed.add_argument("--memory", type=float, metavar="GB", help="for a machine with so much memory")
    get = actions.add_parser("get", help="download one, or mend one that is damaged")
    get.add_argument("id", metavar="ID")
    get.add_argument("--yes", action="store_true", help="agree to its licence without being asked")
    get.add_argument("--use", action="store_true", help="also write into your settings that it is used")
    get.add_argument("--online", action="store_true", help="allow the network for this command")
    verify = actions.add_parser("verify", help="are the files what they should be?")
    verify.add_argument("id", metavar="ID", nargs="?", help="default: all that were downloaded")
    remove = actions.add_parser("remove", help="delete one, and what was downloaded of it")
    remove.add_argument("id", metavar="ID")
    remove.add_argument("--yes", action="store_true", help="without being asked")
    remove.add_argument("--forget", action="store_true", help="also forget what its files were the first time")
    where = actions.add_parser("where", help="where they lie")
    where.add_argument("id", metavar="ID", nargs="?")
    for action in (listed, get, verify, remove, where):
        action.add_argument("--json", action="store_true", help="JSON output")


def _conversations(conversations: argparse.ArgumentParser) -> None:
    actions = conversations.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="all of them, the newest first")
    search = actions.add_parser("search", help="everything that was said; parts of words will do")
    search.add_argument("text", metavar="WORDS")
    search.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (default 50)")
    exported = actions.add_parser("export", help="write one as text, or for other programs")
    exported.add_argument("id", type=int, metavar="NUMBER")
    exported.add_argument(
        "--format",
        choices=("md", "json", "jsonl"),
        default="md",
        help="md: to read; json: all that is known; jsonl: chat data for companion-train",
    )
    exported.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    rename = actions.add_parser("rename", help="give one a name")
    rename.add_argument("id", type=int, metavar="NUMBER")
    rename.add_argument("title", metavar="NAME")
    delete = actions.add_parser("delete", help="delete one for good: its words go from the file")
    delete.add_argument("id", type=int, metavar="NUMBER")
    delete.add_argument("--yes", action="store_true", help="without being asked")
    for action in (listed, search):
        action.add_argument("--character", metavar="ID", help="only with this one")
    for action in (listed, search, exported, rename, delete):
        action.add_argument("--json", action="store_true", help="JSON output")


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--character", metavar="ID", help="who answers (default: the one in conf.yaml)")
    command.add_argument("--json", action="store_true", help="JSON lines on standard output")


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _setting(text: str) -> tuple[str, Any]:
    key, separator, value = text.partition("=")
    if not separator or not key:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    import yaml

    try:
        return key, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise argparse.ArgumentTypeError(f"the value in {text!r} is not valid") from error


if __name__ == "__main__":
    sys.exit(main())
