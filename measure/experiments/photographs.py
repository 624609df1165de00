"""Experiment of lesson 10: clothes of known class photographed, prepared and asked."""

import io

import numpy as np
import torch
from PIL import Image
from skimage.color import lab2rgb

from helpers.checkpoints import load_checkpoint
from helpers.images import prepare_image
from helpers.loaders import split_dataset
from helpers.models import FashionCNN
from measure.experiments.trainings import accuracy, clothes
from measure.record import WEIGHTS

PICTURES = 300


def photograph(image: np.ndarray, random: np.random.Generator) -> bytes:
    """Lay clothes (28, 28) of 0 to 255 on a ground in uneven light; return a JPEG.

    Enlarged smoothly to 150 to 400 pixels, with an outline that is sharp. Ground and
    cloth have any colours that are 60 of 100 apart in lightness, either way round.
    Where the picture is dark, the cloth is nearer to the ground, by four fifths at
    most. The light falls off to one side by 15 to 40%, and the sensor adds noise with a
    deviation of 2 to 6 of 255.
    """
    side = int(random.integers(150, 401))
    height, width = (int(side * random.uniform(1.2, 1.8)) for _ in range(2))
    large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    shade = np.asarray(large)[..., None] / 255
    depth = np.zeros((height, width, 1))
    top, left = random.integers(height - side + 1), random.integers(width - side + 1)
    depth[top : top + side, left : left + side] = (shade > 0.1) * (0.2 + 0.8 * shade)
    lightness = random.uniform(10, 35) + np.array([0, 60])
    lab = np.column_stack([random.permutation(lightness), random.normal(0, 8, (2, 2))])
    ground, cloth = lab2rgb(lab[None])[0]
    y, x = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    angle, fall = random.uniform(0, 2 * np.pi), random.uniform(0.15, 0.4)
    light = 1 - fall * (0.5 + x * np.cos(angle) + y * np.sin(angle)).clip(0, 1)
    picture = (ground + (cloth - ground) * depth) * light[..., None]
    picture += random.normal(0, random.uniform(2, 6) / 255, picture.shape)
    buffer = io.BytesIO()
    whole = (picture.clip(0, 1) * 255).round().astype(np.uint8)
    Image.fromarray(whole).save(buffer, "JPEG", quality=int(random.integers(70, 96)))
    return buffer.getvalue()


def prepared(content: bytes) -> torch.Tensor:
    """Return what becomes of a picture, black where nothing could be told."""
    try:
        return prepare_image(content)
    except ValueError:
        return torch.zeros(1, 28, 28)


def photographs(seed):
    """Ask lesson 8's network about validation pictures, and about photographs of them.

    A photograph that is refused counts as named wrongly.
    """
    _, valid = split_dataset(clothes()[0])
    random = np.random.default_rng(seed)
    chosen = random.choice(valid.indices, PICTURES, replace=False)
    images, labels = clothes()[0].data[chosen], clothes()[0].targets[chosen]
    seen = [prepared(photograph(image, random)) for image in images.numpy()]
    refused = torch.tensor([not picture.any() for picture in seen])
    model = FashionCNN()
    load_checkpoint(WEIGHTS / "fashion_cnn.pt", model)
    right = accuracy(model, torch.stack(seen)[~refused], labels[~refused])
    return {
        "originals": accuracy(model, images.unsqueeze(1), labels),
        "photographs": right * (1 - refused.float().mean().item()),
        "refused": refused.float().mean().item(),
    }
