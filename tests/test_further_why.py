"""What "Why this answer?" says of its saved numbers."""

import ast

from tests.lessons import code_cells, read, table
from tests.lessons import shown as saved

STEP = "further/why_this_answer"


def shown(code):
    return saved(STEP, code)


def rows(code):
    return table(STEP, code)


def test_spoilt_labels_are_found_first_and_then_hidden():
    found = ast.literal_eval(shown("{n: int(found[n - 1])"))
    assert [*found] == [100, 300, 600, 1200]
    assert found[100] >= 95 and 180 < found[300] < 225 and 270 < found[1200] < 300


def test_the_hardest_slips_are_found_less_often_but_for_the_first():
    found, slips = (ast.literal_eval(shown(f"{{n: int({name}[n - 1])"))
                    for name in ("found", "slips"))  # fmt: skip
    assert slips[100] >= found[100] - 1
    assert all(slips[n] < found[n] - 10 for n in (300, 600, 1200))


def test_the_list_by_hand_is_the_same():
    assert shown("torch.equal(by_hand, order)") == "True"


def test_the_networks_that_learned_again_name_fewer():
    share = ast.literal_eval(shown('networks[f"again'))
    ours = share.pop("the course's")
    assert len(share) == 3 and 0.7 < min(share.values())
    assert max(share.values()) < ours


def test_grad_cam_and_occlusion_hardly_agree():
    table = rows('["median", "share below 0"]')
    assert len(table) == 4
    for median, below in table.values():
        assert abs(median) < 0.3 and below >= 0.24  # "a quarter or more", of 40


def test_random_maps_have_nothing_in_common_with_ours_but_scatter():
    table = rows("[r.quantile(0.5), r.abs()")
    random = {name: row for name, row in table.items() if name.startswith("random")}
    again = {name: row for name, row in table.items() if name.startswith("again")}
    assert len(random) == 10 and len(again) == 3
    assert max(abs(median) for median, *_ in random.values()) < 0.15
    assert min(without_sign for _, without_sign, _ in random.values()) > 0.15
    assert sum(empty for *_, empty in random.values()) > 0.5  # some are empty
    assert sorted(median for median, *_ in again.values())[1] < 0.3


def test_the_article_claims_at_most_a_quarter_and_is_right_far_more_often():
    surest, right = rows('("article\'s", article)')["article's"]
    assert surest == 0.23 and right > 3 * surest
    temperatures = rows("Table(temperatures)")
    assert temperatures["article's"][0] < 0.5 and 1 < temperatures["corrected"][0] < 1.3


def test_no_test_picture_is_asked():
    code = "\n".join(cell.source for cell in code_cells(read(STEP)))
    assert "train=False" not in code and "test_set" not in code
