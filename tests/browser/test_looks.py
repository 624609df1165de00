"""Contrast, sizes and screens: computed from the page as it is."""

import numpy as np
import pytest
from browsing import cells

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, SketchWidget
from helpers.widgets.presets import boot

GREYS = [(g, g, g) for g in range(256)]
READ = """() => {
  const parts = (text) => {
    const found = (text.match(/[\\d.]+/g) ?? []).map(Number);
    return found.length === 3 ? [...found, 1] : found;
  };
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255, 1];
  };
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector('main'), 4);
  for (let node; node = walker.nextNode();) {
    const e = node.parentElement;
    if (!node.data.trim() || !e.checkVisibility() || e.matches('style, script, option'))
      continue;
    const style = getComputedStyle(e);
    texts.push([node.data.trim(), parts(style.color), ground(e),
      parseFloat(style.fontSize)]);
  }
  const controls = '.cnn button, .cnn select, .cnn [type=text]';
  for (const e of document.querySelectorAll(controls))
    texts.push([e.tagName, parts(getComputedStyle(e).color), ground(e),
      parseFloat(getComputedStyle(e).fontSize)]);
  return texts;
}"""


def luminance(colour):
    c = np.asarray(colour[:3]) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def colour_of(page, selector, name, pseudo=None):
    """Return a colour of the first such element, (r, g, b)."""
    text = page.locator(selector).first.evaluate(
        "(e, [name, pseudo]) => getComputedStyle(e, pseudo)[name]", [name, pseudo]
    )
    return [float(part) for part in text[text.index("(") + 1 : -1].split(",")[:3]]


@pytest.fixture(params=["light", "dark"])
def page(show, request):
    """All three widgets, with every kind of mark on numbers and on pictures."""
    page = show(
        ConvolutionWidget(padding=1, stride=2, dilation=2, hide=True),
        ConvolutionWidget(
            boot(), np.ones((2, 1, 3, 3)), padding=2, stride=2, hide=True
        ),
        MaxPoolingWidget(np.arange(25).reshape(5, 5)),
        MaxPoolingWidget(boot(), 3),
        SketchWidget(np.eye(28), "Sandal, 40%"),
        color_scheme=request.param,
    )
    for i in range(2):
        page.get_by_label("Show where").nth(i).check()
        page.get_by_label("Nudge left").nth(i).click()
    cells(page, "input", 0).nth(20).click()  # pins it
    page.keyboard.press("Escape")
    cells(page, "input", 1).focus()
    page.keyboard.press("ArrowDown")
    return page


def test_every_text_is_read_easily(page):
    weak = {
        (text, round(contrast(colour, ground), 2))
        for text, colour, ground, _ in page.evaluate(READ)
        if contrast(colour, ground) < 4.5
    }
    assert not weak
    blank = [
        colour_of(page, ".cnn-blank", "color", "::before"),
        colour_of(page, ".cnn-blank", "backgroundColor"),
    ]
    assert contrast(*blank) >= 4.5


def test_the_window_is_seen_on_every_grey(page):
    bright = colour_of(page, ".cnn-frame", "borderTopColor")
    shadow = page.locator(".cnn-frame").first.evaluate(
        "f => getComputedStyle(f).boxShadow"
    )
    assert "rgb(17, 17, 17)" in shadow and "inset" in shadow
    dark = (17, 17, 17)
    assert contrast(bright, dark) >= 3
    for grey in GREYS:
        assert max(contrast(bright, grey), contrast(dark, grey)) >= 3


def test_marks_on_pictures_are_seen_on_every_grey(page):
    names = ("edge", "dropped", "winner", "same")
    lines = page.evaluate(
        """names => names.map((name) => ['under', 'line'].map((kind) => {
          const e = document.querySelector(`.cnn-${kind}.cnn-${name}`);
          const style = e && getComputedStyle(e);
          return e && [style.stroke, parseFloat(style.strokeWidth)];
        }))""",
        names,
    )
    for name, pair in zip(names, lines, strict=True):
        if name == "same" and pair[0] is None:
            continue  # the maxima are few enough for numbers
        (under, thick), (line, thin) = pair
        assert thick > thin, name
        under, line = (
            [float(n) for n in c[4:-1].split(",")[:3]] for c in (under, line)
        )
        assert contrast(under, line) >= 3, name
        for grey in GREYS:
            assert max(contrast(under, grey), contrast(line, grey)) >= 3, name


