"""Do 4-bit weights work on this machine? `python -m trainer.training.four_bit [THREADS]` tries it on a small matrix.

A process of its own, so that a library that crashes takes nothing with it; says {"why": ""} or what went wrong.
"""

import json
import sys

SIDE = 256
FAR = 0.2  # share of the result by which 4 bits may be off; a wrong kernel is off by all of it


def main(arguments: list[str]) -> int:
    """One line of JSON on standard output."""
    print(json.dumps({"why": why(int(arguments[0]) if arguments else 0)}))
    return 0


def why(threads: int = 0) -> str:
    """What is wrong; "" = nothing. A matrix is quantized to NF4 as in training, and multiplied forwards and back."""
    import torch

    from trainer.training import hardware

    hardware.use_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        import bitsandbytes as bnb

        torch.manual_seed(1)
        plain = torch.nn.Linear(SIDE, SIDE, bias=False)
        small = bnb.nn.Linear4bit(
            SIDE, SIDE, bias=False, compute_dtype=torch.float32, quant_type="nf4", compress_statistics=True
        )
        small.load_state_dict(plain.state_dict())
        small = small.to(device)
        given = torch.randn(8, SIDE, requires_grad=True)
        out = small(given.to(device)).float().cpu()
        out.sum().backward()
    except (RuntimeError, ImportError, OSError, NotImplementedError, AttributeError, AssertionError) as error:
        return f"{type(error).__name__}: {str(error).strip().splitlines()[-1] if str(error).strip() else ''}"
    wanted = plain(given)
    off = float((out - wanted).detach().norm() / wanted.detach().norm())
    if given.grad is None or not bool(given.grad.abs().sum() > 0):
        return "no gradient comes back through them"
    return "" if off < FAR else f"they multiply wrongly (off by {off:.0%})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
