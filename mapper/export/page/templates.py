"""The templates of the pages, their one style sheet, and what their policies allow."""

import json
import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mapper.export.page.paint import chosen_colors
from mapper.export.page.plain import plain_text, safe_link, writable
from mapper.settings import Settings, cache_folder

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

# The parts of the page's script in their order; they share the names of one function.
PAGE_SCRIPTS = ("page-map.js", "page-names.js", "page-controls.js")
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render_template(name: str, context: Mapping[str, Any]) -> str:
    """Return a template of ours filled in; every value is escaped unless the template says safe."""
    return _environment().get_template(name).render(context)


def style_sheet(settings: Settings | None = None) -> str:
    """Return the one style sheet of all pages, with the newsroom's colours."""
    light, dark = chosen_colors(settings.colors if settings else ())
    own = "".join(
        f"@media {media} {{ :root {{ {_variables(colors)} }} }}\n"
        for media, colors in (
            ("screen and (prefers-color-scheme: light)", light),
            ("screen and (prefers-color-scheme: dark)", dark),
            ("print", light),
        )
        if colors
    )
    return asset_text("leaflet.css") + template_text("page.css") + own


def page_script() -> str:
    """Return the script of a page: its parts as the body of one strict function."""
    body = "\n".join(template_text(name) for name in PAGE_SCRIPTS)
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def _variables(colors: Mapping[str, str]) -> str:
    return "; ".join(f"--{name}: {color}" for name, color in colors.items())


def island_json(data: object) -> str:
    r"""Return JSON that may stand in a script element: no character that a parser could act on.

    >>> island_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return text


def content_policy(script: str, style: str, image_hosts: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy that allows this script and this style and no other."""
    images = " ".join(["data:", *image_hosts])
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
    )


def snippet_policy(script: str, style: str) -> str:
    """Return the policy of the snippets' page: it shows the embed and the card beside it."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src 'self' file:; frame-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=8)
def asset_text(name: str) -> str:
    """Return a vendored file that is text."""
    return files("mapper.export").joinpath("assets", name).read_text("utf8")


@lru_cache(maxsize=16)
def template_text(name: str) -> str:
    """Return the source of a template, a style sheet or a script of ours."""
    return files("mapper.export").joinpath("templates", name).read_text("utf8")


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        bytecode_cache=_compiled_templates(),
        loader=FunctionLoader(template_text),
        autoescape=True,
        finalize=writable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain_text
    environment.filters["link"] = safe_link
    return environment


def _compiled_templates() -> "BytecodeCache | None":
    """Return where compiled templates are kept from run to run: it takes 0.1 s to compile ours.

    They are code, so that only a folder that nobody else can write to will do; None without one.
    """
    from jinja2 import FileSystemBytecodeCache

    folder = cache_folder() / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except OSError:
        return None
    shared = os.name == "posix" and (state.st_uid != os.getuid() or state.st_mode & 0o022)
    return None if shared else FileSystemBytecodeCache(str(folder))
