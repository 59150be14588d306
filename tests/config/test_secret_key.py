"""SECRET_KEY is replaced without ending what it signed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing

UNSIGN = "import sys, django; django.setup(); from django.core import signing; print(signing.loads(sys.argv[1]))"


@pytest.mark.parametrize(("fallbacks", "is_valid"), [("older,old", True), ("older", False)])
def test_a_former_key_verifies_what_it_signed(tmp_path: Path, fallbacks: str, is_valid: bool) -> None:
    signed = signing.dumps("kept", key="old")
    environment = {
        **os.environ,
        "SECRET_KEY": "new",
        "SECRET_KEY_FALLBACKS": fallbacks,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    done = subprocess.run(
        [sys.executable, "-c", UNSIGN, signed],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout == "kept\n", "BadSignature" in done.stderr) == (is_valid, not is_valid)
