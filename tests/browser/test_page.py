"""The widgets on a page from disk: where it is shown, how steady, what piles up."""

import numpy as np
import pytest
from browsing import DIAGONAL, SMALL, cells, numbers, type_into, where, work

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget
from helpers.widgets.presets import boot


def test_two_widgets_with_equal_content_do_not_disturb_each_other(show):
    twin = [ConvolutionWidget(SMALL, DIAGONAL) for _ in range(2)]
    page = show(*twin, MaxPoolingWidget())
    type_into(page, cells(page, "input", 1).nth(0), "100")
    page.get_by_label("Step on").nth(1).click()
    assert numbers(page, "output", 0) == ["6", "8", "12", "14"]
    assert numbers(page, "output", 1) == ["105", "8", "12", "14"]
    places = page.locator(".cnn-where").all_inner_texts()
    assert [place[-13:] for place in places[:2]] == ["column 1 of 2", "column 2 of 2"]


def test_plays_in_a_sandboxed_frame(new_page, tmp_path):
    """As Colab shows outputs."""
    html = ConvolutionWidget(SMALL, DIAGONAL)._repr_mimebundle_()[0]["text/html"]
    file = tmp_path / "frame.html"
    file.write_text(
        '<iframe sandbox="allow-scripts" width="900" height="700"></iframe>'
    )
    page = new_page()
    page.goto(file.as_uri())
    page.evaluate("html => { document.querySelector('iframe').srcdoc = html; }", html)
    frame = page.frame_locator("iframe")
    frame.get_by_label("Speed").select_option("60")
    frame.locator(".cnn-of-input [role=gridcell]").first.click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert frame.locator(".cnn-of-output [role=gridcell]").first.inner_text() == "10"
    frame.get_by_text("Play", exact=True).click()
    frame.locator(".cnn-where", has_text="row 2 of 2, column 2 of 2").wait_for()


def test_exported_notebook_plays_and_edits_from_disk(
    new_page, jupyter, stored, tmp_path
):
    path = tmp_path / "export.ipynb"
    path.write_text(stored, "utf-8")
    jupyter("nbconvert", "--to", "html", path)
    page = new_page()
    page.goto(path.with_suffix(".html").as_uri(), wait_until="commit")
    page.wait_for_function("() => document.querySelectorAll('.cnn').length === 2")
    type_into(page, cells(page, "input").nth(0), "5")
    assert numbers(page, "output") == ["10", "8", "12", "14"]
    page.get_by_label("Speed").first.select_option("60")
    page.get_by_text("Play", exact=True).first.click()
    page.wait_for_selector(".cnn-where >> text=row 2 of 2, column 2 of 2")


def test_nbval_runs_what_was_stored_again_and_compares_strictly(
    jupyter, stored, tmp_path
):
    spoilt = stored.replace("Sobel x", "Sobel z")
    assert spoilt != stored
    texts = {"again": stored, "spoilt": spoilt}
    paths = [tmp_path / f"{name}.ipynb" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, "utf-8")
    done = jupyter(
        "pytest", "--nbval", "-q", "-p", "no:cacheprovider", *paths, check=False
    )
    assert "1 failed, 5 passed" in done.stdout, done.stdout
    assert "FAILED" in done.stdout and "spoilt.ipynb" in done.stdout


def test_without_scripts_the_table_stays(show, new_page, tmp_path):
    html = ConvolutionWidget(SMALL, DIAGONAL)._repr_mimebundle_()[0]["text/html"]
    file = tmp_path / "plain.html"
    file.write_text(html, "utf-8")
    page = new_page(java_script_enabled=False)
    page.goto(file.as_uri())
    assert page.locator("table").first.inner_text().split() == [
        "Input,", "3×3", *map(str, range(1, 10))
    ]  # fmt: skip
    assert "result 6" in page.locator(".cnn-still").inner_text()


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "</script><b>out</b>"]
)
def test_everything_shown_is_escaped(show, name):
    page = show(ConvolutionWidget(inputs={name: SMALL}, kernels={name: DIAGONAL}))
    assert page.locator("img, b:text('out')").count() == 0
    page.get_by_label("Picture").select_option(name)
    assert page.get_by_label("Picture").input_value() == name


