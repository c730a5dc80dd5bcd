"""The house itself: imports point one way, importing is cheap, errors are ours."""

import ast
import pickle
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import cropvlm_tools
from cropvlm_tools import errors

ROOT = Path(cropvlm_tools.__file__).parents[1]
ORDERS = {
    "cropvlm_tools": "version errors forks moved boxes images token_rules providers model_names views policy "
    "perception policies zooming chat tool * demo doctor cli",
    "cropvlm_tools.corpus": "rows sources sinks tables run command *",
    "cropvlm_tools.images": "turning digest limits formats foreign flatten arrays pages headers isolated pdf sources "
    "load addresses fetch names roots",
    "cropvlm_tools.images.pdf": "layout text highlights pages document",
    "cropvlm_tools.images.formats": "directory av1 *",
    "cropvlm_tools.perception": "element things symbols text",
    "cropvlm_tools.perception.symbols": "proposals crops recogniser finding",
    "cropvlm_tools.perception.text": "repeats weights detection tiles engine orientation kept legibility layer readers "
    "reading",
    "cropvlm_tools.perception.text.readers": "corners * reader",
    "cropvlm_tools.policies": "folder vlm * loading",
    "cropvlm_tools.policies.detector": "phrases policy",
    "cropvlm_tools.policies.grounded": "question page choosing tables checkpoint ranking things closer lexical policy",
    "cropvlm_tools.policies.vlm": "interface pixels processors checkpoint constraint decoding prompting policy",
    "cropvlm_tools.zooming": "options facts result provenance planning asking zoom many pages command",
    "cropvlm_tools.chat": "references smalltalk warning content given_boxes registry conversation store look kept "
    "planned insert",
    "training": "storage workers provenance recipe tasks targets evaluation symbols pages vlm grounded smoke bench",
    "training.tasks": "grading task jsonl hub",
    "training.targets": "reading shown target spending answers ocr shared_images vlm replies client chat served "
    "loading",
    "training.evaluation": "statistics metrics rows summary figures tables plot page choices looking measure run "
    "publish",
    "training.pages": "tongues words values fields no_place sights wordings camera page printing draft questions "
    "layout parts layouts invention misreading __main__",
    "training.symbols": "concepts icons controls samples network export __main__",
    "training.grounded": "countries reward words cases network batches stream sft grpo calibrate export job __main__ "
    "judging",
}
"""Room -> what is in it; each imports only what stands before it.

``*`` is what is not named, adapters and policies: they import one another as little as what stands behind them.
"""

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BANNED = set(PYPROJECT["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-module-level-imports"])
FRAMEWORKS = BANNED - {"cv2", "onnxruntime", "rapidocr"}
HEAVY = BANNED | {"numpy", "PIL"}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("cropvlm_tools", "training")
    for path in sorted((ROOT / package).rglob("*.py"))
}


