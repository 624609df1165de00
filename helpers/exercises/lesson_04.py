"""Checks of lesson 4: a data set, an order for two, the darkest of a loader."""

import weakref
from itertools import permutations

import torch
from torch.utils.data import DataLoader

from helpers.exercises import case, exercise, require


def pictures(n: int, height: int, width: int, seed: int) -> torch.Tensor:
    """Return n random pictures (n, height, width), uint8, no two of them alike."""
    generator = torch.Generator().manual_seed(seed)
    made = torch.randint(256, (n, height, width), generator=generator)
    made[:, 0, 0] = torch.arange(n)  # tells which one it is
    return made.to(torch.uint8)


def check_item(item, image: torch.Tensor, label: int, i: int) -> None:
    """Refuse an item that is not the pair (picture, label) of place i."""
    require(item is not ... and item is not None, "Item i returns nothing yet.")
    require(
        isinstance(item, (tuple, list)) and len(item) == 2,
        f"Item {i} is a {type(item).__name__}. It should be a pair: picture, label.",
    )
    found, its_label = item
    require(torch.is_tensor(found), "The picture of the pair is no tensor.")
    shape = (1, *image.shape)
    require(
        tuple(found.shape) == shape,
        f"Of {tuple(image.shape)} pixels comes {tuple(found.shape)}, not {shape}.",
    )
    require(found.dtype == torch.float32, f"The picture is {found.dtype}, not float32.")
    expected = image.float().div(255).unsqueeze(0)
    require(
        not torch.allclose(found, image.float().unsqueeze(0)) or not image.any(),
        "The picture goes up to 255, not to 1.",
    )
    require(torch.allclose(found, expected), f"The pixels of item {i} are other ones.")
    require(its_label is not ... and its_label is not None, "The label is missing.")
    wrong = f"The label of item {i} is {its_label}, not {label}."
    require(not isinstance(its_label, str), wrong)
    its_label = torch.as_tensor(its_label)
    require(its_label.numel() == 1 and int(its_label) == label, wrong)
    require(
        not its_label.is_floating_point(),
        f"The label of item {i} is a float. It should stay a whole number.",
    )


class Marked:
    """A transform that counts its calls and changes each picture differently."""

    def __init__(self):
        self.calls, self.got = 0, []

    def __call__(self, image):
        """Return six numbers that say which call this is."""
        self.calls += 1
        self.got.append(image.clone() if torch.is_tensor(image) else image)
        return torch.full((2, 3), float(self.calls))  # another shape is allowed


def check_transform(kind) -> None:
    """Refuse a data set that changes its items never, once, or without need."""
    images, labels = pictures(4, 5, 7, seed=3), torch.tensor([2, 0, 1, 2])
    mark = Marked()
    dataset = kind(images, labels, mark)
    require(mark.calls == 0, "It calls transform before anyone asks for an item.")
    found = [dataset[i][0] for i in (1, 1, 3)]
    require(mark.calls > 0, "transform is never called.")
    require(
        mark.calls == 3,
        f"Three items were asked for, and transform was called {mark.calls} times.",
    )
    for calls, picture in enumerate(found, start=1):
        require(
            torch.is_tensor(picture)
            and torch.equal(picture, torch.full((2, 3), calls)),
            "The picture of the pair is not what transform returned.",
        )
    for got, i in zip(mark.got, (1, 1, 3), strict=True):
        expected = images[i].float().div(255).unsqueeze(0)
        require(
            torch.is_tensor(got) and got.shape == expected.shape
            and torch.allclose(got.float(), expected),
            "transform gets something else than the picture (1, H, W) from 0 to 1.",
        )  # fmt: skip


@exercise
def check_1(kind) -> str:
    """Expect a data set that gives its pictures as floats, changed if asked."""
    require(isinstance(kind, type), "Pictures should be a class.")
    for n, height, width, seed in ((5, 6, 4, 0), (1, 3, 8, 1), (23, 28, 28, 2)):
        images = pictures(n, height, width, seed)
        labels = torch.arange(n) * 7 % 10
        before = images.clone()
        dataset = kind(images, labels)
        try:
            length = len(dataset)
        except TypeError:
            length = ...
        require(length is not ..., "len(…) returns no number yet.")
        require(length == n, f"len(…) of {n} pictures is {length}.")
        for i in range(n):
            check_item(dataset[i], images[i], int(labels[i]), i)
        require(torch.equal(images, before), "The images that it was given changed.")
        served = [y for _, y in DataLoader(kind(images, labels, None), batch_size=4)]
        require(
            torch.cat(served).tolist() == labels.tolist(),
            "A DataLoader does not get the labels in order.",
        )
    check_transform(kind)
    return "A DataLoader can serve it, and every picture is changed anew each time."


