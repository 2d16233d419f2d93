"""Composes a room's pictures and voices into a file or a live playlist, in a thread of its own."""

from __future__ import annotations

import queue
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import av
from av import AudioResampler, CodecContext, FFmpegError
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from hosted_meetings_desktop.simulator.sfu.picture import BLACK, Picture
from hosted_meetings_desktop.simulator.sfu.rolling import Rolling
from hosted_meetings_desktop.simulator.sfu.source import AUDIO_CLOCK, VIDEO_CLOCK, EncodedFrame, Source

WIDTH, HEIGHT, FRAME_RATE = 640, 360, 15
MAX_TILES = 4
_SAMPLES = AUDIO_CLOCK // FRAME_RATE
"""Of sound per picture."""
_PREBUFFER = AUDIO_CLOCK // 12
_MAX_BUFFER = AUDIO_CLOCK
_HEAD = (78, 132, 124)
_TILE = (44, 130, 126)
_LOUDEST = 32_767


@dataclass(frozen=True)
class Form:
    """In what a film is kept: the container's name and settings, and how many seconds a picture leans on others."""

    container: str
    options: dict[str, str]
    keyframe_seconds: int


MP4 = Form("mp4", {"movflags": "+faststart"}, 2)
"""One file to keep."""


def hls(folder: Path) -> Form:
    """Return the form of a livestream: a playlist of the last seconds whose parts lie in ``folder`` (RFC 8216)."""
    options = {
        "hls_time": "1",
        "hls_list_size": "6",
        "hls_flags": "delete_segments+independent_segments+temp_file",
        "hls_segment_filename": str(folder / "part%d.ts"),
    }
    return Form("hls", options, 1)


@dataclass(frozen=True)
class Tile:
    """What one place in the picture shows; no source means that the camera is off."""

    key: str
    source: Source | None


class _Inlet:
    """Takes a source's frames on the event loop's thread and decodes them on the film's."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._queue: queue.SimpleQueue[EncodedFrame] = queue.SimpleQueue()
        source.subscribe(self._push)

    def _push(self, frame: EncodedFrame | None) -> None:
        if frame is not None:
            self._queue.put(frame)

    def close(self) -> None:
        """Take no more; to be called on the event loop's thread."""
        self.source.unsubscribe(self._push)

    def decode(self) -> None:
        """Decode what has arrived."""
        raise NotImplementedError

    def waiting(self) -> list[EncodedFrame]:
        """Return what arrived since the last call."""
        return [self._queue.get() for _ in range(self._queue.qsize())]


class _Camera(_Inlet):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.picture: VideoFrame | None = None
        decoder = CodecContext.create("libvpx", "r")
        assert isinstance(decoder, VideoCodecContext)  # noqa: S101  # tells the type checker what libvpx is
        self._decoder = decoder
        self._seen_keyframe = False

    def decode(self) -> None:
        for frame in self.waiting():
            self._seen_keyframe = self._seen_keyframe or frame.keyframe
            if not self._seen_keyframe:
                continue
            packet: Packet[Any] = Packet(frame.data)
            packet.pts, packet.time_base = frame.timestamp, Fraction(1, VIDEO_CLOCK)
            try:
                for picture in self._decoder.decode(packet):
                    self.picture = picture
            except FFmpegError:
                self._seen_keyframe = False  # wait for a complete one


class Microphone(_Inlet):
    """One voice, decoded."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        decoder = CodecContext.create("libopus", "r")
        assert isinstance(decoder, AudioCodecContext)  # noqa: S101  # tells the type checker what libopus is
        self._decoder = decoder
        self._resampler = AudioResampler(format="s16", layout="mono", rate=AUDIO_CLOCK)
        self._samples = array("h")
        self._flowing = False

    def decode(self) -> None:
        """Decode what has arrived."""
        for frame in self.waiting():
            packet: Packet[Any] = Packet(frame.data)
            packet.pts, packet.time_base = frame.timestamp, Fraction(1, AUDIO_CLOCK)
            try:
                for sound in self._decoder.decode(packet):
                    for piece in self._resampler.resample(sound):
                        self._samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
            except FFmpegError:
                continue  # one lost packet is 20 ms of silence
        if len(self._samples) > _MAX_BUFFER:
            del self._samples[: len(self._samples) - _PREBUFFER]

    def take(self, count: int) -> array[int]:
        """Return the next samples; silence until enough is there to bear the network's unevenness."""
        if not self._flowing and len(self._samples) < _PREBUFFER:
            return array("h", bytes(2 * count))
        taken = self._samples[:count]
        del self._samples[:count]
        self._flowing = len(taken) == count
        taken.frombytes(bytes(2 * (count - len(taken))))
        return taken


