"""What draws a call: the graphics card, or the web engine itself where there is none."""

from __future__ import annotations

import sys

import pytest

from hosted_meetings_desktop.ui.call import engine

BACKEND = "QT_QUICK_BACKEND"


@pytest.mark.parametrize(
    "renderer",
    [
        "llvmpipe (LLVM 15.0.6, 256 bits)",
        "softpipe",
        "virgl (LLVMPIPE (LLVM 15.0.7, 256 bits))",
        "zink Vulkan 1.3(llvmpipe (LLVM 17.0.6, 256 bits) (MESA_LLVMPIPE))",
        "Google SwiftShader",
        "D3D12 (Microsoft Basic Render Driver)",
        "",
    ],
)
def test_a_card_that_the_processor_imitates_is_told_by_its_name(renderer: str) -> None:
    assert engine.is_imitated(renderer)


@pytest.mark.parametrize(
    "renderer",
    [
        "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
        "AMD Radeon Graphics (radeonsi, renoir, LLVM 15.0.7, DRM 3.49, 6.1.0-13-amd64)",
        "NVIDIA GeForce GTX 1650/PCIe/SSE2",
        "virgl (Mesa Intel(R) Graphics (ADL GT2))",
        "SVGA3D; build: RELEASE;  LLVM;",
    ],
)
def test_a_card_is_used(renderer: str) -> None:
    assert not engine.is_imitated(renderer)


@pytest.mark.skipif(sys.platform != "linux", reason="drawing by OpenGL is Linux's")
def test_the_web_engine_draws_by_itself_only_without_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    environ: dict[str, str] = {}
    monkeypatch.setattr(engine, "_gl_renderer", lambda: "NVIDIA GeForce GTX 1650/PCIe/SSE2")
    engine.choose_drawing(environ)
    assert environ == {}
    monkeypatch.setattr(engine, "_gl_renderer", lambda: "llvmpipe (LLVM 15.0.6, 256 bits)")
    engine.choose_drawing(environ)
    assert environ == {BACKEND: "software"}


@pytest.mark.parametrize("chosen", [{BACKEND: "rhi"}, {"QSG_RHI_BACKEND": "vulkan"}, {"QT_OPENGL": "desktop"}])
def test_what_was_chosen_for_this_pc_stays(monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str]) -> None:
    monkeypatch.setattr(engine, "_gl_renderer", lambda: "llvmpipe (LLVM 15.0.6, 256 bits)")
    environ = dict(chosen)
    engine.choose_drawing(environ)
    assert environ == chosen


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_choose_by_themselves(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(engine, "_gl_renderer", lambda: "")
    environ: dict[str, str] = {}
    engine.choose_drawing(environ)
    assert environ == {}


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")
def test_the_engines_processes_give_memory_back_unless_it_was_chosen_otherwise() -> None:
    environ = {"MALLOC_ARENA_MAX": "2"}
    engine.prepare(environ)
    assert (environ["MALLOC_MMAP_THRESHOLD_"], environ["MALLOC_ARENA_MAX"]) == ("131072", "2")
