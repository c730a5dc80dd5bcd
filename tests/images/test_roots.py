"""Folders whose images may be named: what is inside is found, however it is written, and nothing else is read."""

import os
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.images.roots import Roots

MOST = 1_000_000
POSIX = pytest.mark.skipif(os.name != "posix", reason="links that anybody may make are POSIX's")
REFUSED = [
    "/etc/hostname", "../secret.png", "scans/../../secret.png", "scans/../red.png", "..\\secret.png", "red.png\0.txt",
    "escape.png", "nowhere.png", "up/secret.png", "up/missing.png", "loop.png", "pipe.png", "scans", "", ".",
    "missing.png", "red.png/page.jpg", "x" * 5000, "\ud800.png", "~/red.png", "file:red.png",
    "https://example.org/red.png", "file:///etc/hostname",
]  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_inside_a_root_is_refused(name: str, root: Path) -> None:
    with pytest.raises(ImageError) as refused:
        Roots([root]).read(name, MOST)
    told = r'There is no such image file in the server\'s folder. Images: "new\nline.png", "red.png", "scans/page.jpg"'
    assert str(refused.value) == told.replace("\\'", "'")


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("red.png", True),
        ("./scans/../red.png", True),
        ("scans/page.jpg", True),
        ("{root}/red.png", True),
        ("scans/chain.png", True),
        ("../secret.png", False),
        ("scans/../../secret.png", False),
        ("../root/red.png", False),  # through the folder above
        ("{root}/../secret.png", False),
        ("/dev/zero", False),
        ("scans", False),
        ("scans/..", False),
    ],
)
def test_a_link_is_followed_as_long_as_it_stays_inside(target: str, found: bool, root: Path, picture: bytes) -> None:
    (root / "scans" / "chain.png").symlink_to("../inside.png")
    (root / "link.png").symlink_to(target.format(root=root))
    try:
        assert Roots([root]).read("link.png", MOST) == ("link.png", picture)
    except ImageError:
        assert not found
    else:
        assert found


@POSIX
def test_a_folder_that_becomes_a_link_leads_nowhere(tmp_path: Path, picture: bytes) -> None:
    """Of the root's own path too: somebody may write into a folder above it."""
    for folder in ("a/root", "elsewhere/root"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "red.png").write_bytes(picture)
    roots = Roots([tmp_path / "a" / "root"])
    assert roots.read("red.png", MOST) == ("red.png", picture)
    (tmp_path / "a").rename(tmp_path / "b")
    (tmp_path / "a").symlink_to("elsewhere")
    with pytest.raises(ImageError, match="holds no images"):
        roots.read("red.png", MOST)


SWAP = """
import os, sys
inside, link = sys.argv[1:]
while True:
    os.rename(inside, inside + "~"); os.rename(link, inside); os.rename(inside, link); os.rename(inside + "~", inside)
"""


@POSIX
def test_what_is_read_lies_inside_while_a_link_is_swapped_in(tmp_path: Path) -> None:
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"inside")
    (tmp_path / "secret.png").write_bytes(b"outside")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    roots = Roots([folder])
    swapper = subprocess.Popen([sys.executable, "-c", SWAP, str(folder / "a.png"), str(folder / "link.png")])
    seen: dict[str, int] = {"inside": 0, "outside": 0, "": 0}
    try:
        for tried in count():
            try:
                seen[roots.read("a.png", MOST)[1].decode()] += 1
            except ImageError:
                seen[""] += 1
            if tried > 2000 and seen[""] and seen["inside"]:
                break
    finally:
        swapper.kill()
        swapper.wait()
    assert seen["outside"] == 0


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Screenshot 10.00\u202fPM.png", "Screenshot 10.00 PM.png"),
        ("a\u00a0b.png", "a b.png"),
        ("mu\u0308ll.png", "müll.png"),
        ("müll.png", "mu\u0308ll.png"),
        ("scan.PNG", "Scan.png"),
        ("Fo\u00a0lder/a b.png", "fo lder/a\u00a0b.png"),
        ("sub dir/x.png", "sub dir\\x.png"),
        ("new\nline.png", "new\\nline.png"),
        ('a"b.png', 'a\\"b.png'),
        ("b.png", "{root}/b.png"),
        ("b c.png", "file://{root}/b%20c.png"),
        ("b\u202fc.png", "{root}/b c.png"),
        ("b.png", "  'b.png' "),
        (" b.png", " b.png"),
    ],
)
def test_a_name_is_found_however_it_is_written(stored: str, asked: str, tmp_path: Path) -> None:
    path = tmp_path / stored
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"it")
    assert Roots([tmp_path]).read(asked.format(root=tmp_path), MOST) == (stored, b"it")


