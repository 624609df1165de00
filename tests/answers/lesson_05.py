"""Answers to the exercises of lesson 5, as code that sets `answer`."""

# A class like the solution of exercise 1; `{...}` marks what the answers vary.
NET = """class answer(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=1)
        self.b = nn.Conv2d(8, 12, 5)
        self.c = nn.Linear(288, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.a(x)), 2)
        x = F.max_pool2d(F.relu(self.b(x)), 2)
        return self.c(x.flatten(1))
"""
LOST = """class answer(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 10, kernel_size=5)
        self.layers = [nn.Linear(160, 56), nn.ReLU(), nn.Linear(56, 10)]

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2).flatten(start_dim=1)
        for layer in self.layers:
            x = layer(x)
        return x
"""
LIST = "[nn.Linear(160, 56), nn.ReLU(), nn.Linear(56, 10)]"
LAYERS = (
    "nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 12, 5),"
    " nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(288, 4)"
)

SLIDE = """def answer(image, kernel, stride, padding):
    return slide(np.pad(image, padding), kernel)[::stride, ::stride]
"""
LOOPS = """def answer(image, kernel, stride, padding):
    image, size = np.pad(image, padding), len(kernel)
    height = (image.shape[0] - size) // stride + 1
    width = (image.shape[1] - size) // stride + 1
    output = np.zeros((height, width))
    for row in range(height):
        for column in range(width):
            top, left = row * stride, column * stride
            window = image[top : top + size, left : left + size]
            output[row, column] = (window * kernel).sum()
    return output
"""


def net(*changes):
    """Return exercise 1's class with parts replaced, given as pairs in a row."""
    return changed(NET, *changes)


def lost(*changes):
    """Return exercise 2's class with parts replaced."""
    return changed(LOST, *changes)


def slide_by(*changes):
    """Return a short answer to exercise 3 with parts replaced."""
    return changed(SLIDE, *changes)


def changed(code, *changes):
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in code
        code = code.replace(old, new)
    return code


