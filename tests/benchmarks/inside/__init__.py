"""What runs with Django, on the database that the environment names, and says its findings in JSON."""

import json
import sys
from typing import Any

import django

# Here, so that every module of this package may import models.
django.setup()


def say(findings: Any) -> None:
    """The last line of standard output."""
    sys.stdout.write(f"\n{json.dumps(findings)}\n")