def imports(path: Path, top_level_only: bool = False) -> set[str]:
    """Modules that a file imports; a name imported from a package that is a module of it counts as that module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= (inner & MODULES.keys()) or {node.module}
    return names


def place(room: str, module: str) -> tuple[int, str] | None:
    """Where a module stands in the order of a room, and the name it has there; None outside of it."""
    if not module.startswith(f"{room}."):
        return None
    name, order = module.removeprefix(f"{room}.").split(".")[0], ORDERS[room].split()
    return order.index(name if name in order or "*" not in order else "*"), name


def may_import(importing: tuple[int, str], imported: tuple[int, str]) -> bool:
    return imported[0] < importing[0] or imported == importing


@pytest.mark.parametrize("room", ORDERS)
def test_imports_point_one_way(room: str) -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        if (own := place(room, module)) is not None
        for name in imports(path)
        if (other := place(room, name)) is not None and not may_import(own, other)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("module", "imports", "may"),
    [
        ("cropvlm_tools.new", "cropvlm_tools.tool", True),
        ("cropvlm_tools.cli", "cropvlm_tools.new", True),
        ("cropvlm_tools.new.messages", "cropvlm_tools.new.tool", True),
        ("cropvlm_tools.tool", "cropvlm_tools.new", False),
        ("cropvlm_tools.new", "cropvlm_tools.openai", False),
        ("cropvlm_tools.new", "cropvlm_tools.cli", False),
    ],
)
def test_what_is_not_named_is_an_adapter(module: str, imports: str, may: bool) -> None:
    own, other = place("cropvlm_tools", module), place("cropvlm_tools", imports)
    assert own is not None
    assert other is not None
    assert may_import(own, other) == may


def test_no_module_imports_itself_over_others() -> None:
    graph = {module: imports(path) & MODULES.keys() - {module} for module, path in MODULES.items()}
    assert set(TopologicalSorter(graph).static_order()) >= graph.keys()


def test_the_package_knows_nothing_of_what_is_built_on_it() -> None:
    for module, path in MODULES.items():
        above = {"examples", "tests"} | ({"training"} if module.startswith("cropvlm_tools") else set())
        assert not {name.split(".")[0] for name in imports(path)} & above, module


def test_only_loading_imports_policies_and_only_when_asked() -> None:
    own = "cropvlm_tools.policies"
    for module, path in MODULES.items():
        if module.startswith("cropvlm_tools") and not module.startswith(f"{own}."):
            policies = {name for name in imports(path) if name.startswith(f"{own}.")}
            assert policies <= {f"{own}.loading"}, module
    loaded = imports(MODULES[f"{own}.loading"], top_level_only=True)
    assert {name for name in loaded if name.startswith(f"{own}.")} <= {f"{own}.folder"}  # which is no policy


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_importing_loads_nothing_heavy() -> None:
    loaded = set(run("import sys, cropvlm_tools; print(*sys.modules)").split())
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "module",
    [
        "zooming.zoom",
        "views",
        "policy",
        "images",
        "cli",
        "policies.fixed",
        "policies.grounded.lexical",
        "policies.grounded.policy",
    ],
)
def test_no_module_of_the_core_imports_a_framework(module: str) -> None:
    loaded = set(run(f"import sys, cropvlm_tools.{module}; print(*sys.modules)").split())
    assert not loaded & FRAMEWORKS


def test_every_public_name_resolves() -> None:
    for name in cropvlm_tools.__all__:
        assert getattr(cropvlm_tools, name).__module__.startswith("cropvlm_tools")
    assert set(cropvlm_tools.__all__) <= set(dir(cropvlm_tools))
    with pytest.raises(AttributeError):
        _ = cropvlm_tools.nothing


def test_names_may_be_first_used_in_several_threads() -> None:
    """Some stand in one package, whose modules would be locked in different orders (``_DeadlockError``)."""
    code = """
import sys, threading, time
import cropvlm_tools

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "cropvlm_tools.zooming":
            time.sleep(0.2)

sys.meta_path.insert(0, Slow())
got = []
names = ["zoom", "ZoomOptions", "Zoom", "Region"]
threads = [threading.Thread(target=lambda name=name: got.append(getattr(cropvlm_tools, name))) for name in names]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(got))
"""
    assert run(code) == "4\n"


@pytest.mark.parametrize(
    ("package", "modules"), [("images", ["load", "limits", "headers"]), ("zooming", ["zoom", "options", "result"])]
)
def test_modules_of_a_package_may_be_imported_in_several_threads(package: str, modules: list[str]) -> None:
    code = f"""
import importlib, sys, threading, time

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "cropvlm_tools.{package}":
            time.sleep(0.2)

sys.meta_path.insert(0, Slow())
got = []
load = lambda name: got.append(importlib.import_module("cropvlm_tools.{package}." + name))
threads = [threading.Thread(target=load, args=(name,)) for name in {modules}]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(got))
"""
    assert run(code) == "3\n"


@pytest.mark.parametrize(
    "before",
    ["", "import cropvlm_tools.zooming.zoom", "import cropvlm_tools.zooming.options", "from cropvlm_tools import zoom"],
)
def test_zooming_has_the_function_whatever_was_imported_before(before: str) -> None:
    assert run(f"{before}\nfrom cropvlm_tools.zooming import Zoom, zoom; print(zoom.__qualname__)") == "zoom\n"


def test_errors_share_one_base() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) >= 5
    assert all(issubclass(kind, errors.CropVLMError) for kind in kinds)


def test_missing_dependency_names_the_pip_line() -> None:
    error = errors.MissingDependencyError("cropvlm_tools.langchain", "langchain-core", "langchain")
    assert isinstance(error, ImportError)
    assert "pip install 'cropvlm-tools[langchain]'" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
