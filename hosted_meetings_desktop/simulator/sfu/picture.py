"""Draws into a YUV 4:2:0 picture without a graphics library: rectangles, discs, other pictures."""

from __future__ import annotations

from math import isqrt

from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

Colour = tuple[int, int, int]
"""Luma, blue difference and red difference, each 0 to 255."""

BLACK: Colour = (16, 128, 128)


class Picture:
    """A canvas of even ``width`` and ``height`` pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._frame = VideoFrame(width, height, "yuv420p")
        self._strides = [plane.line_size for plane in self._frame.planes]
        self._planes = [bytearray(plane.buffer_size) for plane in self._frame.planes]

    def fill(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        """Paint a rectangle; all numbers are even pixels inside the canvas."""
        for index, (plane, stride) in enumerate(zip(self._planes, self._strides, strict=True)):
            half = 1 if index else 0
            row = bytes([colour[index]]) * (width >> half)
            for y in range(top >> half, (top + height) >> half):
                start = y * stride + (left >> half)
                plane[start : start + len(row)] = row

    def disc(self, centre_x: int, centre_y: int, radius: int, colour: Colour) -> None:
        """Paint a disc; what lies outside of the canvas is left out."""
        for index, (plane, stride) in enumerate(zip(self._planes, self._strides, strict=True)):
            half = 1 if index else 0
            x, y, size = centre_x >> half, centre_y >> half, radius >> half
            width, height = self.width >> half, self.height >> half
            for row in range(max(0, y - size), min(height, y + size + 1)):
                reach = isqrt(size * size - (row - y) ** 2)
                first, last = max(0, x - reach), min(width, x + reach)
                if first < last:
                    plane[row * stride + first : row * stride + last] = bytes([colour[index]]) * (last - first)

    def paste(self, picture: VideoFrame, left: int, top: int) -> None:
        """Copy a YUV 4:2:0 picture to an even position; it must fit."""
        for index, (plane, stride) in enumerate(zip(self._planes, self._strides, strict=True)):
            half = 1 if index else 0
            source: VideoPlane = picture.planes[index]
            pixels, width = memoryview(source), picture.width >> half
            for row in range(picture.height >> half):
                start = ((top >> half) + row) * stride + (left >> half)
                plane[start : start + width] = pixels[row * source.line_size : row * source.line_size + width]

    def frame(self) -> VideoFrame:
        """Return the canvas as a picture of its own."""
        frame = VideoFrame(self.width, self.height, "yuv420p")
        for plane, data in zip(frame.planes, self._planes, strict=True):
            plane.update(bytes(data))
        return frame
