"""Refusals of `helpers.diagnosis`: what is no training that is over."""

from collections.abc import Iterator

from helpers.checks.models import check_model
from helpers.checks.values import brief_repr


def check_diagnosis(history, model, loaders) -> None:
    """Raise ValueError unless these are a history, a model, and two loaders."""
    for name in ("train_loss", "valid_loss", "valid_accuracy", "stopped"):
        if not hasattr(history, name):
            raise ValueError(
                f"a history is what `train` returns, not {brief_repr(history)}:"
                " history = train(...), then diagnose(history, model, loaders)"
            )
    check_model(model)
    for name in ("train", "valid"):
        if not isinstance(loaders, dict) or name not in loaders:
            raise ValueError(
                f"loaders must be the dict that `train` was given, with {name!r} in it,"
                f" not {brief_repr(loaders)}"
            )
        if isinstance(loaders[name], Iterator):
            raise ValueError(
                f"loaders[{name!r}] can be read only once, and training has read it."
                " Make it with TensorLoader."
            )