WRONG = {
    "check_1": [
        "answer = 7",
        "answer = nn.Linear",
        "answer = 'SmallNet'",
        net("F.relu(self.a(x))", "self.a(x)"),
        net("F.relu(self.b(x))", "self.b(x)"),
        net("return self.c(x.flatten(1))", "self.c(x.flatten(1))"),
        net("return self.c(x.flatten(1))", "return self.c(x.flatten(1)).sigmoid()"),
        net("return self.c(x.flatten(1))", "return self.c(x.flatten(1)).softmax(1)"),
        net("return self.c(x.flatten(1))", "return self.c(x.flatten(1)).relu()"),
        net("return self.c(x.flatten(1))", "return self.c(x.flatten(1)).squeeze()"),
        net("x.flatten(1)", "x.transpose(0, 1).reshape(-1, 288)"),
        net("x.flatten(1)", "x.flip(0).flatten(1)"),
        net(", padding=1", "", "288", "180"),
        net("(8, 12, 5)", "(8, 12, 3)", "288", "420"),
        net("(3, 8, 3, padding=1)", "(3, 8, 5, padding=2)"),
        net("(3, 8,", "(3, 6,", "(8, 12,", "(6, 12,"),
        net("(288, 4)", "(288, 10)"),
        net("padding=1)", "padding=1, bias=False)"),
        net("padding=1)", "padding=1, padding_mode='reflect')"),
        net("max_pool2d", "avg_pool2d"),
        net("F.relu(self.b(x))", "F.leaky_relu(self.b(x))"),
        net("(8, 12, 5)", "(8, 12, 5, groups=2)"),
        net("x.flatten(1)", "x.mT.flatten(1)"),
        net("F.relu(self.b(x))", "F.dropout(F.relu(self.b(x)))"),
        net("self.c = ", "self.d = nn.Linear(4, 4)\n        self.c = "),
        net("self.c = nn.Linear(288, 4)", "self.c = [nn.Linear(288, 4)]",
            "self.c(", "self.c[0]("),
        net("self.b = nn.Conv2d(8, 12, 5)", "pass",
            "self.b(x)", "nn.Conv2d(8, 12, 5)(x)"),
        net("        super().__init__()\n", ""),
    ],
    "check_2": [
        lost(),
        lost(LIST, f"tuple({LIST})"),
        lost(LIST, f"dict(enumerate({LIST}))",
             "in self.layers", "in self.layers.values()"),
        lost(LIST, f"nn.ModuleList({LIST})", "nn.ReLU(), ", ""),
        lost(LIST, f"nn.ModuleList({LIST}[::-1])"),
        lost(LIST, f"{LIST}\n        self.known = nn.ModuleList({LIST})"),
        lost(LIST, f"nn.ModuleList({LIST})", "return x", "return x.sigmoid()"),
        lost(LIST, f"nn.ModuleList({LIST})", "self.conv1(x)", "self.conv1(x).relu()"),
        lost(LIST, f"nn.ModuleList({LIST})", "(160, 56)", "(160, 14)", "(56, 10)",
             "(14, 10)"),
        lost(LIST, f"nn.ModuleList({LIST}).requires_grad_(False)"),
        lost("        self.layers = " + LIST + "\n", "",
             "in self.layers", f"in {LIST}"),
        lost(LIST, f"{LIST}\n        self.fc1 = self.layers[0]"),
        lost(LIST, f"{LIST}\n        self.lost = nn.Parameter(torch.zeros(9586))"),
        lost(LIST, f"nn.ParameterList(nn.Sequential(*{LIST}).parameters())"),
        LOST + """
    def parameters(self, recurse=True):
        yield from super().parameters()
        for layer in self.layers:
            yield from layer.parameters()
""",
        "answer = nn.Linear(784, 10)",
        "answer = [nn.Linear(160, 56)]",
    ],
    "check_3": [
        "answer = 5",
        "answer = slide",
        "def answer(image, kernel, stride, padding):\n    return slide(image, kernel)",
        slide_by("np.pad(image, padding)", "image"),
        slide_by("[::stride, ::stride]", ""),
        slide_by("[::stride, ::stride]", "[::stride]"),
        slide_by("[::stride, ::stride]", "[stride::stride, stride::stride]"),
        slide_by("[::stride, ::stride]", "[::stride, ::stride].T"),
        slide_by("[::stride, ::stride]", "[::stride, ::stride].astype(int)"),
        slide_by("kernel)", "kernel[::-1, ::-1])"),
        slide_by("kernel)", "kernel.T)"),
        slide_by("image, padding)", "image, ((0, padding), (0, padding)))"),
        slide_by("image, padding)", "image, ((padding, padding), (0, 0)))"),
        slide_by("image, padding)", "image, padding, mode='edge')"),
        slide_by("image, padding)", "image, padding, constant_values=1)"),
        slide_by("image, padding)", "image, 1)"),
        slide_by("image, padding)", "image, 2 * padding)"),
        slide_by("np.pad(image, padding)", "image[::stride, ::stride]",
                 "[::stride, ::stride]", ""),
        slide_by("kernel)", "kernel)[0]"),
        slide_by("return", "found ="),
        slide_by("return", "yield"),
        slide_by("stride]", "stride], 'shape'"),
        slide_by("image, padding)", "image, padding, mode='reflect')"),
        slide_by("image, padding)", "image, padding, constant_values=np.nan)"),
        LOOPS.replace("// stride + 1", "// stride"),
        LOOPS.replace("row * stride", "row"),
        LOOPS.replace("shape[1]", "shape[0]"),
        LOOPS.replace(".sum()", ".max()"),
        LOOPS.replace("= (window", "+= 1 + (window"),
        "def answer(image, kernel, stride, padding):\n"
        "    size = output_size(len(image), len(kernel), stride, padding)\n"
        "    return np.zeros((size, size))",
    ],
}  # fmt: skip

