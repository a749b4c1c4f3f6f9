"""Folders go to a Hugging Face hub. Main thread; asks the network; needs huggingface_hub.

The token comes from HF_TOKEN or the hub library's own login and is never written or shown. HF_ENDPOINT names another
hub. Files that the hub has already are not sent again, so an upload that broke off goes on.
"""

import os
from pathlib import Path
from typing import Any

from companion.errors import TrainingError


def upload(folder: Path, repo: str, *, kind: str, public: bool, message: str) -> str:
    """Creates the repository if it is missing and uploads `folder`; returns its address. kind: "model" or "dataset".

    Raises:
        TrainingError: nobody is logged in, the name is taken or impossible, or the hub can't be reached.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    broken: Any = (OSError, ValueError, RuntimeError, *HfHubHTTPError.__bases__)  # the HTTP library's own among them
    api = HfApi(endpoint=os.environ.get("HF_ENDPOINT") or None)
    try:
        address = api.create_repo(repo, repo_type=kind, private=not public, exist_ok=True)
        api.upload_folder(repo_id=address.repo_id, folder_path=folder, repo_type=kind, commit_message=message)
    except HFValidationError as error:
        raise TrainingError(
            f"{repo!r} can't be the name of a repository.", code="publish-name", hint="Write it as NAME/REPOSITORY."
        ) from error
    except HfHubHTTPError as error:
        raise _refused(repo, error.response.status_code if error.response is not None else 0) from error
    except broken as error:
        raise TrainingError(
            f"The hub could not be reached, or broke off ({type(error).__name__}).",
            code="publish-unreachable",
            hint="Look at the network and HF_ENDPOINT; run the same command again, what is there is not sent twice.",
            retryable=True,
        ) from error
    return str(address)


def _refused(repo: str, status: int) -> TrainingError:
    if status == 401:
        return TrainingError(
            "The hub does not know who you are.",
            code="publish-login",
            hint="Set HF_TOKEN to a token that may write, or run: hf auth login",
        )
    if status == 403:
        return TrainingError(
            f"Your token may not write to {repo}.",
            code="publish-forbidden",
            hint="Make a token with the right to write, or choose a repository of your own.",
        )
    return TrainingError(
        f"The hub refused {repo} (status {status}).",
        code="publish-refused",
        hint="Run the same command again later; what is there is not sent twice.",
        retryable=status >= 500 or status == 429,
    )
