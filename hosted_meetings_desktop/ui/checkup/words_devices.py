"""What is said about camera, microphone, speaker, the system's switches and graphics."""

from __future__ import annotations

from collections.abc import Mapping

from hosted_meetings_desktop.domain.checkup import Reason, Topic
from hosted_meetings_desktop.ui.call.devices import DeviceKind
from hosted_meetings_desktop.ui.checkup.sentences import Words, say
from hosted_meetings_desktop.ui.checkup.system import System, this_system

Table = Mapping[Reason, Words]


def device_words(topic: Topic, system: System | None = None) -> Table:
    """Return what a line about this PC can say; nothing for a topic of the network."""
    found = system or this_system()
    if topic is Topic.CAMERA:
        return _camera(found)
    if topic is Topic.MICROPHONE:
        return _microphone(found)
    if topic is Topic.SPEAKER:
        return _speaker()
    if topic is Topic.ACCESS:
        return _access(found)
    return _graphics() if topic is Topic.GRAPHICS else {}


def switch_words(kind: DeviceKind, system: System) -> str:
    """Return where the system's switch is and what has to be on; every word as the system writes it."""
    camera = kind is DeviceKind.CAMERA
    if system is System.MACOS:
        if camera:
            return say(
                "Open System Settings > Privacy & Security > Camera, switch on “Hosted Meetings”, "
                "then start this app again."
            )
        return say(
            "Open System Settings > Privacy & Security > Microphone, switch on “Hosted Meetings”, "
            "then start this app again."
        )
    if system is System.WINDOWS:
        if camera:
            return say(
                "Open Settings > Privacy & security > Camera, and switch on “Camera access”, "
                "“Let apps access your camera” and “Let desktop apps access your camera”."
            )
        return say(
            "Open Settings > Privacy & security > Microphone, and switch on “Microphone access”, "
            "“Let apps access your microphone” and “Let desktop apps access your microphone”."
        )
    return say("Look in the settings of your desktop, under Privacy or Applications, for this app's permissions.")


def _camera(system: System) -> Table:
    unseen = say("The others in a call do not see you.")
    return {
        Reason.GOOD: Words(say("The picture of “%1” comes through.")),
        Reason.ALLOW: Words(say("May the camera be used? Answer above the picture.")),
        Reason.NONE: Words(
            say("No camera was found."), unseen, say("Plug one in, or look whether it is switched off.")
        ),
        Reason.BLOCKED: Words(
            say("The camera could not be used: permission was refused."),
            unseen,
            switch_words(DeviceKind.CAMERA, system),
        ),
        Reason.SWITCHED_OFF: Words(
            say("This system does not let the app use the camera."), unseen, switch_words(DeviceKind.CAMERA, system)
        ),
        Reason.KEPT_OFF: Words(
            say("The camera stays off, as you chose."), unseen, say("Choose “Ask again” to change that.")
        ),
        Reason.BUSY: Words(
            say("The camera is in use by another program."),
            unseen,
            say("Close other programs with video, such as Teams, Zoom or a browser, then run the check-up again."),
        ),
        Reason.IN_CALL: Words(
            say("The camera gives no picture here: your call is using it."),
            advice=say("That is nothing to mend. Run the check-up again after the call."),
        ),
        Reason.DARK: Words(
            say("The picture of “%1” is black."),
            say("The others in a call would see nothing."),
            say("Open the camera's cover, or look whether a key of this PC switches it off."),
        ),
        Reason.STILL: Words(
            say("“%1” gives no picture."), unseen, say("Unplug it and plug it in again, or choose another camera.")
        ),
        Reason.FAULT: Words(
            say("The camera could not be started."), unseen, say("Plug it in again, or restart this PC.")
        ),
    }