RIGHT = {
    "check_1": [
        net(),
        net() + "\nanswer = answer()",
        net("x.flatten(1)", "x.view(len(x), -1)"),
        net("F.max_pool2d(F.relu(self.a(x)), 2)", "F.relu(F.max_pool2d(self.a(x), 2))"),
        net("F.relu(self.b(x))", "self.b(x).clamp(min=0)"),
        net("(3, 8, 3,", "(3, 8, (3, 3), stride=1,"),
        net("nn.Linear(288, 4)", "nn.LazyLinear(4)"),
        net("padding=1)", "padding='same')"),
        net(", padding=1", "", "self.a(x)", "self.a(F.pad(x, (1, 1, 1, 1)))"),
        "class answer(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n"
        "        shapes = (8, 3, 3, 3), (8,), (12, 8, 5, 5), (12,), (4, 288), (4,)\n"
        "        made = [nn.Parameter(torch.randn(s) / 9) for s in shapes]\n"
        "        self.all = nn.ParameterList(made)\n\n"
        "    def forward(self, x):\n        a, b, c, d, e, f = self.all\n"
        "        x = F.max_pool2d(F.conv2d(x, a, b, padding=1).relu(), 2)\n"
        "        x = F.max_pool2d(F.conv2d(x, c, d).relu(), 2)\n"
        "        return F.linear(x.flatten(1), e, f)",
        f"answer = nn.Sequential({LAYERS})",
        f"def answer():\n    return nn.Sequential({LAYERS})",
        "class answer(nn.Sequential):\n    def __init__(self):\n"
        f"        super().__init__({LAYERS})",
        "class answer(nn.Module):\n    def __init__(self, channels=3):\n"
        f"        super().__init__()\n        self.all = nn.ModuleList([{LAYERS}])\n\n"
        "    def forward(self, images):\n        for layer in self.all:\n"
        "            images = layer(images)\n        return images",
        net() + "\nanswer = answer().double().eval()",
    ],
    "check_2": [
        lost(LIST, f"nn.ModuleList({LIST})"),
        lost(LIST, f"nn.Sequential(*{LIST})"),
        lost(LIST, f"nn.Sequential(*{LIST})",
             "        for layer in self.layers:\n            x = layer(x)\n", "",
             "return x", "return self.layers(x)"),
        lost(LIST, f"{LIST}\n        self.a, _, self.b = self.layers"),
        lost(LIST, f"{LIST}\n        for n, layer in enumerate(self.layers):\n"
             "            self.add_module(f'layer{n}', layer)"),
        lost("self.layers = " + LIST, "self.b, self.a = nn.Linear(56, 10), "
             "nn.Linear(160, 56)", "in self.layers", "in (self.a, F.relu, self.b)"),
        lost(LIST, "nn.ModuleDict({'1': nn.Linear(160, 56), '2': nn.ReLU(),"
             " '3': nn.Linear(56, 10)})", "in self.layers", "in self.layers.values()"),
        lost(LIST, f"nn.ModuleList({LIST})") + "\nanswer = answer()",
        lost(LIST, "nn.ModuleList([nn.Linear(160, 56), nn.Linear(56, 10)])",
             "        for layer in self.layers:\n            x = layer(x)\n"
             "        return x",
             "        first, last = self.layers\n        return last(first(x).relu())"),
        "class answer(Forgetful):\n    def __init__(self):\n"
        "        super().__init__()\n        self.layers = nn.Sequential(*self.layers)",
    ],
    "check_3": [
        slide_by(),
        slide_by("[::stride, ::stride]", "[::stride, ::stride].astype(object)"),
        "def answer(image, kernel, stride, padding):\n"
        "    layer = nn.Conv2d(1, 1, len(kernel), stride, padding, bias=False)\n"
        "    layer.double().weight.data[:] = torch.tensor(kernel)\n"
        "    return layer(torch.tensor(image)[None])[0]",
        LOOPS,
        slide_by("return ", "return list(map(list, ", "stride]", "stride]))"),
        "from scipy.signal import correlate2d\n\n"
        "def answer(image, kernel, stride, padding):\n"
        "    whole = correlate2d(np.pad(image, padding), kernel, mode='valid')\n"
        "    return whole[::stride, ::stride]",
        "def answer(i, k, s, p):\n"
        "    i, k = torch.tensor(i)[None, None], torch.tensor(k)[None, None]\n"
        "    return F.conv2d(i, k, stride=s, padding=p).squeeze(0).squeeze(0)",
        "def answer(image, kernel, stride, padding):\n"
        "    image = np.pad(image, padding)\n"
        "    seen = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)\n"
        "    return np.einsum('hwij,ij->hw', seen[::stride, ::stride], kernel)",
        "def answer(image, kernel, stride, padding):\n"
        "    h, w = image.shape\n"
        "    big = np.zeros((h + 2 * padding, w + 2 * padding), np.float32)\n"
        "    big[padding : padding + h, padding : padding + w] = image\n"
        "    k = len(kernel)\n"
        "    return np.array([\n"
        "        [np.vdot(big[r : r + k, c : c + k], kernel)\n"
        "         for c in range(0, big.shape[1] - k + 1, stride)]\n"
        "        for r in range(0, big.shape[0] - k + 1, stride)])",
        "def answer(image, kernel, stride, padding):\n"
        "    k, (h, w) = len(kernel), image.shape\n"
        "    out = 0\n"
        "    big = np.pad(image, padding)\n"
        "    for r in range(k):\n"
        "        for c in range(k):\n"
        "            part = big[r:, c:][: len(big) - k + 1, : len(big[0]) - k + 1]\n"
        "            out = out + kernel[r, c] * part[::stride, ::stride]\n"
        "    return out",
    ],
}  # fmt: skip
