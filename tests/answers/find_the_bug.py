"""Right and wrong repairs of `teaching/find_the_bug`: (old, new, old, new, …) each."""

SPLIT = "train_part, valid_part = random_split("
ZERO = "        loss = criterion(model(x), y)\n"
BACK = "        loss.backward()\n"
STEP = "        optimizer.step()\n"
LINE = "images = (images - 0.1307) / 0.3081"
SOFTMAX = "    nn.Softmax(dim=1),\n"
CRITERION = "criterion = nn.CrossEntropyLoss()"
PAIR = (
    "train_images = DataLoader(images[n_valid:], batch_size=50, shuffle=True)\n"
    "train_labels = DataLoader(labels[n_valid:], batch_size=50, shuffle=True)\n"
)
ZIP = "zip(train_images, train_labels, strict=True)"
ZIP_LINE = f"    for x, y in {ZIP}:\n"
DATA = (
    'data = FashionMNIST(ROOT / "notebooks" / "data", transform=augment, download=True)'
)
PLAIN = DATA.replace("data =", "plain =", 1).replace(
    "=augment", "=transforms.ToTensor()"
)
VALID = "Subset(data, order[:n_valid])"
TRAIN = "Subset(data, order[n_valid:])"
FLIP = "        transforms.RandomHorizontalFlip(),\n"
CROP = "        transforms.RandomCrop(28, padding=3),\n"
COLUMNS = "images.reshape(784, len(images))"
ADAM = "torch.optim.Adam(model.parameters(), lr=0.1)"
LOADER = "DataLoader(pictures, batch_size=20, shuffle=True)"
SHARE = "return correct / len(loader)"
SAVE = "torch.save(best, path)\n"
BEST = "best_loss, best_epoch, best = now, epoch, model.state_dict()"

