"""Answers to the exercises of lesson 1, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "check_1((64, 3, 32, 20), 27044)",
        "check_1((64, 3, 20, 32), nn.Linear(1920, 14).parameters())",
        "check_1((64, 20, 32, 3), 27044)",
        "check_1((3, 64, 20, 32), 27044)",
        "check_1((64, 20, 32), 27044)",
        "check_1((64, 1, 20, 32), 27044)",
        "check_1('(64, 3, 20, 32)', 27044)",
        "check_1(torch.zeros(64, 3, 20, 32), 27044)",
        "check_1(64 * 3 * 20 * 32, 27044)",
        "check_1({64, 3, 20, 32}, 27044)",
        "check_1((64.5, 3, 20, 32), 27044)",
        "check_1(['64', '3', '20', '32'], 27044)",
        "check_1((1, 64, 3, 20, 32), 27044)",
        "check_1((64, (3, 20, 32)), 27044)",
        "check_1(torch.tensor(64), 27044)",
        "check_1(lambda: (64, 3, 20, 32), 27044)",
        "check_1(27044, (64, 3, 20, 32))",
        "check_1((64, 3, 20, 32), ...)",
        "check_1((64, 3, 20, 32), 14 * 1920 + 14 * 10)",
        "check_1((64, 3, 20, 32), 14 * 1920)",
        "check_1((64, 3, 20, 32), 14 * 1920 + 14)",
        "check_1((64, 3, 20, 32), 14 * 640 + 14 + 150)",
        "check_1((64, 3, 20, 32), 64 * 14 * 1920 + 14 + 150)",
        "check_1((64, 3, 20, 32), 14 * 1920 + 14 + 10 * 1920 + 10)",
        "check_1((64, 3, 20, 32), 11140)",
        "check_1((64, 3, 20, 32), 24)",
        "check_1((64, 3, 20, 32), (26894, 150))",
        "check_1((64, 3, 20, 32), '27044')",
        "check_1((64, 3, 20, 32), lambda: 27044)",
    ],
    "check_2": [
        """\
def answer(scores, labels):
    guesses = scores.argmax(dim=1, keepdim=True)
    return (guesses == labels).float().mean()""",
        "def answer(scores, labels): return (scores.argmax(1) == labels).sum()",
        "def answer(scores, labels): return (scores.argmax(1) == labels).float()",
        "def answer(s, labels): return (s.argmin(1) == labels).float().mean()",
        "def answer(s, labels): return (s.argmax(1) != labels).float().mean()",
        "def answer(scores, labels): return (scores.argmax(1) == labels).sum() / 10",
        "def answer(scores, labels): return 0.97",
        "def answer(s, labels): return (s.argmax(1) == labels).float().mean() * 100",
        "def answer(s, labels): return (s.argmax(1) == labels).all()",
        "def answer(s, labels): return (s.argmax(1) == labels).sum() // len(labels)",
        "def answer(s, labels): return (s.max(1).values == labels).float().mean()",
        "def answer(s, labels): return s.softmax(1).gather(1, labels[:, None]).mean()",
        "def answer(s, labels): print((s.argmax(1) == labels).float().mean())",
        "def answer(scores, labels): return (scores.argmax() == labels).float().mean()",
        "def answer(s, labels): return (s.argmax(0) == labels).float().mean()",
        """\
def answer(scores, labels):
    guesses = scores.argmax(dim=1, keepdim=True)
    return (guesses == labels).any(dim=1).float().mean()""",
        """\
def answer(scores, labels):
    guesses = scores.argmax(dim=1, keepdim=True)
    return (guesses == labels).float().mean() * 10""",
        "def answer(scores, labels): scores.argmax(1) == labels",
        """\