def one_pass(shuffled, n: int, size: int, seed: int) -> list[list[int]]:
    """Return which pictures each batch of a pass holds; refuse what is no pass."""
    images, labels = pictures(n, 5, 7, seed), torch.arange(n) * 3 + 1
    before = images.clone(), labels.clone()
    served = shuffled(images, labels, size)
    require(served is not ... and served is not None, "It returns nothing yet.")
    require(
        not isinstance(served, (tuple, list)) or not all(map(torch.is_tensor, served)),
        "It returns one pair and ends there. It should yield one for every batch.",
    )
    batches, of = [], f"Of {n} pictures in batches of {size}"
    for batch in served:
        require(
            isinstance(batch, (tuple, list)) and len(batch) == 2
            and all(torch.is_tensor(half) for half in batch),
            "A batch should be a pair of tensors: images, labels.",
        )  # fmt: skip
        found, names = batch
        require(
            torch.equal(images, before[0]) and torch.equal(labels, before[1]),
            "It changes the tensors that it was given.",
        )
        require(names.ndim == 1, f"Labels have the shape {tuple(names.shape)}: (n,)?")
        require(
            found.ndim == 3 and found.shape[1:] == images.shape[1:],
            f"A batch of pictures (5, 7) has the shape {tuple(found.shape)}.",
        )
        require(
            len(found) == len(names), "A batch has more pictures than labels, or fewer."
        )
        rows = found[:, 0, 0].long().tolist()
        require(
            all(row < n for row in rows) and torch.equal(found, before[0][rows]),
            "The pictures themselves have changed.",
        )
        require(
            torch.equal(names, before[1][rows]), "A picture comes with another's label."
        )
        batches.append(rows)
        require(len(batches) <= n + 1, f"{of} it serves more batches than pictures.")
    require(
        torch.equal(images, before[0]) and torch.equal(labels, before[1]),
        "It changes the tensors that it was given.",
    )
    served_in_all = sorted(row for rows in batches for row in rows)
    require(len(set(served_in_all)) == len(served_in_all), f"{of} some come twice.")
    require(len(served_in_all) == n, f"{of} it serves {len(served_in_all)}, not all.")
    sizes = [len(rows) for rows in batches]
    require(0 not in sizes, f"{of} one batch is empty.")
    require(
        all(count == size for count in sizes[:-1]) and sizes[-1] <= size,
        f"{of} the sizes are {sizes}. Only the last may be smaller.",
    )
    return batches


@exercise
def check_2(shuffled) -> str:
    """Expect every picture once, with its label, in an order that is new each time."""
    for n, size, seed in ((50, 20, 0), (40, 20, 1), (41, 20, 2), (7, 10, 3), (1, 1, 4),
                          (9, 1, 5), (12, 12, 6)):  # fmt: skip
        one_pass(shuffled, n, size, seed)
    passes = [one_pass(shuffled, 47, 10, 7) for _ in range(6)]
    orders = [sum(batches, []) for batches in passes]
    require(orders[0] != sorted(orders[0]), "The order is that of the file.")
    require(
        any(order != orders[0] for order in orders[1:]), "The order is always the same."
    )
    stay = sum(row == place for order in orders for place, row in enumerate(order))
    require(stay < 47, f"In a pass {stay / 6:.0f} of 47 pictures stay in their place.")
    steps = torch.tensor(orders[0]).diff().abs()
    require(
        (steps == 1).sum() < len(steps) // 2,
        "Most pictures still stand beside a neighbour of the file: mix all of them.",
    )
    check_pairs([one_pass(shuffled, 7, 2, 8) for _ in range(150)])
    return "Every picture once, with its own label, in a new order."


