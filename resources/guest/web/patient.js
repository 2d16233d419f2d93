// The kit's meeting view for a guest: picture, microphone, camera, messages, leave. Nothing a host needs.

import { plain } from "./call/language.js";
import { kitWord } from "./words.js";

const row = { display: "flex", alignItems: "center", gap: "4px" };

/** The view for one of the kits; both name their parts alike but for the first word. */
export function view(element) {
  const kit = element.split("-")[0];
  const bar = { ...row, position: "relative", padding: "8px", justifyContent: "center" };
  const named = (entries) => Object.fromEntries(Object.entries(entries).map(([key, value]) => [key.replace(/\$/g, kit), value]));
  const parts = (...names) => names.map((name) => name.replace(/\$/g, kit));
  const side = (place) => ({ add: [[`${kit}-sidebar`, { view: place }]] });
  return {
    styles: named({
      "$-header": { ...row, minHeight: "0", padding: "0 8px", justifyContent: "space-between" },
      "div#header-left": row,
      "div#header-right": row,
      "$-stage": { display: "flex", flex: "1", minHeight: "0" },
      "$-grid": { flex: "1", height: "auto" },
      "$-controlbar": { ...bar, justifyContent: "space-between" },
      "$-controlbar.sm": bar,
      "$-controlbar.md": bar,
      "div#controlbar-left": { ...row, flex: "1" },
      "div#controlbar-center": { ...row, justifyContent: "center" },
      "div#controlbar-right": { ...row, flex: "1", justifyContent: "flex-end" },
      "div#controlbar-mobile": { ...row, flex: "1", justifyContent: "center" },
      "$-settings": { width: "720px", height: "480px", maxWidth: "100%", maxHeight: "100%" },
    }),
    root: named({
      "$-meeting": { state: "meeting", states: ["activeSidebar"] },
      "$-meeting[meeting=idle]": [],
      "$-meeting[meeting=waiting]": [],
      "$-meeting[meeting=setup]": [],
      "$-meeting[meeting=ended]": [],
      "$-meeting[meeting=joined]": parts("$-header", "$-stage", "$-controlbar", "$-participants-audio", "$-dialog-manager"),
      "$-meeting[meeting=joined].activeSidebar.sm": side("full-screen"),
      "$-meeting[meeting=joined].activeSidebar.md": side("full-screen"),
      "$-header": ["div#header-left", "div#header-right"],
      "div#header-left": parts("$-recording-indicator", "$-livestream-indicator"),
      "div#header-right": parts("$-grid-pagination"),
      "$-stage": { states: ["activeSidebar"], children: parts("$-grid", "$-notifications") },
      "$-stage.activeSidebar": side("sidebar"),
      "$-stage.activeSidebar.sm": { remove: parts("$-sidebar") },
      "$-stage.activeSidebar.md": { remove: parts("$-sidebar") },
      "$-grid": { states: ["activeScreenShare", "activePlugin", "activeSpotlight"], children: parts("$-simple-grid") },
      "$-grid.activeSpotlight": parts("$-spotlight-grid"),
      "$-grid.activeScreenShare": parts("$-mixed-grid"),
      "$-grid.activePlugin": parts("$-mixed-grid"),
      "$-grid.activeScreenShare.activeSpotlight": parts("$-mixed-grid"),
      "$-grid.activePlugin.activeSpotlight": parts("$-mixed-grid"),
      "$-grid.activePlugin.activeScreenShare.activeSpotlight": parts("$-mixed-grid"),
      "$-mixed-grid": { states: ["activeSpotlight"], children: parts("$-simple-grid") },
      "$-mixed-grid.activeSpotlight": parts("$-spotlight-grid"),
      "$-participant-tile": { state: "meeting", children: parts("$-name-tag", "$-avatar", "$-network-indicator") },
      "$-screenshare-view": { children: parts("$-name-tag", "$-network-indicator") },
      "$-name-tag": [[`${kit}-audio-visualizer`, { slot: "start" }]],
      "$-controlbar": { props: { variant: "solid" }, children: ["div#controlbar-left", "div#controlbar-center", "div#controlbar-right"] },
      "$-controlbar.sm": ["div#controlbar-mobile"],
      "$-controlbar.md": ["div#controlbar-mobile"],
      "div#controlbar-left": parts("$-settings-toggle", "$-screen-share-toggle"),
      "div#controlbar-center": parts("$-mic-toggle", "$-camera-toggle", "$-stage-toggle", "$-leave-button"),
      "div#controlbar-right": parts("$-chat-toggle"),
      "div#controlbar-mobile": parts(
        "$-mic-toggle", "$-camera-toggle", "$-stage-toggle", "$-chat-toggle", "$-settings-toggle", "$-leave-button",
      ),
    }),
    config: {
      notification_sounds: { participant_left: false },
      participant_joined_sound_notification_limit: 10,
      participant_chat_message_sound_notification_limit: 10,
      videoFit: "contain",
    },
  };
}

/** Place the kit's element, with our view and our words; it shows a meeting that has been joined already. */
export async function place(stage, name, meeting) {
  const element = document.createElement(name);
  element.setAttribute("mode", "fill");
  element.showSetupScreen = false;
  // Before it is connected: its own default would ask for a font of Google's.
  element.config = view(name);
  stage.replaceChildren(element);
  await element.componentOnReady?.();
  // The kit switches both on when it is connected.
  element.loadConfigFromPreset = false;
  element.applyDesignSystem = false;
  const original = element.t;
  element.t = (key) => {
    const text = kitWord(key) ?? original?.(key) ?? key;
    return typeof text === "string" ? plain(text) : text;
  };
  element.meeting = meeting;
  return element;
}
