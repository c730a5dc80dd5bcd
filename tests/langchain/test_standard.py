"""LangChain's own suites for tools, for ZoomTool as a class and as an instance."""

import io
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("langchain_tests", reason="langchain-tests is not installed")

from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from cropvlm_tools.langchain import ZoomTool


def page() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "PNG")
    return file.getvalue()


class AsClass:
    @property
    def tool_constructor(self) -> type[BaseTool] | BaseTool:
        return ZoomTool

    @property
    def tool_constructor_params(self) -> dict[str, Any]:
        return {"images": [page()], "policy": "centre"}

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"question": "What is the total?", "image": "image_1"}


class AsInstance(AsClass):
    @property
    def tool_constructor(self) -> type[BaseTool] | BaseTool:
        return ZoomTool(images=[page()], policy="centre")

    @property
    def tool_constructor_params(self) -> dict[str, Any]:
        return {}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class TestClassUnit(AsClass, ToolsUnitTests):
    pass


class TestInstanceUnit(AsInstance, ToolsUnitTests):
    pass


# anyio's mark runs the suites' coroutines whatever the asyncio_mode, and leaves their plain functions alone.
@pytest.mark.anyio
class TestClassIntegration(AsClass, ToolsIntegrationTests):
    pass


@pytest.mark.anyio
class TestInstanceIntegration(AsInstance, ToolsIntegrationTests):
    pass