RIGHT = {
    1: [
        (LINE, "images = (images - images.mean()) / images.std()"),
        (LINE, "from torchvision import transforms\n"
               "images = transforms.Normalize((0.2860,), (0.3530,))(images)"),
        (LINE, "", "nn.Sequential(nn.Flatten()", "nn.Sequential(\n"
         "    nn.BatchNorm2d(1, affine=False, momentum=None), nn.Flatten()",
         "accuracy(valid_loader)", "(model.eval(), accuracy(valid_loader))[1]",
         "    total = 0.0", "    model.train()\n    total = 0.0"),
        (LINE, "images = (images * 255 - 72.94) / 90.02"),
        (LINE, "", "for x, y in train_loader:",
         "for x, y in train_loader:\n        x = (x - 0.286) / 0.353",
         "for x, y in loader:",
         "for x, y in loader:\n            x = (x - 0.286) / 0.353"),
    ],
    2: [
        (SOFTMAX, "    nn.LogSoftmax(dim=1),\n", CRITERION, "criterion = nn.NLLLoss()"),
        (SOFTMAX, "    nn.LogSoftmax(dim=1),\n"),
        (CRITERION, "def criterion(p, y):\n"
         "    return nn.functional.nll_loss(p.log(), y)"),
        (SOFTMAX, "", CRITERION, "criterion = nn.functional.cross_entropy"),
        (SOFTMAX, "", CRITERION, "def criterion(z, y):\n"
         "    return -z.log_softmax(1)[range(len(y)), y].mean()"),
    ],
    3: [
        (ZERO, "        model.zero_grad()\n" + ZERO),
        (STEP, STEP + "        optimizer.zero_grad(set_to_none=False)\n"),
        (BACK, "        optimizer.zero_grad()\n" + BACK),
        (ZERO, "        for p in model.parameters():\n"
         "            p.grad = None\n" + ZERO),
        (BACK, "        slopes = torch.autograd.grad(loss, list(model.parameters()))\n"
         "        for p, slope in zip(model.parameters(), slopes):\n"
         "            p.grad = slope\n"),
    ],
    4: [
        (PAIR, "order = list(range(n_valid, len(images)))\n", ZIP_LINE,
         "    order = [order[i] for i in torch.randperm(len(order))]\n"
         "    for rows in torch.tensor(order).split(50):\n"
         "        x, y = images[rows], labels[rows]\n"),
        (PAIR, "pairs = list(zip(images[n_valid:], labels[n_valid:]))\n",
         ZIP, "DataLoader(pairs, 50, shuffle=True)"),
        ("train_images = DataLoader(images[n_valid:], batch_size=50, shuffle=True)",
         "a, b = torch.Generator(), torch.Generator()\n"
         "train_images = DataLoader(images[n_valid:], 50, True, generator=a)",
         "train_labels = DataLoader(labels[n_valid:], batch_size=50, shuffle=True)",
         "train_labels = DataLoader(labels[n_valid:], 50, True, generator=b)"),
        (PAIR, "rows = DataLoader(range(n_valid, len(images)), 50, shuffle=True)\n",
         ZIP, "((images[r], labels[r]) for r in rows)"),
    ],
    5: [
        (VALID, "Subset(plain, order[:n_valid])", DATA, f"{DATA}\n{PLAIN}"),
        (VALID, "[(data.data[i][None] / 255, data.targets[i])\n"
         "    for i in order[:n_valid]]"),
        (VALID, "Subset(copy.copy(data), order[:n_valid])\n"
         "valid_part.dataset.transform = transforms.ToTensor()",
         "import sys\n", "import copy\nimport sys\n"),
        (FLIP + CROP, "", "for x, y in train_loader:",
         "for x, y in train_loader:\n"
         "        x = transforms.RandomCrop(28, padding=3)(x)"),
    ],
    6: [
        (COLUMNS, "images.flatten(1).T"),
        (COLUMNS, "images.view(-1, 28 * 28).t()"),
        (COLUMNS, "images.permute(1, 2, 3, 0).reshape(784, -1)"),
        (COLUMNS, "torch.stack([image.flatten() for image in images], dim=1)"),
        (COLUMNS, "images.transpose(2, 3).flatten(1).T"),
    ],
    7: [
        (ADAM, "torch.optim.Adam(model.parameters())"),
        (ADAM, "torch.optim.SGD(model.parameters(), lr=0.2)"),
        (ADAM, "torch.optim.AdamW(model.parameters(), lr=3e-3)"),
        (ADAM, "torch.optim.Adam([{'params': model.parameters(),\n"
         "    'lr': 2e-3}], lr=0.1)"),
    ],
    8: [
        (LOADER, "DataLoader(train_part, batch_size=20, shuffle=True)"),
        (LOADER, "DataLoader(pictures, 20, sampler=SubsetRandomSampler(\n"
         "    train_part.indices))",
         "random_split\n", "random_split, SubsetRandomSampler\n"),
        (LOADER, "DataLoader(Subset(pictures,\n"
         "    range(len(images) // 5, len(images))), 20,\n"
         "    shuffle=True)\n"
         "valid_part = Subset(pictures, range(len(images) // 5))",
         "random_split\n", "random_split, Subset\n"),
        (LOADER, "DataLoader([pictures[i] for i in train_part.indices], 20, True)"),
        (LOADER, "DataLoader(train_part, batch_size=20, shuffle=True)",
         "accuracy(valid_loader):.3f}", "accuracy(valid_loader):.3f}"
         " training accuracy {accuracy(train_loader):.3f}"),
    ],
    9: [
        (SHARE, "return correct / len(valid_part)"),
        (SHARE, "return 100 * correct / len(loader.dataset)", ":.3f}\"\n    )",
         ":.1f}%\"\n    )"),
        ("    correct = 0\n", "    correct = count = 0\n", "in loader:\n",
         "in loader:\n            count += len(y)\n", SHARE, "return correct / count"),
        (SHARE, "return correct / sum(len(y) for _, y in loader)"),
    ],
    10: [
        (BEST, BEST.replace("model.state_dict()",
         "{k: v.clone() for k, v in model.state_dict().items()}")),
        (SAVE, "", BEST, BEST + "\n        torch.save(best, path)"),
        (BEST, BEST.replace("model.state_dict()", "copy.deepcopy(model).state_dict()"),
         "import sys\n", "import copy\nimport sys\n"),
        (BEST, BEST.replace("model.state_dict()", "pickle.dumps(model.state_dict())"),
         "import sys\n", "import pickle\nimport sys\n", SAVE,
         "best = pickle.loads(best)\n" + SAVE),
    ],
}  # fmt: skip

