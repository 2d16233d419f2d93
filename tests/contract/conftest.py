"""The embedded Dyte in a process of its own, and before it a proxy per specification that checks both sides."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from hosted_meetings_desktop.domain.account import Credentials, DyteCredentials, RealtimeKitCredentials
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.client import DyteClient, connect

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SPECS = Path(os.environ.get("HOSTED_MEETINGS_SPECS") or ROOT.parent / "shared" / "api")
PRISM = HERE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
SPEC_FILES = {"dyte": "dyte-v2.mock.yaml", "realtimekit": "realtimekit.openapi.json"}


@dataclass(frozen=True)
class Simulator:
    """A running simulator, as its readiness line describes it."""

    dyte: dict[str, str]
    realtimekit: dict[str, str]
    control_url: str

    @property
    def origin(self) -> str:
        return self.control_url.removesuffix("/control")

    def credentials(self, dialect: str, base_url: str | None = None) -> Credentials:
        if dialect == "dyte":
            given = self.dyte
            url = base_url or given["base_url"]
            return DyteCredentials(given["organization_id"], given["api_key"], url)
        given = self.realtimekit
        url = base_url or given["base_url"]
        return RealtimeKitCredentials(given["account_id"], given["app_id"], given["api_token"], url)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Steer it, past the proxies."""
        answer = httpx.request(method, self.control_url + path, json=body, trust_env=False, timeout=20)
        answer.raise_for_status()
        return answer.json()["data"]


@dataclass(frozen=True)
class Proxy:
    """A running proxy and where it writes what it found."""

    base_url: str
    log: Path


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("simulator")
    command = [sys.executable, "-m", "hosted_meetings_desktop.simulator", "--port", "0"]
    command += ["--data", str(folder / "data"), "--parent-pid", str(os.getpid())]
    with (folder / "stderr").open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (folder / "stderr").read_text()
        ready = json.loads(line)
        yield Simulator(ready["dyte"], ready["realtimekit"], ready["control_url"])
    finally:
        _end(process)


@pytest.fixture(scope="session")
def dyte_proxy(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    yield from _proxy("dyte", simulator.origin, "/v2", tmp_path_factory.mktemp("prism"))


@pytest.fixture(scope="session")
def realtimekit_proxy(simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    yield from _proxy("realtimekit", f"{simulator.origin}/client/v4", "", tmp_path_factory.mktemp("prism"))


def _proxy(dialect: str, upstream: str, prefix: str, folder: Path) -> Iterator[Proxy]:
    spec = SPECS / SPEC_FILES[dialect]
    node = shutil.which("node")
    if not spec.is_file():
        pytest.skip(f"no specification at {spec}; set HOSTED_MEETINGS_SPECS to the folder that holds it")
    if node is None or not PRISM.is_file():
        pytest.skip("no proxy: run npm ci in tests/contract")
    port = _free_port()
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [node, str(PRISM), "proxy", "--errors", "-h", "127.0.0.1", "-p", str(port), str(spec), upstream],
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=HERE,
        )
    try:
        _wait_for(process, port, log)
        yield Proxy(f"http://127.0.0.1:{port}{prefix}", log)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(process: subprocess.Popen[Any], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the proxy did not start: {log.read_text()}")


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


@pytest.fixture(params=["dyte", "realtimekit"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def client(request: pytest.FixtureRequest, simulator: Simulator, dialect: str) -> AsyncIterator[DyteClient]:
    """A client through the proxy; what the proxy found is printed, so that a failing test shows it."""
    proxy: Proxy = request.getfixturevalue(f"{dialect}_proxy")
    before = len(proxy.log.read_text())
    made = connect(simulator.credentials(dialect, proxy.base_url), budget=Budget.unlimited())
    assert isinstance(made, DyteClient)
    yield made
    await made.aclose()
    sys.stdout.write(proxy.log.read_text()[before:])


@pytest.fixture
async def direct(simulator: Simulator, dialect: str) -> AsyncIterator[DyteClient]:
    """A client without the proxy between, for faults that no specification allows."""
    simulator.control("DELETE", "/faults")
    made = connect(simulator.credentials(dialect), budget=Budget.unlimited())
    assert isinstance(made, DyteClient)
    yield made
    await made.aclose()
    simulator.control("DELETE", "/faults")
