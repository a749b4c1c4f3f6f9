"""`python -m companion.engines.audio._probe KIND NAME`: exit 0 when that device can be opened now.

PortAudio reads the list of devices once for a process; reading it again closes all streams. So while the other device
is in use, a child process looks whether the lost one is back.
"""

import subprocess
import sys

from companion.engines.audio import _devices
from companion.engines.audio._devices import Kind
from companion.errors import AudioError

_TIMEOUT = 10.0


def is_there(kind: Kind, name: str) -> bool:
    """Ask a child process; False also when it could not tell."""
    command = [sys.executable, "-P", "-m", "companion.engines.audio._probe", kind, name]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    kind: Kind = "microphone" if arguments[0] == "microphone" else "speaker"
    try:
        _devices.check(kind, arguments[1])
    except AudioError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
