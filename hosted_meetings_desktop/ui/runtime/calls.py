"""Run service coroutines off the GUI thread and bring their answers back to it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, SignalInstance, Slot

from hosted_meetings_desktop.domain.errors import AppError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from anyio.from_thread import BlockingPortal

log = logging.getLogger(__name__)
T = TypeVar("T")


class Call(Protocol):
    """A call under way."""

    def cancel(self) -> None:
        """Stop the work; neither ``done`` nor ``failed`` is called afterwards."""
        ...


class Calls(Protocol):
    """Runs one coroutine of a service for one gesture of a person."""

    @property
    def failed(self) -> SignalInstance:
        """Emitted with the ``AppError`` of a call whose caller gave no ``failed``."""
        ...

    def run(
        self,
        owner: QObject,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> Call:
        """Run ``work`` and hand its result to ``done`` on the GUI thread.

        Args:
            owner: When it is destroyed, the work is cancelled and nothing is delivered.
            work: Makes the awaitable; called once, on the services' thread.
            done: Takes the result.
            failed: Takes the failure; without it the ``failed`` signal is emitted.
        """
        ...


@dataclass(slots=True, eq=False)
class _Pending:
    """What is needed to deliver one answer; kept and dropped on the GUI thread only."""

    owner: QObject
    work: Callable[[], Awaitable[Any]]
    done: Callable[[Any], None] | None
    failed: Callable[[AppError], None] | None
    watch: QMetaObject.Connection | None = None
    future: Future[Any] | None = None


class _LoopCall:
    """A call of ``LoopCalls``."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel

    def cancel(self) -> None:
        """Stop the work; nothing is delivered afterwards."""
        self._cancel()


class LoopCalls(QObject):
    """One asyncio loop in a thread named "services", and one queued signal back.

    Work asked for before :meth:`start` waits for it, so that the window can paint before the loop and its libraries
    are loaded.

    Signals:
        failed(AppError): A call failed and its caller did not take the failure.
        idle(): Everything that was asked for was answered.
    """

    failed = Signal(object)
    idle = Signal()
    _arrived = Signal(int)

    def __init__(self, parent: QObject | None = None, *, start: bool = True) -> None:
        super().__init__(parent)
        self._pending: dict[int, _Pending] = {}
        self._last_ticket = 0
        self._portal: BlockingPortal | None = None
        self._context: AbstractContextManager[BlockingPortal] | None = None
        self._loop: AbstractEventLoop | None = None
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        if start:
            self.start()

    def start(self) -> None:
        """Start the loop's thread and send it what was asked for already."""
        if self._portal is not None or self._closed:
            return
        from anyio.from_thread import start_blocking_portal

        self._context = start_blocking_portal("asyncio", name="services")
        self._portal = self._context.__enter__()
        self._loop = self._portal.call(_running_loop)
        for ticket in tuple(self._pending):
            self._send(ticket)

    @property
    def portal(self) -> BlockingPortal:
        """The way into the loop, for background tasks that outlive any screen."""
        self.start()
        if self._portal is None:
            raise RuntimeError("the services are closed")
        return self._portal

    def run(
        self,
        owner: QObject,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> Call:
        """Run ``work`` on the loop; see :class:`Calls`. After :meth:`close` nothing runs any more."""
        self._last_ticket += 1
        ticket = self._last_ticket
        drop = partial(self._drop, ticket)
        if not self._closed:
            pending = _Pending(owner, work, done, failed)
            pending.watch = owner.destroyed.connect(drop)
            self._pending[ticket] = pending
            if self._loop is not None:
                self._send(ticket)
        return _LoopCall(drop)

    def close(self) -> None:
        """Cancel everything and wait until the thread has ended."""
        if self._closed:
            return
        self._closed = True
        for ticket in tuple(self._pending):
            self._drop(ticket)
        if self._portal is not None and self._context is not None:
            self._portal.start_task_soon(self._portal.stop, True)  # noqa: FBT003 (anyio's own positional flag)
            self._context.__exit__(None, None, None)
            self._portal = self._loop = None

    def _send(self, ticket: int) -> None:
        from asyncio import run_coroutine_threadsafe

        pending = self._pending[ticket]
        assert self._loop is not None  # noqa: S101 (both callers checked it)
        # Not by way of the portal: that waits until the loop has taken the task, and a loop may be busy.
        # The work, which usually holds a widget, is handed over in a box and taken out by the loop, so that the last
        # reference to a QObject is never dropped on the loop's thread.
        pending.future = run_coroutine_threadsafe(_carry([pending.work]), self._loop)
        pending.future.add_done_callback(partial(self._announce, ticket))

    def _announce(self, ticket: int, _future: Future[Any]) -> None:
        self._arrived.emit(ticket)

    def _drop(self, ticket: int, _destroyed: object = None) -> None:
        pending = self._pending.pop(ticket, None)
        if pending is None:
            return
        self._unwatch(pending)
        if pending.future is not None:
            pending.future.cancel()
        self._note_idle()

    def _note_idle(self) -> None:
        if not self._pending and not self._closed and self._portal is not None:
            self.idle.emit()

    @staticmethod
    def _unwatch(pending: _Pending) -> None:
        if pending.watch is not None and shiboken6.isValid(pending.owner):
            QObject.disconnect(pending.watch)

    @Slot(int)
    def _deliver(self, ticket: int) -> None:
        pending = self._pending.pop(ticket, None)
        if pending is None or pending.future is None:
            return
        self._unwatch(pending)
        self._hand_over(pending, pending.future)
        self._note_idle()

    def _hand_over(self, pending: _Pending, future: Future[Any]) -> None:
        if future.cancelled() or not shiboken6.isValid(pending.owner):
            return
        error = future.exception()
        if error is None:
            if pending.done is not None:
                pending.done(future.result())
            return
        told = as_app_error(error)
        if pending.failed is not None:
            pending.failed(told)
        else:
            self.failed.emit(told)


async def _running_loop() -> AbstractEventLoop:
    from asyncio import get_running_loop

    return get_running_loop()


async def _carry(box: list[Callable[[], Awaitable[T]]]) -> T:
    return await box.pop()()


def as_app_error(error: BaseException) -> AppError:
    """Return what to tell the person; what nobody expected is logged here, once."""
    if isinstance(error, AppError):
        return error
    log.error("a service failed unexpectedly", exc_info=error)
    return AppError(
        "Something went wrong in the app",
        "Try again. If it happens again, copy the details for your IT.",
        details=type(error).__name__,
    )