def answer(scores, labels):
    scores -= scores.amax(dim=1, keepdim=True)
    return (scores.argmax(1) == labels).float().mean()""",
    ],
    "check_3": [
        "def answer(images, down, right): return images",
        "def answer(images, down, right): return images.roll((down, right), (2, 3))",
        "def answer(images, down, right): return F.pad(images, (right, 0, down, 0))",
        "def answer(images, d, r): return F.pad(images, (d, -d, r, -r))",
        "def answer(images, d, r): return F.pad(images, (-r, r, -d, d))",
        "def answer(images, d, r): return F.pad(images, (r, -r, d, -d), value=1)",
        "def answer(images, d, r): return F.pad(images, (abs(r), -abs(r), d, -d))",
        "def answer(images, d, r): return F.pad(images, (r, -r))",
        "def answer(images, d, r): return F.pad(images, (r, -r, -d, d))",
        "def answer(images, d, r): return F.pad(images, (r, -r, d, -d)).squeeze()",
        "def answer(images, d, r): return F.pad(images, (r, -r, d, -d)).long()",
        "def answer(images, d, r): return F.pad(images, (r, r, d, d))",
        "def answer(images, d, r): return torch.zeros_like(images)",
        "def answer(i, d, r): return F.pad(i, (r, -r, d, -d), mode='replicate')",
        "def answer(images, d, r): return [F.pad(i, (r, -r, d, -d)) for i in images]",
        "def answer(images, d, r): return F.pad(images, (0, 0, d, -d))",
        "def answer(images, d, r): return F.pad(images, (r, -r, d, -d))[:, :1]",
        "def answer(images, d, r): return F.pad(images, (r, -r, d, -d)).numpy()",
        """\
def answer(images, down, right):
    images[:] = F.pad(images, (right, -right, down, -down))
    return images""",
        """\
def answer(images, down, right):
    moved = torch.zeros_like(images)
    moved[..., down:, right:] = images[..., : 28 - down, : 28 - right]
    return moved""",
        """\
def answer(images, down, right):
    moved = torch.zeros_like(images)
    moved[..., down:, right:] = images[..., :-down, :-right]
    return moved""",
        """\
def answer(images, down, right):
    moved = images.clone()
    h, w = images.shape[2:]
    moved[..., max(0, down):h + min(0, down), max(0, right):w + min(0, right)] = (
        images[..., max(0, -down):h - max(0, down), max(0, -right):w - max(0, right)]
    )
    return moved""",
        "def answer(images, pixels, more): return images[no_such_name]",
    ],
}

RIGHT = {
    "check_1": [
        "check_1([64, 3, 20, 32], 27044)",
        "check_1(torch.zeros(64, 3, 20, 32).shape, 27044.0)",
        "check_1(torch.Size([64, 3, 20, 32]), torch.tensor(27044))",
        "check_1(np.array([64, 3, 20, 32]), np.int64(27044))",
        "check_1(torch.tensor([64, 3, 20, 32]), [27044])",
        "check_1(tuple(np.int64(n) for n in (64, 3, 20, 32)), 1921 * 14 + 15 * 10)",
        "check_1((64.0, 3.0, 20.0, 32.0), np.array([27044]))",
        "check_1([torch.tensor(n) for n in (64, 3, 20, 32)], torch.tensor([27044.0]))",
        "check_1(tuple(map(int, '64 3 20 32'.split())), int('27044'))",
        "check_1(torch.empty(64, 3, 20, 32).size(), sum(p.numel() for layer in"
        " (nn.Linear(1920, 14), nn.Linear(14, 10)) for p in layer.parameters()))",
    ],
    "check_2": [
        """\
def answer(scores, labels):
    return (scores.argmax(dim=1) == labels).float().mean().item()""",
        """\
def answer(scores, labels):
    guesses = scores.argmax(dim=1, keepdim=True)
    return (guesses == labels[:, None]).float().mean()""",
        """\
def answer(scores, labels):
    guesses = scores.argmax(dim=1, keepdim=True).squeeze(1)
    return (guesses == labels).double().mean()""",
        """\
def answer(scores, labels):
    return (scores.argmax(1) == labels).sum() / len(labels)""",
        """\
def answer(scores, labels):
    pairs = zip(scores.tolist(), labels.tolist())
    return sum(row.index(max(row)) == label for row, label in pairs) / len(labels)""",
        """\
