"""Bytes and seconds as people read them. Pure; any thread."""

from companion.ui.texts import Texts


def size(count: float) -> str:
    """Bytes: "78 MB", "2.5 GB"."""
    if count < 1e6:
        return f"{max(1, round(count / 1e3))} kB" if count else "0 kB"
    if count < 999.5e6:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e9:.1f} GB" if count < 9.95e9 else f"{count / 1e9:.0f} GB"


def lasting(seconds: float, texts: Texts) -> str:
    """About how long: "40 seconds", "12 minutes", "3 hours"."""
    if seconds < 90:
        return texts("amount.seconds", count=max(1, round(seconds)))
    if seconds < 5400:
        return texts("amount.minutes", count=round(seconds / 60))
    return texts("amount.hours", count=f"{seconds / 3600:.1f}".removesuffix(".0"))