def _microphone(system: System) -> Table:
    unheard = say("The others in a call do not hear you.")
    return {
        Reason.GOOD: Words(say("“%1” hears you.")),
        Reason.ALLOW: Words(say("May the microphone be used? Answer above the picture.")),
        Reason.LISTENING: Words(say("“%1” is listening. Say a few words.")),
        Reason.SILENT: Words(
            say("“%1” has heard nothing yet."),
            say("If you have spoken, the others in a call would not hear you either."),
            say("Say a few words. If the bar does not move, look for a mute switch, or choose another microphone."),
        ),
        Reason.NONE: Words(say("No microphone was found."), unheard, say("Plug one in, a headset for example.")),
        Reason.BLOCKED: Words(
            say("The microphone could not be used: permission was refused."),
            unheard,
            switch_words(DeviceKind.MICROPHONE, system),
        ),
        Reason.SWITCHED_OFF: Words(
            say("This system does not let the app use the microphone."),
            unheard,
            switch_words(DeviceKind.MICROPHONE, system),
        ),
        Reason.KEPT_OFF: Words(
            say("The microphone stays off, as you chose."), unheard, say("Choose “Ask again” to change that.")
        ),
        Reason.BUSY: Words(
            say("The microphone is in use by another program."),
            unheard,
            say("Close other programs with sound, such as Teams, Zoom or a browser, then run the check-up again."),
        ),
        Reason.IN_CALL: Words(
            say("The microphone cannot be tried here: your call is using it."),
            advice=say("That is nothing to mend. Run the check-up again after the call."),
        ),
        Reason.FAULT: Words(
            say("The microphone could not be started."), unheard, say("Plug it in again, or restart this PC.")
        ),
    }


def _speaker() -> Table:
    unheard = say("You would not hear the others in a call.")
    return {
        Reason.PLAY: Words(say("Play the tone, and say whether you heard it.")),
        Reason.PLAYING: Words(say("The tone is played on “%1”. Do you hear it?")),
        Reason.HEARD: Words(say("You heard the tone on “%1”.")),
        Reason.NOT_HEARD: Words(
            say("The tone on “%1” was not heard."),
            unheard,
            say(
                "Turn the volume up, look whether a headset is muted, or choose another speaker. Then play it again."
            ),
        ),
        Reason.NONE: Words(say("No speaker was found."), unheard, say("Plug in a headset or a speaker.")),
        Reason.FAULT: Words(
            say("The tone could not be played."), unheard, say("Choose another speaker, or plug this one in again.")
        ),
    }


def _access(system: System) -> Table:
    both = "\n".join(switch_words(kind, system) for kind in (DeviceKind.CAMERA, DeviceKind.MICROPHONE))
    return {
        Reason.GOOD: Words(say("This system lets the app use camera and microphone.")),
        Reason.NO_SWITCHES: Words(say("This system has no switches that keep programs from camera and microphone.")),
        Reason.PORTAL: Words(say("This system asks by itself before camera or microphone is used.")),
        Reason.NOT_ASKED: Words(
            say("This system has not asked yet. It does when camera or microphone is first used.")
        ),
        Reason.CAMERA_OFF: Words(
            say("The system's switch for the camera is off."),
            say("The others in a call do not see you."),
            switch_words(DeviceKind.CAMERA, system),
        ),
        Reason.MICROPHONE_OFF: Words(
            say("The system's switch for the microphone is off."),
            say("The others in a call do not hear you."),
            switch_words(DeviceKind.MICROPHONE, system),
        ),
        Reason.BOTH_OFF: Words(
            say("The system's switches for camera and microphone are off."),
            say("The others in a call neither see nor hear you."),
            both,
        ),
    }


def _graphics() -> Table:
    return {
        Reason.GOOD: Words(say("Pictures are drawn by the graphics card.")),
        Reason.SOFTWARE: Words(
            say("Pictures are drawn by the processor, not by a graphics card."),
            say("Calls work, but a PC that is short of power shows them less smoothly."),
            say("If calls are jerky, ask IT to update the graphics driver. Over remote desktop this is usual."),
        ),
        Reason.UNKNOWN: Words(
            say("It is not known what draws the pictures of a call."), advice=say("Run the check-up again.")
        ),
    }
