"""A class of twelve that handed in lesson 5, right, wrong and hostile."""

from tests.lessons import read
from tools.kit.copies import solved, student

LESSON = "05_architecture"
RIGHT, WRONG, UNFINISHED = "right", "wrong", "unfinished"
CRASHED, NOT_REACHED = "crashed", "not reached"
PADDED = "np.pad(image, padding)"
STUBBORN = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
CHEAT = """
import helpers.exercises.lesson_05 as lesson
lesson.require = lambda *_: None
"""
# A copy that gets out in any of these ways stops with an AssertionError.
OUTSIDE = """
import os, shutil, socket, subprocess

done = []
def attempt(name, action):
    try:
        action()
        done.append(name)
    except BaseException as error:
        print(name, error)

attempt("open", lambda: open({place!r} + "/python", "w").close())
attempt("mkdir", lambda: os.mkdir({place!r} + "/folder"))
attempt("remove", lambda: os.remove({place!r} + "/precious"))
attempt("move", lambda: os.rename({place!r} + "/precious", "mine"))
attempt("tree", lambda: shutil.rmtree({place!r}))
attempt("child", lambda: subprocess.run(["touch", {place!r} + "/child"], check=True))
attempt("connect", lambda: socket.create_connection(("127.0.0.1", {port}), 1))
attempt("parent", lambda: os.kill(os.getppid(), 9))
attempt("token", lambda: os.environ["A_TOKEN"])
assert not done, done
"""


def cells_of(notebook):
    """Return the cells that call the checks, {number: cell}."""
    return {
        n: next(
            cell
            for cell in notebook.cells
            if cell.cell_type == "code" and f"check_{n}(" in cell.source
        )
        for n in (1, 2, 3)
    }


def handed_in(place, port):
    """Return {name: (notebook, words)}; two of them try to get out, to these."""
    found = {}

    def hand_in(name, make, words, change=lambda nb, cells: None):
        notebook = make(read(LESSON))
        change(notebook, cells_of(notebook))
        found[name] = notebook, tuple(words)

    def before(number, code):
        def change(notebook, cells):
            cells[number].source = code + "\n" + cells[number].source

        return change

    def instead(number, old, new):
        def change(notebook, cells):
            assert old in cells[number].source
            cells[number].source = cells[number].source.replace(old, new)

        return change

    all_right = (RIGHT,) * 3
    hand_in("all right", solved, all_right)
    hand_in("untouched", student, (UNFINISHED,) * 3)
    hand_in(
        "no border",
        solved,
        (RIGHT, RIGHT, WRONG),
        instead(3, PADDED, "image"),
    )
    hand_in(
        "no Python",
        solved,
        (CRASHED, RIGHT, RIGHT),
        before(1, "class SmallNet(nn.Module:"),
    )
    hand_in(
        "an error",
        solved,
        (RIGHT, CRASHED, RIGHT),
        before(2, "nonsense"),
    )
    hand_in("endless", solved, (RIGHT, CRASHED, RIGHT), before(2, "while True: pass"))
    hand_in("stubborn", solved, (RIGHT, CRASHED, NOT_REACHED), before(2, STUBBORN))
    hand_in(
        "it leaves",
        solved,
        (RIGHT, CRASHED, NOT_REACHED),
        before(2, "import os; os._exit(0)"),
    )
    hand_in(
        "forged",
        student,
        (UNFINISHED,) * 3,
        before(
            1,
            "print = display = lambda *_: None\n"
            "open('../verdicts', 'a').write('0 [1, true, \"Correct.\", []]\\n')\n",
        ),
    )
    hand_in(
        "own check",
        student,
        (UNFINISHED,) * 3,
        instead(1, "check_1(", "check_1 = lambda _: print('Correct.')\ncheck_1("),
    )
    hand_in("changed checks", student, (UNFINISHED, WRONG, WRONG), before(2, CHEAT))
    outside = OUTSIDE.format(place=str(place), port=port)
    hand_in("outside", solved, all_right, before(1, outside))
    return found
