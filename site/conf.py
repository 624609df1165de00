"""How Sphinx makes the course's web site; `make site` gathers its pages before."""

import sys
from pathlib import Path

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tools.badges import address  # noqa: E402, it is beside this folder

REPO, REVISION = address()
project = html_title = "CNN step by step"
extensions = ["myst_nb"]
exclude_patterns = ["LICENSE"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_theme = "pydata_sphinx_theme"
html_static_path = [str(Path(__file__).with_name("static"))]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
html_sidebars = {"index": []}
html_theme_options = {
    "logo": {"text": project},
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "icon_links": [],
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
}


def mathml(translator, node):
    """Write a formula as MathML, which browsers draw by themselves."""
    block = isinstance(node, nodes.math_block)
    translator.body.append(tex2mathml(node.astext(), as_block=block))
    raise nodes.SkipNode


def setup(app):
    """Tell Sphinx of what it does not bring along."""
    app.add_html_math_renderer("mathml", (mathml, None), (mathml, None))
