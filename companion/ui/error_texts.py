"""Common errors in Korean, by `CompanionError.code`: (what happened, what to do). "" keeps the error's own words."""

from collections.abc import Mapping

KO_ERRORS: Mapping[str, tuple[str, str]] = {}
