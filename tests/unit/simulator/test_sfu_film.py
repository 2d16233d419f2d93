from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hosted_meetings_desktop.simulator.sfu.film import HEIGHT, WIDTH, Film, Tile
from hosted_meetings_desktop.simulator.sfu.picture import Picture
from hosted_meetings_desktop.simulator.sfu.source import Source
from hosted_meetings_desktop.simulator.sfu.synthetic import clip
from tests.unit.simulator.film_reader import contents
from tests.unit.simulator.live_room import until
from tests.unit.simulator.test_sfu_transport import playing

pytestmark = pytest.mark.anyio


async def test_a_film_shows_and_sounds_what_happened(tmp_path: Path) -> None:
    film = Film(tmp_path / "film.mp4")
    async with playing() as player:
        film.show([Tile("bot", player.video), Tile("camera off", None)], [player.audio])
        film.start()
        await until(lambda: film.seconds > 1.5)
        film.let_go()
        seconds = await asyncio.to_thread(film.close)
        assert player.video._listeners == []
    made = contents(tmp_path / "film.mp4")
    assert film.failure is None
    assert made.codecs == ("h264", "aac")
    assert made.size == (WIDTH, HEIGHT)
    assert made.seconds == pytest.approx(seconds, abs=0.2)
    assert made.different > 5
    assert 0.01 < made.loudness < 0.5


async def test_voices_are_mixed_and_any_number_of_tiles_is_borne(tmp_path: Path) -> None:
    film = Film(tmp_path / "film.mp4")
    async with playing() as one, playing() as two:
        tiles = [Tile(str(number), one.video if number % 2 else two.video) for number in range(6)]
        film.show(tiles, [one.audio, two.audio])
        film.start()
        await until(lambda: film.seconds > 1.2)
        film.let_go()
        await asyncio.to_thread(film.close)
    made = contents(tmp_path / "film.mp4")
    assert film.failure is None
    assert made.loudness > 0.06, "two voices are louder than one"


async def test_time_stands_still_while_held(tmp_path: Path) -> None:
    film = Film(tmp_path / "film.mp4")
    film.start()
    await until(lambda: film.seconds > 0.2)
    film.hold()
    await asyncio.sleep(0.2)
    held = film.seconds
    await asyncio.sleep(0.3)
    assert film.seconds == held
    film.go_on()
    await until(lambda: film.seconds > held)
    await asyncio.to_thread(film.close)
    assert contents(tmp_path / "film.mp4").loudness == 0


async def test_a_broken_stream_does_not_end_the_film(tmp_path: Path) -> None:
    camera, microphone = Source("video"), Source("audio")
    film = Film(tmp_path / "film.mp4")
    film.show([Tile("a", camera)], [microphone])
    film.start()
    camera.publish(b"\x00rubbish", 0)
    microphone.publish(b"", 0)
    await until(lambda: film.seconds > 0.3)
    for number, picture in enumerate(clip().pictures[:5]):
        camera.publish(picture, number * 6000)
    before = film.seconds
    await until(lambda: film.seconds > before + 0.3)
    film.let_go()
    await asyncio.to_thread(film.close)
    assert film.failure is None
    assert contents(tmp_path / "film.mp4").different > 1


async def test_a_film_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    film = Film(tmp_path / "no such folder" / "film.mp4")
    film.start()
    failure = await until(lambda: film.failure)
    await asyncio.to_thread(film.close)
    assert "No such file" in str(failure)


def test_a_picture_is_drawn_where_it_was_said() -> None:
    canvas = Picture(64, 32)
    canvas.fill(0, 0, 64, 32, (16, 128, 128))
    canvas.disc(32, 16, 100, (200, 100, 150))
    small = Picture(8, 8)
    small.fill(0, 0, 8, 8, (90, 90, 90))
    canvas.paste(small.frame(), 56, 24)
    frame = canvas.frame()
    luma, stride = bytes(frame.planes[0]), frame.planes[0].line_size
    assert (luma[0], luma[31 * stride + 63], luma[23 * stride + 63]) == (200, 90, 200)
    assert bytes(frame.planes[2])[0] == 150