def test_marks_on_numbers_are_seen_on_their_pale_grounds(page):
    pale = [(g, g, g) for g in range(158, 256)]
    linked = colour_of(page, ".cnn-row > .cnn-linked", "outlineColor")
    winner = colour_of(page, ".cnn-row > .cnn-winner", "borderTopColor", "::after")
    for colour in (linked, winner, (138, 16, 16)):
        assert min(contrast(colour, grey) for grey in pale) >= 3
    style = page.locator(".cnn-row > .cnn-linked").first.evaluate(
        "e => getComputedStyle(e).outlineStyle"
    )
    assert style == "dashed", "not only in its colour another mark than the frame"
    dropped = page.locator(".cnn-row > .cnn-dropped").first
    assert "rgb(138, 16, 16)" in dropped.evaluate(
        "e => getComputedStyle(e).backgroundImage"
    )


def test_lines_and_hidden_cells_are_seen(page):
    paper = colour_of(page, ".cnn", "backgroundColor")
    assert contrast(colour_of(page, ".cnn-box", "borderTopColor"), paper) >= 3
    assert contrast(colour_of(page, ".cnn-result", "borderTopColor"), paper) >= 3
    button = ".cnn button:not(.cnn-play)"
    line = colour_of(page, button, "borderTopColor")
    assert contrast(line, paper) >= 3
    hatch = page.locator(".cnn-of-output.cnn-picture .cnn-cells").first.evaluate(
        "e => getComputedStyle(e).backgroundImage.match(/rgb\\([^)]*\\)/g)"
    )
    soft, quiet = ([float(n) for n in c[4:-1].split(",")] for c in sorted(set(hatch)))
    assert contrast(soft, quiet) >= 3


@pytest.mark.parametrize("size", [13, 20])
def test_everything_grows_with_the_font_of_the_notebook(show, size):
    page = show(ConvolutionWidget(padding=1), MaxPoolingWidget(), SketchWidget())
    page.add_style_tag(content=f":root {{ --jp-content-font-size1: {size}px }}")
    small = [
        (text, font)
        for text, _, _, font in page.evaluate(READ)
        if font < 0.8 * size - 0.01 and text != "Widgets"
    ]
    assert not small
    for kind, em in (("input", 2.8), ("kernel", 2.8), ("products", 3.8)):
        cell = page.locator(f".cnn-of-{kind} .cnn-row > *").first
        assert abs(cell.bounding_box()["width"] - em * size) < 1.5, kind
    sheet = page.locator(".cnn-of-sketch .cnn-cells").bounding_box()
    assert abs(sheet["width"] - 28 * int(1.15 * size)) < 14
    button = page.get_by_label("Step on").first.bounding_box()
    assert button["height"] > 2 * size
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000


@pytest.mark.parametrize("size", [13, 20])
@pytest.mark.parametrize(
    "make",
    [
        lambda: ConvolutionWidget(np.ones((5, 5)) / 7, padding=5),
        lambda: MaxPoolingWidget(),
        lambda: MaxPoolingWidget(np.ones((10, 10)) / 3, 7, 1),
        lambda: SketchWidget(),
    ],
)
def test_nothing_sticks_out_of_a_telephone(show, make, size):
    page = show(make(), viewport={"width": 360, "height": 700})
    page.add_style_tag(content=f":root {{ --jp-content-font-size1: {size}px }}")
    if page.get_by_label("Show where").count():
        page.get_by_label("Show where").check()
        page.get_by_label("Nudge left").click()
    page.wait_for_timeout(100)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.cnn, .cnn *')].filter((e) =>
          e.getBoundingClientRect().right > 360).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert not wide


@pytest.mark.parametrize("bias", [-0.0123456, 123456.789, -999999])
def test_a_bias_is_not_cut_off(show, bias):
    page = show(ConvolutionWidget([[1, 2], [3, 4]], [[1]], bias))
    box = page.get_by_label("Bias")
    assert box.evaluate("e => e.scrollWidth <= e.clientWidth"), box.input_value()
