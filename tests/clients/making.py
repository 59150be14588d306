"""Generating clients from the served schemas, as a stranger would, and running programs with them."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests.clients.stories import Story

PATIENCE = 240
DRIVERS = Path(__file__).parent / "drivers"
PROGRAMS = Path(sys.executable).parent
NODE = PROGRAMS / "node"
# What make's target `.venv/.node` installs.
NODE_MODULES = settings.BASE_DIR / ".venv" / "node" / "node_modules"
# Where each schema is served.
SCHEMAS = {"v1": "/docs/openapi", "v3": "/docs/openapi/v3"}
# What a generator calls the package of each, after the schema's title.
PACKAGES = {"v1": "stemma-client", "v3": "stemma-v3-client"}


def run(*words: str | Path, folder: Path) -> str:
    """Return what the program wrote to its standard output. Fail the test with all its output if it failed."""
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    # What it knows of libraries is kept from run to run.
    environment["MYPY_CACHE_DIR"] = str(settings.BASE_DIR / ".mypy_cache" / "clients")
    environment["PYTHONPATH"] = environment["MYPYPATH"] = os.pathsep.join(map(str, folder.glob("*-client")))
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode:
        pytest.fail(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


def drive(*words: str | Path, folder: Path) -> Story:
    story: Story = json.loads(run(*words, folder=folder))
    return story


def made_once(folder: Path, generate: Callable[[Path], None]) -> Path:
    """Return the folder as `generate` filled it. One of several processes does, and the others wait for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_suffix(".making")
            # Left behind where it failed before.
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            generate(making)
            making.rename(folder)
    return folder


def make_python_client(folder: Path, *, version: str, schema: str) -> None:
    config = DRIVERS.parent / "openapi-python-client.yml"
    run(
        PROGRAMS / "openapi-python-client",
        *("generate", "--fail-on-warning", "--config", config, "--url", schema),
        folder=folder,
    )
    (folder / "drive.py").write_text((DRIVERS / f"drive_{version}.py").read_text())


def make_typescript_client(folder: Path, *, version: str, schema: str) -> None:
    if not NODE_MODULES.exists():
        pytest.fail("The packages of npm are not installed: make .venv/.node", pytrace=False)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    for name in ("package.json", "tsconfig.json"):
        (folder / name).write_text((DRIVERS.parent / name).read_text())
    (folder / "drive.ts").write_text((DRIVERS / f"drive_{version}.ts").read_text())
    run(NODE, "node_modules/.bin/openapi-typescript", schema, "--output", "schema.ts", folder=folder)
