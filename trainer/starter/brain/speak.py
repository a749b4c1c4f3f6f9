"""How the starter brain is let speak when it is judged: as every persona is. Main thread; needs llama-cpp-python."""

from trainer.evaluation.speaker import GREEDY, Said, Sampling, Speaker, choose

__all__ = ["GREEDY", "Said", "Sampling", "Speaker", "choose"]