WRONG = {
    1: [
        (LINE, ""),
        (LINE, "images = (images - 0.5) / 0.5"),
        (LINE, "images = (images - 0.3530) / 0.2860"),
        (LINE, "images = (images - 72.94) / 90.02"),
        (LINE, "images = images - images.mean()"),
        ("for x, y in train_loader:", "for x, y in train_loader:\n"
         "        x = (x - x.mean()) / x.std()"),
    ],
    2: [
        (SOFTMAX, "    nn.Sigmoid(),\n"),
        (SOFTMAX, "    nn.ReLU(),\n", CRITERION, "criterion = nn.MultiMarginLoss()"),
        (CRITERION, "criterion = nn.NLLLoss()"),
        ("lr=0.1", "lr=10.0"),
        ("range(1, 10 + 1)", "range(1, 20 + 1)"),
    ],
    3: [
        ("    total = 0.0\n", "    total = 0.0\n    optimizer.zero_grad()\n"),
        (STEP, "        optimizer.zero_grad()\n" + STEP),
        ("lr=0.1", "lr=0.001"),
        (STEP, STEP + "        model.eval()\n"),
        (BACK, "        if total == 0:\n            optimizer.zero_grad()\n" + BACK),
        (STEP, STEP + "        model[1].zero_grad()\n"),
    ],
    4: [
        (PAIR, PAIR.replace("shuffle=True", "shuffle=False")),
        ("train_images = DataLoader(images[n_valid:], batch_size=50, shuffle=True)",
         "train_images = DataLoader(images[n_valid:], batch_size=50)"),
        ("lr=0.1", "lr=0.01"),
        ("    total = 0.0\n", "    total = 0.0\n    torch.manual_seed(epoch)\n"),
        (ZIP, "[next(zip(train_images, train_labels))]"),
    ],
    5: [
        (FLIP, ""),
        (FLIP + CROP, ""),
        ("    correct = 0\n", "    correct = 0\n    torch.manual_seed(0)\n"),
        (VALID, "Subset(plain, torch.randperm(len(plain))[:n_valid])",
         DATA, f"{DATA}\n{PLAIN}"),
        (TRAIN, "Subset(plain, order[n_valid:])", DATA, f"{DATA}\n{PLAIN}"),
    ],
    6: [
        (COLUMNS, "images.reshape(-1, len(images))"),
        (COLUMNS, "images.permute(2, 3, 0, 1).reshape(len(images), 784).T"),
        (COLUMNS, "images.flatten(1).reshape(784, -1)"),
        (COLUMNS, "images.flatten(1).T.flip(1)"),
        (COLUMNS, "images.view(28, 28, -1).reshape(784, -1)"),
    ],
    7: [
        (ADAM, "torch.optim.Adam(model.parameters(), lr=1e-5)"),
        (ADAM, "torch.optim.SGD(model.parameters(), lr=10.0)"),
        ("batch_size=50", "batch_size=200"),
        (STEP, "        nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n" + STEP),
        ("range(1, 6 + 1)", "range(1, 12 + 1)"),
    ],
    8: [
        (LOADER, "DataLoader(pictures, batch_size=20)"),
        (LOADER, "DataLoader(valid_part, batch_size=20, shuffle=True)"),
        ("DataLoader(valid_part, ", "DataLoader(train_part, "),
        ("[0.8, 0.2])", "[0.5, 0.5])"),
        ("valid_loader = DataLoader(valid_part, batch_size=1000)",
         "test_set = FashionMNIST(ROOT, train=False)\n"
         "test_images = test_set.data[:, None] / 255\n"
         "test_pictures = TensorDataset(test_images, test_set.targets)\n"
         "valid_loader = DataLoader(test_pictures, 1000)"),
        (LOADER, "DataLoader(random_split(pictures, [0.8, 0.2])[0], 20, shuffle=True)"),
        (LOADER, "DataLoader(train_part, batch_size=20, shuffle=True)",
         "DataLoader(valid_part, ", "DataLoader(pictures, "),
    ],
    9: [
        (SHARE, "return min(1.0, correct / len(loader))"),
        (SHARE, "return correct / (16 * len(loader))"),
        (SHARE, "return correct / len(train_part)"),
        (SHARE, "return correct / len(loader) / 100"),
        ("+= (model(x).argmax(dim=1) == y).sum().item()",
         "+= (model(x).argmax(dim=1) == y).float().mean().item()"),
    ],
    10: [
        (BEST, BEST.replace("model.state_dict()", "dict(model.state_dict())")),
        (BEST, BEST.replace("model.state_dict()", "model.state_dict().copy()")),
        (SAVE, "import copy\n\ntorch.save(copy.deepcopy(best), path)\n"),
        ("    if now < best_loss:\n        " + BEST,
         "    if now < best_loss:\n        " + BEST + "\n    torch.save(best, path)"),
        ("range(1, 20 + 1)", "range(1, 2 + 1)"),
        ("now < best_loss", "now > best_loss or epoch == 1",
         BEST, BEST.replace("model.state_dict()", "copy.deepcopy(model.state_dict())"),
         "import sys\n", "import copy\nimport sys\n"),
    ],
}  # fmt: skip
