"""What macOS is told about the app: its name, what it asks for, and which links it opens."""

from __future__ import annotations

IDENTIFIER = "org.hostedmeetings.desktop"

INFO_PLIST = {
    "CFBundleName": "Hosted Meetings",
    "CFBundleDisplayName": "Hosted Meetings",
    "CFBundleURLTypes": [
        {
            "CFBundleURLName": f"{IDENTIFIER}.link",
            "CFBundleTypeRole": "Viewer",
            "CFBundleURLSchemes": ["hostedmeetings"],
        }
    ],
    "LSMinimumSystemVersion": "13.0",
    "NSCameraUsageDescription": "Others in a video meeting see you when your camera is on.",
    "NSMicrophoneUsageDescription": "Others in a video meeting hear you when your microphone is on.",
    "NSHighResolutionCapable": True,
}
"""For the bundle's ``Info.plist``; PyInstaller adds version and program."""