def test_nothing_jumps_while_it_plays(show):
    page = show(ConvolutionWidget(boot(), np.ones((5, 5)) * -0.123, step=100))
    page.get_by_label("Speed").select_option("60")
    moved = page.evaluate(
        """() => new Promise((done) => {
          const all = '.cnn button, select, .cnn-box, .cnn-result, .cnn-term, code';
          const places = () => JSON.stringify(
            [...document.querySelectorAll(all)].map((e) => e.getBoundingClientRect()));
          const first = places(), where = document.querySelector('.cnn-where');
          let steps = 0; const moved = [];
          document.querySelector('.cnn-play').click();
          const playing = places();
          new MutationObserver(() => {
            if (places() !== playing) moved.push(where.textContent);
            if (++steps === 200) done([first === playing, moved]);
          }).observe(where, {childList: true});
        })"""
    )
    assert moved == [True, []]


# Each turn edits another cell, with a number that is not there yet.
EDIT = """(i) => {
  const body = document.querySelector('.cnn-of-input .cnn-cells');
  const box = body.getBoundingClientRect();
  const at = (i * 37) % 784;
  body.dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 1,
    clientX: box.left + (at % 28 + 0.5) * box.width / 28,
    clientY: box.top + (Math.floor(at / 28) + 0.5) * box.height / 28}));
  const input = document.querySelector('.cnn-edit');
  input.value = String(1 + i % 7);
  input.dispatchEvent(new Event('input'));
}"""
STEP = "() => document.querySelector('[aria-label=\"Step on\"]').click()"
REDRAW = f"""() => {{ ({STEP})();
  const grid = document.querySelector('.cnn-of-output .cnn-cells');
  for (let i = 0; i < 24 * 24; i++) grid.dataset.cell = i;
}}"""


@pytest.mark.parametrize(
    ("act", "most"), [(STEP, (20, 1.1, 300)), (EDIT, (60, 5.1, 4000))]
)
def test_a_step_and_an_edit_touch_what_changes(show, act, most):
    page = show(ConvolutionWidget(boot(), np.ones((5, 5)) / 25))
    done = work(page, act)
    print("changes, layouts, blocks of script:", done)
    assert min(done) > 0.9 and np.less_equal(done, most).all()


def test_a_planted_redraw_is_seen(show):
    page = show(ConvolutionWidget(boot(), np.ones((5, 5)) / 25))
    changes, _, blocks = work(page, REDRAW)
    assert changes > 24 * 24 and blocks > 24 * 24


def test_a_slider_dragged_200_times_leaves_nothing(show):
    page = show(ConvolutionWidget(boot(), np.ones((5, 5)) / 25))
    client = page.context.new_cdp_session(page)

    def drag():
        page.get_by_label("Position of the window").evaluate(
            """(slider) => {
              for (let i = 0; i < 200; i++) {
                slider.value = (i * 37) % 576;
                slider.dispatchEvent(new Event("input"));
              }
              slider.dispatchEvent(new Event("change"));
            }"""
        )
        client.send("HeapProfiler.collectGarbage")
        counters = client.send("Memory.getDOMCounters")
        return counters["nodes"], counters["jsEventListeners"]

    before = drag()
    assert where(page) != "row 1 of 24, column 1 of 24"
    more = np.subtract(drag(), before)
    assert (more < 20).all(), "a leak would have left 200"


def test_a_picture_of_one_cell_plays(show):
    page = show(ConvolutionWidget([[5]], [[2]], 1))
    page.get_by_label("Step on").click()
    assert where(page) == "row 1 of 1, column 1 of 1"
    assert numbers(page, "output") == ["11"]
