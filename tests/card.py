"""A graphics card that is none: tensors that say "cuda" and compute on the CPU.

It refuses what any card refuses: a tensor of the CPU beside one of its own, `.numpy()`,
a generator of the CPU's; and float64, as Apple's do. What passes here computes wherever
its tensors are. It proves nothing of speed, of memory, or of the last digits.
"""

import copy
from contextlib import contextmanager

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only

from helpers import device as of_device

CARD = torch.device("cuda", 0)
MOVES = {"_to_copy", "copy_"}  # from one device to the other
BOTH = {"index", "index_put", "index_put_"}  # they take places from the CPU, too


class OnCard(torch.Tensor):
    """A tensor of the card; `inside` is where it computes.

    torch's own core takes it for one of "meta", a device that needs no driver.
    """

    @staticmethod
    def __new__(cls, inside):
        if inside.dtype == torch.float64:
            raise TypeError("this card has no float64")
        made = torch.Tensor._make_wrapper_subclass(
            cls, inside.size(), strides=inside.stride(), dtype=inside.dtype,
            storage_offset=inside.storage_offset(), device="meta",
        )  # fmt: skip
        made.inside = inside
        return made

    @property
    def device(self):
        return CARD

    @property
    def is_meta(self):
        return False

    def __repr__(self):
        return f"OnCard({tuple(self.shape)})"

    def __deepcopy__(self, memo):
        made = OnCard(self.inside.clone()).requires_grad_(self.requires_grad)
        if isinstance(self, torch.nn.Parameter):
            made = torch.nn.Parameter(made, self.requires_grad)
        memo[id(self)] = made
        made.__dict__.update(copy.deepcopy(
            {k: v for k, v in self.__dict__.items() if k != "inside"}, memo
        ))  # fmt: skip
        return made

    def __getitem__(self, places):
        """Take places, also of lists: torch's core would make meta tensors of them."""
        listed = places if isinstance(places, tuple) else (places,)
        lists = (list, range)
        listed = [torch.tensor(p) if isinstance(p, lists) else p for p in listed]
        return super().__getitem__(tuple(listed))

    def numpy(self, *args, **options):
        raise TypeError("can't convert cuda:0 device type tensor to numpy.")

    def tolist(self):
        return self.inside.tolist()

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return compute(func, args, kwargs or {})


class Everywhere(TorchDispatchMode):
    """Sees what is made on the card before there is a tensor of it."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return compute(func, args, kwargs or {})


def tensors_of(something):
    found = []
    tree_map_only(torch.Tensor, found.append, something)
    return found


def compute(func, args, kwargs):
    """Compute on the CPU what is asked of the card; refuse what a card refuses."""
    found = tensors_of((args, kwargs))
    mine = [t for t in found if isinstance(t, OnCard)]
    name = func._schema.name.removeprefix("aten::")
    device = kwargs.get("device")
    wanted = None if device is None else torch.device(device).type
    if not mine and wanted not in ("cuda", "meta"):
        return func(*args, **kwargs)
    if name not in MOVES:
        strangers = [t for t in found if not isinstance(t, OnCard) and t.ndim]
        if mine and strangers and name not in BOTH:
            raise RuntimeError(
                "Expected all tensors to be on the same device, but"
                f" {name} got cuda:0 and cpu"
            )
        if isinstance(kwargs.get("generator"), torch.Generator):
            raise RuntimeError("Expected a 'cuda' device type for generator")
    if device is not None:
        kwargs = kwargs | {"device": torch.device("cpu")}
    inner_args, inner_kwargs = tree_map_only(OnCard, lambda t: t.inside, (args, kwargs))
    result = func(*inner_args, **inner_kwargs)
    if wanted == "cpu":
        return result
    same = {id(t.inside): t for t in found if isinstance(t, OnCard)}
    same |= {id(t): t for t in found if not isinstance(t, OnCard)}  # changed in place
    return tree_map_only(
        torch.Tensor, lambda made: same.get(id(made)) if id(made) in same
        else OnCard(made), result,
    )  # fmt: skip


@contextmanager
def card(monkeypatch):
    """Give this machine a card until the block ends; return its device."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "_lazy_init", lambda: None)
    monkeypatch.setattr(torch.cuda, "is_current_stream_capturing", lambda: False)
    # A view of a wrapped tensor cannot be made in inference mode.
    without = lambda mode=True: torch.set_grad_enabled(not mode)  # noqa: E731
    monkeypatch.setattr(torch, "inference_mode", without)
    torch._C._ensureCUDADeviceGuardSet()  # one that does nothing, where there is none
    torch.__future__.set_swap_module_params_on_conversion(True)  # as for any subclass
    of_device.failure.cache_clear()
    try:
        with Everywhere():
            yield torch.device("cuda")
    finally:
        torch.__future__.set_swap_module_params_on_conversion(False)
        of_device.failure.cache_clear()