def test_an_exact_name_comes_first_and_an_alike_one_only_if_it_is_the_only_one(tmp_path: Path) -> None:
    for name in ("a\u00a0b.png", "a\u202fb.png", "A B.png", "c.png", "C.png"):
        (tmp_path / name).write_text(name)
    roots = Roots([tmp_path])
    for name in ("a\u00a0b.png", "A B.png", "c.png", "C.png"):
        assert roots.read(name, MOST) == (name, name.encode())
    for name in ("a b.png", "a B.png"):
        with pytest.raises(ImageError):
            roots.read(name, MOST)


def test_every_name_that_is_listed_is_found(root: Path, picture: bytes) -> None:
    for name in ("a\u202fb.png", 'quo"ted.png', "back\\slash.png", "\x1besc.png", "mu\u0308ll.png"):
        (root / name).write_bytes(picture)
    (root / os.fsdecode(b"\xff.png")).write_bytes(picture)
    roots = Roots([root])
    listed = roots.listing().removeprefix("Images: ").strip('"').split('", "')
    assert len(listed) == 9
    for name in listed:
        assert roots.read(name, MOST)[1] == picture


def test_no_more_is_read_than_tells_that_it_is_too_much(root: Path) -> None:
    assert len(Roots([root]).read("red.png", 99)[1]) == 100


def test_several_roots_are_looked_through_in_order(root: Path, tmp_path: Path, picture: bytes) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (5, 4)).save(other / "red.png")
    Image.new("RGB", (5, 4)).save(other / "blue.png")
    roots = Roots([root, other])
    assert roots.read("red.png", MOST) == ("red.png", picture)
    for name in ("blue.png", str(other / "red.png")):
        assert roots.read(name, MOST)[1] == (other / name).read_bytes()
    assert roots.listing().endswith('"scans/page.jpg", "blue.png", "red.png"')


def test_a_list_is_short_whatever_the_folder_holds(tmp_path: Path) -> None:
    assert Roots([tmp_path]).listing() == "It holds no images."
    for number in range(30):
        (tmp_path / f"{number:02}.png").touch()
    listing = Roots([tmp_path]).listing()
    assert listing.startswith('Images: "00.png", "01.png"')
    assert listing.endswith('"19.png", ...')
    for number in range(30):
        (tmp_path / f"{number:02}.png").rename(tmp_path / f"{number:02}{'x' * 130}.png")
    assert 1300 < len(Roots([tmp_path]).listing()) < 1600
    deep = tmp_path / "deep"
    (deep / ("d" * 200)).mkdir(parents=True)
    (deep / ("d" * 200) / "a.png").touch()
    assert Roots([deep]).listing() == "Its images are too many, or too deep in it, to be listed."


def test_a_wrong_name_costs_little_in_a_large_folder(tmp_path: Path) -> None:
    for number in range(30_000):
        os.close(os.open(tmp_path / f"{number}.txt", os.O_CREAT))
    roots = Roots([tmp_path])
    started = time.process_time()
    with pytest.raises(ImageError):
        roots.read("nö.png", MOST)
    assert time.process_time() - started < 0.4  # 0.02 s; all files compared, and listed: more than 0.6 s


WITHOUT_STEPS = """
import os, sys
os.supports_dir_fd = os.supports_fd = set()
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.roots import Roots
roots = Roots([sys.argv[1]])
for name in sys.argv[2:]:
    try: print(len(roots.read(name, 10)[1]))
    except ImageError as error: print(error)
"""


def test_where_a_path_cannot_be_opened_by_steps_it_is_checked(root: Path) -> None:
    names = ["red.png", "inside.png", "Scans/page.jpg", "escape.png", "up/secret.png", "pipe.png", "loop.png"]
    command = [sys.executable, "-c", WITHOUT_STEPS, str(root), *names]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert lines[:3] == ["11", "11", "11"]
    assert len(lines) == len(names)
    assert all(line.endswith('"red.png", "scans/page.jpg"') for line in lines[3:])


@pytest.mark.parametrize("roots", [[], ["missing"], ["file.txt"]])
def test_a_root_is_a_folder(roots: list[str], tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    with pytest.raises(CropVLMError, match="existing folder"):
        Roots([tmp_path / name for name in roots])
