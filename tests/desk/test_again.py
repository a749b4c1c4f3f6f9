"""The command line of a new start."""

from companion.config import Source
from companion.desk import again


def test_what_was_given_stays_and_what_was_changed_since_goes() -> None:
    argv = ["python", "-m", "companion", "--events", "e.jsonl", "--set", "language=en", "--set", "brain.seed=5"]
    source = Source(None, {"language": "en", "brain.seed": 5})
    assert again.command(argv, source) == argv
    assert again.command(argv, source.without({"language"})) == [*argv[:5], "--set", "brain.seed=5"]
    joined = ["python", "/usr/bin/companion", "--set=language=en", "--config", "mine.yaml"]
    assert again.command(joined, source) == joined
    assert again.command(joined, source.without({"language"})) == [
        "python",
        "/usr/bin/companion",
        "--config",
        "mine.yaml",
    ]
