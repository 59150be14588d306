"""The rooms of services keep their underscore modules to themselves. import-linter holds the arrows between rooms."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

SERVICES = "versioning.services"


def _imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports from services."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{SERVICES}."):
            yield node.module


def test_nobody_imports_an_underscore_module_of_another_room() -> None:
    root = Path(settings.BASE_DIR)
    foreign = []
    for path in (root / "versioning").rglob("*.py"):
        importer = ".".join(path.relative_to(root).with_suffix("").parts)
        for module in _imports(path):
            room = ".".join(module.split(".")[:3])
            is_private = any(part.startswith("_") for part in module.split("."))
            if is_private and not importer.startswith(f"{room}."):
                foreign.append(f"{importer} imports {module}")

    assert foreign == []
