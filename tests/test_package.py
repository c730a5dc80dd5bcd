"""The house itself: imports point one way, importing is cheap, errors are ours."""

import ast
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import cropvlm_tools
from cropvlm_tools import errors

ROOT = Path(cropvlm_tools.__file__).parent
LAYERS = [
    "errors",
    "boxes",
    "headers",
    "images",
    "fetch",
    "views",
    "policy",
    "policies",
    "registry",
    "zooming",
    "tool",
    "messages",
    "adapters",
]
ADAPTERS = {"langchain", "llama_index", "openai", "anthropic", "mcp", "lmms_eval", "cli", "demo"}
FRAMEWORKS = {"torch", "transformers", "langchain", "langchain_core", "llama_index", "openai", "anthropic", "mcp"}
HEAVY = FRAMEWORKS | {"numpy", "cv2", "onnxruntime", "rapidocr", "PIL"}


def layer(module: str) -> int:
    name = module.split(".")[1]
    return LAYERS.index("adapters" if name in ADAPTERS else name)


def imports(path: Path, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


MODULES = sorted(path for path in ROOT.rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    own = ".".join(("cropvlm_tools", *path.relative_to(ROOT).with_suffix("").parts))
    for name in imports(path):
        assert name.split(".")[0] not in {"training", "examples", "tests"}
        if name.startswith("cropvlm_tools."):
            allowed = layer(name) <= layer(own) or own == "cropvlm_tools.policy"
            assert allowed, f"{own} imports {name}"


def test_only_load_policy_imports_policies() -> None:
    for path in MODULES:
        if "policies" not in path.parts and path.name != "demo.py":
            names = imports(path)
            assert path.name == "policy.py" or not any(name.startswith("cropvlm_tools.policies") for name in names)
    assert not any(
        name.startswith("cropvlm_tools.policies") for name in imports(ROOT / "policy.py", top_level_only=True)
    )


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_importing_loads_nothing_heavy() -> None:
    loaded = set(run("import sys, cropvlm_tools; print(*sys.modules)").split())
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "module",
    ["zooming", "views", "policy", "images", "cli", "policies.fixed", "policies.ocr.lexical", "policies.ocr.policy"],
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


def test_errors_share_one_base() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(kinds) >= 5
    assert all(issubclass(kind, errors.CropVLMError) for kind in kinds)


def test_missing_dependency_names_the_pip_line() -> None:
    error = errors.MissingDependencyError("cropvlm_tools.langchain", "langchain-core", "langchain")
    assert isinstance(error, ImportError)
    assert "pip install 'cropvlm-tools[langchain]'" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
