"""JSON Merge Patch (RFC 7396, https://www.rfc-editor.org/rfc/rfc7396)."""

from typing import Any


def merge_patch(target: Any, change: Any) -> Any:
    """Apply a patch: objects merge, `null` removes a member, all else replaces."""
    if not isinstance(change, dict):
        return change
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged
