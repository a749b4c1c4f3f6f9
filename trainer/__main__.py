"""The `companion-train` command: arguments only; a subcommand is a module of trainer/commands/, imported when needed.

Such a module has `HELP: str` (a literal), `arguments(parser)` and `run(arguments) -> int`; `_` in its name reads `-`.
Exit codes: 0 done, 1 a failure with one line on stderr, 2 wrong arguments, 3 a gate failed, 130 Ctrl-C, 143 SIGTERM.
"""

import argparse
import ast
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_GATE = 3
EXIT_STOPPED = 130
_COMMANDS = Path(__file__).resolve().parent / "commands"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code. An expected failure is one line on stderr, never a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = parser(words).parse_args(words)
    from companion.errors import CompanionError

    try:
        return int(arguments.command_module.run(arguments))
    except CompanionError as error:
        return _tell(error, as_json=arguments.json)
    except ImportError as error:
        return _not_installed(error, arguments.command)
    except KeyboardInterrupt:
        print("companion-train: stopped; what is done is kept.", file=sys.stderr)
        return EXIT_STOPPED
    except BrokenPipeError:  # `companion-train list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except Exception as error:  # the program's boundary: the details go to the log, without what people wrote
        return _unexpected(error)


def parser(argv: Sequence[str] = ()) -> argparse.ArgumentParser:
    """All commands; only the arguments of the one that stands in `argv` are known."""
    top = argparse.ArgumentParser(
        prog="companion-train", description="Makes a character of your own out of a profile and texts."
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    known = helps()
    wanted = next((word for word in argv if word in known), "")
    for name, text in known.items():
        command = commands.add_parser(name, help=text, description=text, conflict_handler="resolve")
        command.add_argument(
            "--workspace", type=Path, metavar="DIR", help="folder of all workspaces (not the usual one)"
        )
        command.add_argument("--json", action="store_true", help="JSON on standard output")
        if name == wanted:
            module: Any = importlib.import_module(f"trainer.commands.{name.replace('-', '_')}")
            module.arguments(command)
            command.set_defaults(command_module=module, wrong=command.error)
    return top


def helps() -> dict[str, str]:
    """Name -> one line of help of every command, read without importing any."""
    found = {}
    for file in sorted(_COMMANDS.glob("*.py")):
        text = _help(file)
        if text:
            found[file.stem.replace("_", "-")] = text
    return found


def _help(file: Path) -> str:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id == "HELP" and isinstance(value, ast.Constant):
            return str(value.value)
    return ""


def _unexpected(error: Exception) -> int:
    from companion import paths
    from trainer.failures import discreet, place

    log = paths.logs() / "companion-train.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(discreet(error), encoding="utf-8")
    except OSError:
        print(discreet(error), file=sys.stderr)
    print(f"companion-train: this should not happen ({type(error).__name__} at {place(error)}).", file=sys.stderr)
    print(f"Please report it with the file {log}.", file=sys.stderr)
    return EXIT_FAILED


def _not_installed(error: ImportError, command: str) -> int:
    library = (error.name or "").partition(".")[0]
    if library in ("trainer", "companion", ""):
        print(f"companion-train: this installation is not whole ({error}). Install the program again.", file=sys.stderr)
        return EXIT_FAILED
    extra = "starter" if command == "starter" else "train"
    print(
        f"companion-train: the library `{library}` is not installed. "
        f"Install what training needs: pip install 'vtuber-companion[{extra}]'.",
        file=sys.stderr,
    )
    return EXIT_FAILED


def _tell(error: Any, *, as_json: bool) -> int:
    """The failure as a person, or a program, needs it; returns the exit code."""
    from trainer.failures import to_json
    from trainer.stage import GateFailed

    gate = isinstance(error, GateFailed)
    if as_json:
        import json

        print(json.dumps({"ok": False, "error": to_json(error)}, ensure_ascii=False), flush=True)
    if gate and error.rows:
        from trainer.terminal import table

        rows = [(row.name, row.value, row.limit, row.mend) for row in error.rows]
        print(table(("gate", "is", "must be", "how to mend it"), rows), file=sys.stderr)
    text = "some of it is not good enough yet." if gate and error.rows else str(error)
    report = f" Report: {error.report}" if gate and error.report else ""
    print(f"companion-train: {text}{report}", file=sys.stderr)
    return EXIT_GATE if gate else EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
