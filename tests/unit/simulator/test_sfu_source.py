from __future__ import annotations

from hosted_meetings_desktop.simulator.sfu.source import EncodedFrame, Source

KEY, DELTA = b"\x00key", b"\x01delta"


class Camera:
    """A source that notes what is asked of its producer, and one listener."""

    def __init__(self, kind: str = "video") -> None:
        self.asked = 0
        self.heard: list[EncodedFrame | None] = []
        self.source = Source(kind, self._ask)

    def _ask(self) -> None:
        self.asked += 1

    def listen(self) -> None:
        self.source.subscribe(self.heard.append)


def test_listeners_get_every_frame_as_it_came() -> None:
    camera = Camera()
    camera.listen()
    camera.source.publish(KEY, 0)
    camera.source.publish(DELTA, 3000)
    assert camera.heard == [EncodedFrame(KEY, 0, keyframe=True), EncodedFrame(DELTA, 3000, keyframe=False)]


def test_a_new_listener_makes_the_producer_send_a_complete_picture() -> None:
    camera = Camera()
    camera.listen()
    assert camera.asked == 1
    microphone = Camera("audio")
    microphone.listen()
    assert microphone.asked == 0


def test_a_paused_source_is_silent_whatever_its_client_sends() -> None:
    camera = Camera()
    camera.listen()
    camera.source.pause()
    camera.source.publish(KEY, 0)
    assert camera.heard == []
    camera.source.resume()
    assert camera.asked == 2, "pictures are missing, so a complete one is needed"
    camera.source.publish(KEY, 1)
    assert len(camera.heard) == 1


def test_the_end_is_told_once_even_to_latecomers() -> None:
    camera = Camera()
    camera.listen()
    camera.source.close()
    camera.source.publish(KEY, 0)
    camera.source.close()
    assert camera.heard == [None]
    late: list[EncodedFrame | None] = []
    camera.source.subscribe(late.append)
    assert late == [None]


def test_who_has_gone_hears_nothing() -> None:
    camera = Camera()
    listener = camera.heard.append
    camera.source.subscribe(listener)
    camera.source.unsubscribe(listener)
    camera.source.unsubscribe(listener)
    camera.source.publish(KEY, 0)
    assert camera.heard == []