def answer(scores, labels):
    return np.mean(scores.numpy().argmax(axis=1) == labels.numpy())""",
        """\
def answer(scores, labels):
    guesses = scores.argmax(dim=1, keepdim=True)
    return (guesses == labels).float().diagonal().mean()""",
        """\
def answer(scores, labels):
    return torch.tensor([(scores.max(1).indices == labels).float().mean()])""",
        """\
from fractions import Fraction
def answer(s, labels):
    return Fraction(int((s.argmax(1) == labels).sum()), len(labels))""",
        """\
from sklearn.metrics import accuracy_score
def answer(scores, labels): return accuracy_score(labels, scores.argmax(1))""",
        """\
def answer(scores, labels):
    return (scores.argmax(1, keepdim=True).T == labels).float().mean()""",
        """\
def answer(s, labels):
    return (s.gather(1, labels[:, None])[:, 0] == s.amax(1)).float().mean()""",
        "def answer(s, labels): return 1 - (s.argmax(1) != labels).float().mean()",
        """\
class Share(nn.Module):
    def forward(self, s, labels): return (s.argmax(1) == labels).float().mean()
answer = Share()""",
    ],
    "check_3": [
        "def answer(images, d, r): return F.pad(images, (r, -r, d, -d))",
        """\
def answer(images, down, right):
    moved = torch.zeros_like(images)
    for y in range(images.shape[2]):
        for x in range(images.shape[3]):
            if 0 <= y - down < images.shape[2] and 0 <= x - right < images.shape[3]:
                moved[:, :, y, x] = images[:, :, y - down, x - right]
    return moved""",
        """\
def answer(images, down, right):
    moved = images.roll((down, right), dims=(2, 3)).clone()
    if down > 0: moved[:, :, :down] = 0
    if down < 0: moved[:, :, down:] = 0
    if right > 0: moved[..., :right] = 0
    if right < 0: moved[..., right:] = 0
    return moved""",
        """\
def answer(images, down, right):
    h, w = images.shape[-2:]
    wide = F.pad(images, (w, w, h, h))
    return wide[..., h - down : 2 * h - down, w - right : 2 * w - right]""",
        """\
def answer(images, down, right):
    h, w = images.shape[-2:]
    rows, columns = torch.eye(h), torch.eye(w)
    rows = F.pad(rows, (0, 0, down, -down))
    columns = F.pad(columns, (right, -right))
    return torch.einsum("yh,nchw,wx->ncyx", rows, images, columns)""",
        """\
def answer(images, down, right):
    moved = np.zeros(images.shape, np.float32)
    h, w = images.shape[2:]
    moved[..., max(0, down):h + min(0, down), max(0, right):w + min(0, right)] = (
        images[..., max(0, -down):h - max(0, down), max(0, -right):w - max(0, right)]
    )
    return torch.from_numpy(moved)""",
        """\
def answer(images, down, right):
    moved = torch.zeros(images.shape, dtype=torch.float64)
    moved += F.pad(images, (right, -right, down, -down))
    return moved""",
        """\
from torchvision.transforms.functional import affine
def answer(images, d, r): return affine(images, 0, [r, d], 1, [0, 0])""",
        """\
from torchvision.transforms.functional import crop
def answer(images, d, r): return crop(images, -d, -r, *images.shape[2:])""",
        """\
def answer(images, d, r):
    for dim, step in ((2, d), (3, r)):
        for _ in range(abs(step)):
            free = torch.zeros_like(images.narrow(dim, 0, 1))
            rest = images.narrow(dim, int(step < 0), images.shape[dim] - 1)
            images = torch.cat([free, rest] if step > 0 else [rest, free], dim)
    return images""",
        """\
def answer(images, d, r):
    kernel = torch.zeros(1, 1, 2 * abs(d) + 1, 2 * abs(r) + 1)
    kernel[..., abs(d) - d, abs(r) - r] = 1
    flat = images.flatten(0, 1)[:, None]
    return F.conv2d(flat, kernel, padding=(abs(d), abs(r))).view(images.shape)""",
    ],
}