def check_pairs(passes: list[list[list[int]]]) -> None:
    """Expect of any two of seven pictures each order, and sometimes the same batch.

    150 fair passes in batches of two miss a pair with a chance of 2e-9.
    """
    orders = [sum(batches, []) for batches in passes]
    for first, second in permutations(range(7), 2):
        require(
            any(order.index(second) < order.index(first) for order in orders),
            f"Of seven pictures {first} always comes before {second}: mix all of them.",
        )
        require(
            any({first, second} == set(rows) for batches in passes for rows in batches),
            f"Of seven pictures {first} and {second} never share a batch of two: mix"
            " all of them.",
        )


class Loader:
    """A loader of fixed batches that can be gone through once."""

    def __init__(self, images: torch.Tensor, size: int):
        self.parts, self.passes, self.taken = images.split(size), 0, 0
        self.served, self.most = [], 0  # how many batches were in memory at once

    def __len__(self) -> int:
        """Count the batches."""
        return len(self.parts)

    def __iter__(self):
        """Yield copies, with labels that mean nothing."""
        self.passes += 1
        require(self.passes == 1, "It goes through the loader more than once.")
        for part in self.parts:
            self.taken += 1
            batch = part.clone()
            self.served.append(weakref.ref(batch))
            yield batch, torch.zeros(len(part), dtype=torch.int64)
            alive = sum(one() is not None for one in self.served)
            self.most = max(self.most, alive)


def check_darkest(darkest, images: torch.Tensor, size: int, k: int) -> None:
    """Hold an answer to the k pictures of the smallest mean."""
    loader = Loader(images, size)
    of = f"Of {len(images)} pictures in batches of {size}, for k = {k}"
    with case(f"{of}:"):
        found = darkest(loader, k)
    require(found is not ... and found is not None, "It returns nothing yet.")
    require(
        torch.is_tensor(found),
        f"It returns a {type(found).__name__}. Stack the pictures to one tensor.",
    )
    shape = (k, *images.shape[1:])
    require(
        tuple(found.shape) == shape,
        f"{of}, the shape is {tuple(found.shape)}, not {shape}.",
    )
    require(
        loader.taken == len(loader),
        f"{of}, it took {loader.taken} of {len(loader)} batches.",
    )
    require(
        loader.most <= k + 2,
        f"{of}, it keeps {loader.most} batches at once. A folder would not fit.",
    )
    found, images = found.double(), images.double()
    require(
        (found[:, None] == images).flatten(start_dim=2).all(dim=2).any(dim=1).all(),
        f"{of}, what it returns are no pictures of the loader: their numbers changed.",
    )
    order = images.flatten(start_dim=1).mean(dim=1).argsort()
    means = found.flatten(start_dim=1).mean(dim=1)
    best, brightest = images[order[:k]], images[order.flip(0)[:k]]
    if torch.equal(found, best):
        return
    as_set = torch.equal(found[means.argsort()], best)
    require(not as_set, f"{of}, they are the right ones, in another order.")
    same = torch.equal(found[means.argsort(descending=True)], brightest)
    require(not same, f"{of}, these are the brightest.")
    require(False, f"{of}, there are darker pictures than those that it returns.")


@exercise
def check_3(darkest) -> str:
    """Expect the k pictures of the smallest mean, darkest first, in one pass."""
    for n, size, k, seed in ((37, 10, 5, 0), (37, 10, 1, 1), (23, 4, 9, 2),
                             (6, 10, 6, 3), (1, 1, 1, 4), (40, 10, 12, 5),
                             (200, 5, 3, 6), (61, 10, 25, 7)):  # fmt: skip
        generator = torch.Generator().manual_seed(seed)
        images = torch.rand(n, 1 + seed % 3, 6, 9, generator=generator)
        light = torch.rand(n, 1, 1, 1, generator=generator)
        light[-1] *= seed % 2  # the last picture, in a small batch, may be the darkest
        check_darkest(darkest, images * light, size, k)
    # One white pixel on black, a dark grey without any black, and a copy of that.
    images = torch.rand(12, 1, 5, 4, generator=torch.Generator().manual_seed(9))
    images[7], images[3] = 0, 0.02
    images[7, 0, 2, 1], images[3, 0, 0, 0] = 1, 0.03
    images[9] = images[3]
    check_darkest(darkest, images, 5, 3)
    return "The darkest, in one pass."
