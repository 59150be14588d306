"""Read environment variables with their types. A wrong value stops the start and names the variable."""

import os
import re
import sys
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any, NoReturn

from environs import Env, EnvError, validate

env = Env()


def stop(sentence: str) -> NoReturn:
    sys.exit(f"Stemma cannot start: {sentence}")


def read(reader: Callable[..., Any], name: str, default: Any, **options: Any) -> Any:
    """Read one variable with a typed reader of environs. An empty variable counts as not set."""
    if not os.environ.get(name):
        os.environ.pop(name, None)
    try:
        return reader(name, default, **options)
    except (EnvError, ValueError, KeyError) as error:
        stop(f"the environment variable {name} has a wrong value. {error}")


def at_least(minimum: int) -> list[Any]:
    return [validate.Range(min=minimum)]


def origin(value: str) -> str:
    """Check that the value is an origin as browsers write it in the header Origin."""
    if not re.fullmatch(r"https?://[^/?#@\s]+", value):
        raise ValueError(f"{value} is not an origin. Write it like https://editor.example, without a slash at the end.")
    return value


def network(value: str) -> str:
    """Check that the value is an address or a network, such as 10.0.0.0/8."""
    try:
        return str(ip_network(value.strip()))
    except ValueError as error:
        raise ValueError(f"{value} is neither an IP address nor a network. Write it like 10.0.0.0/8.") from error


def contact(value: str) -> None:
    if value and not re.fullmatch(r"(mailto:|https://|tel:)\S+", value):
        raise ValueError("Write it as mailto:security@example.com or https://example.com/report.")
