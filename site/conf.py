"""How Sphinx makes the course's web site; `make site` gathers its pages before."""

from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

# The theme's own script chooses light or dark late: a page would flash.
SCHEME = """document.documentElement.dataset.theme = localStorage.getItem("theme") ||
  (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");"""
project = html_title = "CNN step by step"
copyright = "2026 The cnn-step-by-step authors, MIT licence"
extensions = ["myst_nb"]
exclude_patterns = ["LICENSE"]
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
html_theme = "pydata_sphinx_theme"
html_static_path = [str(Path(__file__).with_name("static"))]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False  # from a disk a page cannot fetch others
html_context = {"default_mode": "auto"}
html_math_renderer = "mathml"
html_sidebars = {"**": ["sidebar-nav-bs"], "index": []}
html_theme_options = {
    "logo": {"text": project},
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "icon_links": [],
    "header_links_before_dropdown": 6,
    "show_nav_level": 1,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
}


def mathml(translator, node):
    """Write a formula as MathML, which browsers draw by themselves."""
    block = isinstance(node, nodes.math_block)
    translator.body.append(tex2mathml(node.astext(), as_block=block))
    raise nodes.SkipNode


def named(app, page, template, context, doctree):
    """Let what folds be called by the words that it shows."""
    label = ' aria-label="Toggle hidden content"'
    context["body"] = context.get("body", "").replace(label, "")


def setup(app):
    """Tell Sphinx of what it does not bring along."""
    app.connect("html-page-context", named)
    app.add_js_file(None, body=SCHEME, priority=1)
    app.add_html_math_renderer("mathml", (mathml, None), (mathml, None))
