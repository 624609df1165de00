"""Colab's published list is read as pip writes it."""

import pytest

from tools.colab_pins import PINS, differences, main, versions

# as Colab has published it, in October 2023 and since
PUBLISHED = """\
# Do not modify this file directly; it is generated
Pillow==9.4.0
jupyter_core==5.4.0
google-colab @ file:///colabtools/dist/google-colab-1.0.0.tar.gz
torch @ https://download.pytorch.org/whl/cu118/torch-2.1.0%2Bcu118-cp310-cp310-linux_x86_64.whl#sha256=a81b
torchsummary==1.5.1
torchvision @ https://download.pytorch.org/whl/cu118/torchvision-0.16.0%2Bcu118-cp310-cp310-linux_x86_64.whl
tqdm==4.66.1
"""


@pytest.mark.parametrize(
    ("name", "version"),
    [("pillow", "9.4.0"), ("jupyter-core", "5.4.0"), ("torch", "2.1.0"),
     ("torchvision", "0.16.0"), ("tqdm", "4.66.1")],
)  # fmt: skip
def test_a_line_is_a_package_and_its_version(name, version):
    assert versions(PUBLISHED)[name] == version
    assert differences(f"# ours\n{name}=={version}\n", PUBLISHED) == []
    (line,) = differences(f"{name}==0.0.1\n", PUBLISHED)
    assert line == f"{name}: 0.0.1 here, {version} in Colab"


def test_a_package_that_colab_has_no_more_is_told():
    assert differences("nbval==1\n", PUBLISHED) == ["nbval: 1 here, none in Colab"]


@pytest.mark.parametrize("change", [False, True])
def test_the_command_fails_where_a_pin_is_old(monkeypatch, tmp_path, change):
    text = PINS.read_text("utf-8")
    assert len(versions(text)) == text.count("==") > 10
    published = tmp_path / "pip-freeze.txt"
    published.write_text(text.replace("torch==", "torch==9") if change else text)
    monkeypatch.setattr("tools.colab_pins.PUBLISHED", published.as_uri())
    with pytest.raises(SystemExit) as ended:
        main()
    ours = versions(text)["torch"]
    told = f"torch: {ours} here, 9{ours} in Colab"
    assert ended.value.code == (told if change else None)
