"""The zoom as an MCP server, started as a host would start it, and a model that uses it.

A host's model asks by path: no MCP server sees the images of a chat. The server reads images below --root only.

    ANTHROPIC_API_KEY=... python examples/mcp_client.py
    python examples/mcp_client.py --offline
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from anthropic import AsyncAnthropic
from anthropic.lib.tools.mcp import async_mcp_tool
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from scene import PAGE, QUESTION, options

MODEL = "claude-sonnet-4-6"

args = options(__doc__, MODEL)


async def main(folder: Path) -> None:
    (folder / "page.png").write_bytes(PAGE)
    command = ["-m", "cropvlm_tools.cli", "mcp", "--root", str(folder)]
    command += ["--policy", args.policy, "--budget", str(args.budget.max_edge)]
    server = StdioServerParameters(command=sys.executable, args=command)
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = [async_mcp_tool(tool, session) for tool in (await session.list_tools()).tools]
        runner = AsyncAnthropic().beta.messages.tool_runner(
            model=MODEL,
            max_tokens=500,
            messages=[{"role": "user", "content": f"The image is page.png. {QUESTION}"}],
            tools=tools,
        )
        message = await runner.until_done()
    print("".join(block.text for block in message.content if block.type == "text"))


with tempfile.TemporaryDirectory() as name:
    asyncio.run(main(Path(name)))
