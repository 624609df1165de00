"""Answers to the exercises of lesson 1, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "answer = (64, 3, 32, 20)",
        "answer = (64, 20, 32, 3)",
        "answer = (3, 64, 20, 32)",
        "answer = (64, 20, 32)",
    ],
    "check_2": [
        "def answer(images, pixels): return images.roll(pixels, dims=-1)",
        "def answer(images, pixels): return images.roll(pixels, dims=-2)",
        "def answer(images, pixels): return images",
        "def answer(images, pixels): return F.pad(images, (pixels, 0))",
        """\
def answer(images, pixels):
    images[..., pixels:] = images[..., :28 - pixels].clone()
    images[..., :pixels] = 0
    return images""",
        """\
def answer(images, pixels):
    moved = torch.zeros_like(images)
    moved[..., :28 - pixels] = images[..., pixels:]
    return moved""",
        "def answer(images, pixels): return images[no_such_name]",
    ],
    "check_3": [
        "answer = 784 * 14 + 14 * 10",
        "answer = 784 * 14 + 10",
        "answer = '11140'",
    ],
}

RIGHT = {}
