"""A page for each module of `helpers`, from its docstrings, which are Markdown."""

import ast
import re
from pathlib import Path

from tools.badges import ROOT

# What a learner never calls: refusals, and the checks behind the exercises.
INSIDE = ("checks", "exercises")
DOCTEST = re.compile(r"(?m)^>>> .*\n?(?:(?!$).*\n?)*")


def module_pages() -> dict[str, str]:
    """Return the pages, {"helpers/models.md": text}, and "helpers.md" with a list."""
    pages, rows = {}, ["| module | what it does |", "|---|---|"]
    folder = ROOT / "helpers"
    files = {path.stem: path for path in folder.glob("[!_]*.py")}
    files |= {path.parent.name: path for path in folder.glob("*/__init__.py")}
    for name in sorted(files.keys() - set(INSIDE)):
        text = pages[f"helpers/{name}.md"] = module_page(name, files[name])
        first = re.search(r"(?m)^[A-Z\"].*", text.split("\n# ", 1)[1])[0]
        rows.append(f"| [{name}](helpers/{name}.md) | {first.rstrip('.')} |")
    listed = "\n".join(rows)
    intro = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
    pages["helpers.md"] = (
        f"# Package\n\n{intro}\n\n## Modules\n\n{listed}\n\n"
        "```{toctree}\n:hidden:\n:glob:\nhelpers/*\n```\n"
    )
    return pages


def module_page(name: str, path: Path) -> str:
    """Return the page of a module, or of a package: what it offers, in its order."""
    tree = ast.parse(path.read_text("utf-8"))
    parts = [f"```{{py:module}} helpers.{name}\n```", f"# {name}", described(tree)]
    parts += [entry(node) for node in tree.body]
    if path.name == "__init__.py":
        offered = {
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and "__all__" in path.read_text("utf-8")
            for alias in node.names
        }
        for other in sorted(path.parent.glob("[!_]*.py")):
            tree = ast.parse(other.read_text("utf-8"))
            if name == "figures":
                parts += [
                    f"## {other.stem}",
                    f"```{{py:module}} helpers.{name}.{other.stem}\n```",
                ]
                parts += [described(tree), *map(entry, tree.body)]
            parts += [
                entry(node)
                for node in tree.body
                if getattr(node, "name", "") in offered
            ]
    return "\n\n".join(filter(None, parts)) + "\n"


def described(node: ast.AST) -> str:
    """Return a docstring as Markdown, its examples fenced."""
    text = ast.get_docstring(node) or ""
    return DOCTEST.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text)


def entry(node: ast.AST, inside: bool = False) -> str:
    """Return the Markdown of a public function or class; nothing for all else."""
    known = isinstance(node, (ast.FunctionDef, ast.ClassDef))
    if not known or node.name.startswith("_"):
        return ""
    kind, sign = "method" if inside else "function", ""
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    body = [described(node)]
    if isinstance(node, ast.ClassDef):
        kind = "class"
        makers = [n for n in node.body if getattr(n, "name", "") == "__init__"]
        sign = signature(makers[0], skip=1) if makers else ""
        body += [entry(member, inside=True) for member in node.body]
    elif {"property", "cached_property"} & set(decorators):
        kind = "property"
    else:
        sign = signature(node, skip=inside and "staticmethod" not in decorators)
    fence = "`" * (6 if inside else 8)
    text = "\n\n".join(filter(None, body))
    return f"{fence}{{py:{kind}}} {node.name}{sign}\n{text}\n{fence}"


def signature(node: ast.FunctionDef, skip: int) -> str:
    """Return the parameters of a function in brackets, and what it returns."""
    arguments = node.args
    arguments.args = arguments.args[skip:]
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"({ast.unparse(arguments)}){result}"
