"""Draw who imports whom into CONTRIBUTING.md, from the code's own imports.

Run it as `make graph`. A module stands in the layer above the highest that it imports,
so all arrows go downwards; where imports run in a circle there is nothing to draw.
"""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from textwrap import shorten

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
PACKAGES = ("helpers", "measure", "tools")
WORDS = 57  # characters of a docstring's first line that stand in the picture

Graph = dict[str, set[str]]  # {importer: {imported, ...}}


def sources(packages: tuple[str, ...] = PACKAGES) -> dict[str, str]:
    """Return the source of every module, {"helpers.checks.ops": source}."""
    found = {}
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = path.read_text("utf-8")
    return found


def statements(node: ast.AST, for_types: bool) -> Iterator[ast.AST]:
    """Yield all that stands in a node, at any depth, in functions too.

    Without `for_types` what stands under `if TYPE_CHECKING:` is left out: it never
    runs.
    """
    for child in ast.iter_child_nodes(node):
        test = ast.unparse(child.test) if isinstance(child, ast.If) else ""
        if test in ("TYPE_CHECKING", "typing.TYPE_CHECKING") and not for_types:
            child = ast.Module(child.orelse, [])
        yield child
        yield from statements(child, for_types)


def imports(source: str, known: set[str], for_types: bool = False) -> set[str]:
    """Return which of the known modules a source imports.

    `for_types` adds those that only a type checker imports.
    """
    names = set()
    for node in statements(ast.parse(source), for_types):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(
                    f"an import from {'.' * node.level}: write its name out"
                )
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                names.add(module if module in known else node.module)
    return names & known


def module_graph(sources: dict[str, str], for_types: bool = False) -> Graph:
    """Return which module imports which."""
    return {
        name: imports(source, set(sources), for_types) - {name}
        for name, source in sources.items()
    }


def room(module: str) -> str:
    """Return the room of a module: `helpers.checks.ops` is in `checks`."""
    package, _, rest = module.partition(".")
    return rest.split(".")[0] or package if package == "helpers" else package


def room_graph(modules: Graph) -> Graph:
    """Return which room imports which: helpers' modules and packages, and the others.

    `helpers/__init__.py` is no room: whatever is imported, it runs before.
    """
    rooms = {room(name): set() for name in modules if name != "helpers"}
    for name, imported in modules.items():
        if name != "helpers":
            rooms[room(name)] |= {room(other) for other in imported} - {room(name)}
    return rooms


def circle(graph: Graph) -> list[str]:
    """Return modules that import each other in a circle; none if there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def layers(graph: Graph) -> dict[str, int]:
    """Return how many imports deep each module stands, {name: longest way down}."""
    depth = {}
    for name in TopologicalSorter(graph).static_order():
        depth[name] = 1 + max((depth[other] for other in graph[name]), default=-1)
    return depth


def below(graph: Graph, name: str) -> set[str]:
    """Return all that a module imports, and what that imports, to the ground."""
    return graph[name].union(*(below(graph, other) for other in graph[name]))


def direct(graph: Graph, name: str) -> set[str]:
    """Return what a module imports and what nothing else that it imports leads to."""
    return graph[name] - set().union(*(below(graph, other) for other in graph[name]))


def words(source: str) -> str:
    """Return a docstring's first line without the lessons: as many clauses as fit."""
    first = ast.get_docstring(ast.parse(source)).split("\n", 1)[0].rstrip(".")
    first = re.sub(r" \(lessons? .*\)", "", first)
    mark = r"[,:;.?] "
    while len(first) > WORDS and re.search(mark, first):
        first = re.sub(rf"{mark}(?!.*{mark}).*", "", first)
    return shorten(first, WORDS, placeholder=" …")


def picture(sources: dict[str, str]) -> str:
    """Return the layers as text, the highest first: name, purpose, what is below."""
    graph = room_graph(module_graph(sources))
    depth, lines, last = layers(graph), [], None
    for name in sorted(graph, key=lambda name: (-depth[name], name)):
        module = name if name in sources else f"helpers.{name}"
        is_folder = any(other.startswith(f"{module}.") for other in sources)
        number = "" if depth[name] == last else depth[name]
        last = depth[name]
        arrow = f"→ {', '.join(sorted(direct(graph, name)))}" if graph[name] else ""
        title = f"{name}{'/' * is_folder}"
        line = f"{number:>2}  {title:<20}{words(sources[module]):<{WORDS + 2}}{arrow}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def page(text: str) -> str:
    """Return CONTRIBUTING.md with the picture as the code is now."""
    drawn = f"```text\n{picture(sources())}\n```"
    marks = r"(?s)(<!-- graph -->\n).*(\n<!-- end of graph -->)"
    return re.sub(marks, lambda match: match[1] + drawn + match[2], text)


def main() -> None:
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