class Film(Rolling):
    """H.264 and AAC that grow while time passes, from ``start`` to ``close``.

    Everything but the thread's own work is to be called on the event loop's thread.
    """

    def __init__(self, path: Path, form: Form = MP4) -> None:
        super().__init__("film", FRAME_RATE)
        self._path = path
        self._form = form
        self._cameras: dict[Source, _Camera] = {}
        self._microphones: dict[Source, Microphone] = {}
        self._tiles: tuple[Tile, ...] = ()

    @property
    def files(self) -> list[Path]:
        """Where it is."""
        return [self._path]

    def show(self, tiles: Sequence[Tile], voices: Sequence[Source]) -> None:
        """Film these from now on."""
        tiles = tuple(tiles[:MAX_TILES])
        wanted = {tile.source for tile in tiles if tile.source is not None}
        self._cameras = _changed(self._cameras, wanted, _Camera)
        self._microphones = _changed(self._microphones, set(voices), Microphone)
        self._tiles = tiles

    def let_go(self) -> None:
        """Stop listening to all sources."""
        self.show((), ())

    # ---- the film's own thread
    def _make(self) -> None:
        form = self._form
        with av.open(str(self._path), "w", format=form.container, options=dict(form.options)) as container:
            self._shoot(container)

    def _shoot(self, container: Any) -> None:
        pictures = container.add_stream("libx264", rate=FRAME_RATE)
        pictures.width, pictures.height, pictures.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        pictures.options = {"preset": "ultrafast", "crf": "27", "threads": "1"}
        pictures.options |= {"g": str(self._form.keyframe_seconds * FRAME_RATE)}
        pictures.codec_context.time_base = Fraction(1, FRAME_RATE)
        sound = container.add_stream("aac", rate=AUDIO_CLOCK, layout="mono")
        sound.bit_rate = 64_000
        sound.codec_context.time_base = Fraction(1, AUDIO_CLOCK)
        self._roll(lambda due: self._expose(container, pictures, sound, due))
        container.mux(pictures.encode(None))
        container.mux(sound.encode(None))

    def _decode(self) -> None:
        for inlet in (*self._cameras.values(), *self._microphones.values()):
            inlet.decode()

    def _expose(self, container: Any, pictures: Any, sound: Any, due: int) -> None:
        """Add one picture, and all the sound: a busy machine makes fewer pictures, never less time."""
        picture = self._compose()
        picture.pts, picture.time_base = self._ticks, Fraction(1, FRAME_RATE)
        container.mux(pictures.encode(picture))
        for tick in range(self._ticks, due):
            frame = self._mix()
            frame.pts, frame.time_base = tick * _SAMPLES, Fraction(1, AUDIO_CLOCK)
            container.mux(sound.encode(frame))

    def _compose(self) -> VideoFrame:
        canvas = Picture(WIDTH, HEIGHT)
        canvas.fill(0, 0, WIDTH, HEIGHT, BLACK)
        tiles = self._tiles
        columns = 1 if len(tiles) <= 1 else 2
        rows = 2 if len(tiles) > columns else 1
        width, height = WIDTH // columns, HEIGHT // rows
        for number, tile in enumerate(tiles):
            left, top = number % columns * width, number // columns * height
            camera = self._cameras.get(tile.source) if tile.source is not None else None
            if camera is not None and camera.picture is not None:
                small = _fitted(camera.picture, width, height)
                canvas.paste(
                    small, left + _even((width - small.width) // 2), top + _even((height - small.height) // 2)
                )
            else:
                canvas.fill(left + 2, top + 2, width - 4, height - 4, _TILE)
                canvas.disc(left + width // 2, top + height // 2, height // 6, _HEAD)
        return canvas.frame()

    def _mix(self) -> AudioFrame:
        voices = [microphone.take(_SAMPLES) for microphone in self._microphones.values()]
        if len(voices) == 1:
            mixed = voices[0]
        else:
            sums = map(sum, zip(*voices, strict=True)) if voices else iter([0] * _SAMPLES)
            mixed = array("h", (max(-_LOUDEST, min(_LOUDEST, value)) for value in sums))
        frame = AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
        frame.planes[0].update(mixed.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate = AUDIO_CLOCK
        return frame


_SomeInlet = TypeVar("_SomeInlet", bound=_Inlet)


def _changed(
    inlets: dict[Source, _SomeInlet], wanted: set[Source], make: Callable[[Source], _SomeInlet]
) -> dict[Source, _SomeInlet]:
    """Return inlets for the wanted sources in a new mapping, as the film's thread may be reading the old one."""
    for source, inlet in inlets.items():
        if source not in wanted:
            inlet.close()
    return {source: inlets.get(source) or make(source) for source in wanted}


def _fitted(picture: VideoFrame, width: int, height: int) -> VideoFrame:
    scale = min(width / picture.width, height / picture.height)
    return picture.reformat(
        width=max(2, _even(int(picture.width * scale))),
        height=max(2, _even(int(picture.height * scale))),
        format="yuv420p",
    )


def _even(number: int) -> int:
    return number - number % 2
