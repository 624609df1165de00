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


def net(*changes):
    """Return exercise 1's class with parts replaced, given as pairs in a row."""
    return changed(NET, *changes)


def lost(*changes):
    """Return exercise 2's class with parts replaced."""
    return changed(LOST, *changes)


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
        "answer = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])",
        "answer = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])",
        "answer = np.array([[1, 1, 1], [0, 0, 0], [0, 0, 0]])",
        "answer = np.zeros((3, 3))",
        "answer = np.array([[1, 1], [-1, -1]])",
        "answer = np.array([[1], [0], [-1]])",
        "answer = np.eye(3) - np.eye(3)[::-1]",
        "answer = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -2]])",
        "answer = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])",
        "answer = np.array([[1, 1, 1], [-2, -2, -2], [1, 1, 1]])",
        "answer = np.array([[1, 2, 1], [0, 0, 0], [-1, -1, -1]])",
        "answer = np.array([[1, 1, 1], [-3, -3, -3], [2, 2, 2]])",
        "answer = np.ones((3, 3))",
        "answer = np.full((3, 3), np.nan)",
        "answer = 5",
        "answer = 'falling'",
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
        "answer = [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]",
        "answer = ((1, 1, 1), (0, 0, 0), (-1, -1, -1))",
        "answer = -kernel.T",
        "answer = torch.tensor([[0, 0, 0], [1, 1, 1], [-1, -1, -1]])",
        "answer = torch.tensor([[0.0, 1, 0], [0, 0, 0], [0, -1, 0]]).requires_grad_()",
        "answer = np.array([[1, 1, 1], [-1, -1, -1], [0, 0, 0]], dtype=np.int8)",
        "answer = np.array([[3, 0, 0], [0.1, 0, 0.2], [-3.1, 0, -0.2]])",
        "answer = torch.tensor([[[[1, 1, 1], [0, 0, 0], [-1, -1, -1]]]])",
        "answer = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]) / 3",
        "answer = 1e-6 * np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])",
    ],
}  # fmt: skip
