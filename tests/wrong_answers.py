"""Plausible wrong answers to every exercise, as code that sets `answer`."""

WRONG_ANSWERS = {
    "01_import_the_libraries": {
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
            "def answer(images, pixels):\n"
            "    images[..., pixels:] = images[..., :28 - pixels].clone()\n"
            "    images[..., :pixels] = 0\n"
            "    return images",
            "def answer(images, pixels):\n"
            "    moved = torch.zeros_like(images)\n"
            "    moved[..., :28 - pixels] = images[..., pixels:]\n"
            "    return moved",
            "def answer(images, pixels): return images[no_such_name]",
        ],
        "check_3": [
            "answer = 784 * 14 + 14 * 10",
            "answer = 784 * 14 + 10",
            "answer = '11140'",
        ],
    },
    "02_download_the_data": {
        "check_1": [
            "answer = digest(test_set.targets.numpy().tobytes())",
            "answer = digest(test_set.targets.to(torch.uint8).numpy().tobytes())",
            "labels = test_set.targets\n"
            "answer = digest(idx_header(labels.shape) + labels.numpy().tobytes())",
            "labels = train_set.targets.to(torch.uint8)\n"
            "answer = digest(idx_header(labels.shape) + labels.numpy().tobytes())",
            "answer = 7",
        ],
        "check_2": [
            "def answer(data, targets): return data.float().mean((1, 2))[:10] / 255",
            "def answer(data, targets):\n"
            "    return torch.stack([data[targets == c].float().mean()\n"
            "                        for c in range(10)])",
            "def answer(data, targets):\n"
            "    sums = [data[targets == c].sum() / 255 for c in range(10)]\n"
            "    return torch.stack(sums)",
            "def answer(data, targets): return (data / 255).mean().expand(10)",
            "def answer(data, targets):\n"
            "    return torch.stack([data[targets == c].float().mean() / 255\n"
            "                        for c in range(9, -1, -1)])",
        ],
        "check_3": [
            "def answer(content, known): return 'coat'",
            "def answer(content, known): return digest(content)",
            "def answer(content, known): return None",
            "def answer(content, known):\n"
            "    return min(known, key=lambda name: abs(len(name) - len(content)))",
        ],
    },
    "05_architecture": {
        "check_1": [
            "answer = [30, 15, 11, 5]",
            "answer = [32, 31, 27, 26]",
            "answer = [32, 16, 16, 8]",
            "answer = [32, 16, 12]",
            "answer = [32, 16, 12, 11]",
        ],
        "check_2": [
            "answer = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])",
            "answer = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])",
            "answer = np.array([[1, 1, 1], [0, 0, 0], [0, 0, 0]])",
            "answer = np.zeros((3, 3))",
            "answer = np.array([[1, 1], [-1, -1]])",
            "answer = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])",
        ],
        "check_3": [
            "answer = (6, 660)",
            "answer = (3, 660)",
            "answer = (5, 648)",
            "answer = (5, 330)",
            "answer = (5, 906)",
            "answer = 5",
        ],
    },
    "09_test": {
        "check_1": [
            "def answer(matrix): return matrix.diagonal() / matrix.sum(dim=1)",
            "def answer(matrix): return matrix.diagonal() / matrix.sum()",
            "def answer(matrix): return matrix.diagonal().sum() / matrix.sum()",
            "def answer(matrix): return 1 - matrix.diagonal() / matrix.sum(dim=0)",
            "def answer(matrix): return matrix / matrix.sum(dim=0)",
        ],
        "check_2": [
            "answer = 0.88 * 0.12 / 0.001**2",
            "answer = 1.96 * 0.88 * 0.12 / 0.001**2",
            "answer = 1.96**2 * 0.88 * 0.12 / 0.1**2",
            "answer = 1.96**2 * 0.88 * 0.12 / 0.002**2",
            "answer = 10_000",
        ],
        "check_3": [
            "def answer(maps): return maps.amax(dim=(2, 3))",
            "def answer(maps): return maps.mean(dim=1)",
            "def answer(maps): return maps.flatten(start_dim=1)",
            "def answer(maps): return maps.mean(dim=(2, 3), keepdim=True)",
            "def answer(maps): return maps.sum(dim=(2, 3))",
        ],
    },
}
