"""Which calls go to the pool: those with long texts, while the server answers requests."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.conf import settings

from versioning.ops.load.admission import ADMISSION
from versioning.ops.load.long_texts import LONG_TEXTS
from versioning.ops.load.pool import Pool
from versioning.ops.load.prepared import prepared
from versioning.text.compare.rendered import compare_rendered
from versioning.text.render.dialects.extensions import Extensions
from versioning.text.render.foreign_images import render_without_foreign_images
from versioning.text.render.refusals import TooCostly
from versioning.text.render.render import RENDERER_VERSION, Rendered, plain, render_or_plain

Given = ParamSpec("Given")
Result = TypeVar("Result")

# In characters. Shorter texts take less time than it takes to hand them over. Rendering takes about a microsecond a
# character, and comparing, merging and counting a twentieth of that.
LONG = 100_000
HUGE = 1_000_000
_SLOW_MODULES = tuple(
    function.__module__ for function in (render_or_plain, render_without_foreign_images, compare_rendered)
)

# Who asks, for the share of each person. Set for each request. Empty where nobody asked.
owner: ContextVar[str] = ContextVar("owner", default="")

_pool: Pool | None = None


def start_pool(*, processes: int, callers: int, seconds: float) -> None:
    """Let long texts be processed by a pool from now on. Commands and tests do without one."""
    global _pool  # noqa: PLW0603  one pool for the process, made once at its start
    _pool = Pool(processes=processes, callers=callers, share=1, seconds=seconds)


def run(function: Callable[Given, Result], *given: Given.args, **options: Given.kwargs) -> Result:
    """Call a function of versioning.text, in the pool if its texts are long and there is a pool.

    Raises what the function raises, PoolBusy and TooCostly. Within `Prepared.used` it raises Unprepared at first.
    """
    longest = LONG if function.__module__ in _SLOW_MODULES else HUGE
    if _pool is None or _length(given) + _length(tuple(options.values())) < longest:
        return function(*given, **options)
    key = (function, given, tuple(sorted(options.items())))
    result: Result = prepared(lambda: _run_in_pool(_pool, function, *given, **options), key=key)
    return result


def _run_in_pool(pool: Pool, function: Callable[Given, Result], *given: Given.args, **options: Given.kwargs) -> Result:
    with LONG_TEXTS.left(), ADMISSION.left():
        return pool.run(function, *given, owner=owner.get(), **options)


def _length(values: tuple[object, ...]) -> int:
    return sum(len(value) for value in values if isinstance(value, str))


def render_long(text: str, *, content_type: str, extensions: Extensions = frozenset()) -> Rendered:
    """Return what `render_or_plain` returns, or the text as it is if the pool gives up on it. Raises PoolBusy.

    Without FOREIGN_IMAGES, pictures of other origins are links.
    """
    render = render_or_plain if settings.FOREIGN_IMAGES else render_without_foreign_images
    try:
        return run(render, text, content_type=content_type, extensions=extensions)
    except TooCostly as error:
        return plain(text, reason=str(error))


def rendering_key(extensions: Extensions = frozenset()) -> str:
    """Return what the HTML of a text depends on besides the text, as a part of keys of caches."""
    parts = (f"{RENDERER_VERSION}", *sorted(extensions), *(() if settings.FOREIGN_IMAGES else ("own",)))
    return "-".join(parts)
