// The part of the check-up that only the web engine can tell: the devices as calls get them, and what it draws with.

import * as devices from "./guest/devices.js";
import { watchLevel } from "./guest/sound.js";
import { standardRefusal } from "./media.js";

/** How long to wait for a picture, for a voice, for a host, in milliseconds. */
const PICTURE = 6000;
const VOICE = 8000;
const HOST = 8000;
const LOOK = 700;
/** A voice: so many loud moments among the last ones, which a click or a creaking chair does not have. */
const LOUD = 0.22;
const VOICED = 4;
const LAST = 40;
/** The mean of 0 to 255 below which a picture is as good as black. */
const DARK = 10;
const OUTPUT = "audiooutput";

const mirror = document.getElementById("mirror");
const canvas = new OffscreenCanvas(32, 18);
const pen = canvas.getContext("2d", { willReadFrequently: true });
const tone = new Audio();
const told = {};
let host = null;
let speaker = "";
let looking = 0;
let voice = 0;
let stopLevel = () => undefined;

function report(what, more = {}) {
  host?.report(JSON.stringify({ what, ...more }));
}

/** Say how a device does; the same is said once. */
function say(kind, value, name = "") {
  const now = `${value} ${name}`;
  if (told[kind] === now) return;
  told[kind] = now;
  report(kind, { value, name });
}

// ---- camera and microphone
// Qt WebEngine calls a refusal by another name than the standard.
const plainAsk = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wanted) => plainAsk(wanted).catch((error) => {
  throw standardRefusal(error);
});

function rest() {
  clearInterval(looking);
  clearTimeout(voice);
  stopLevel();
  stopLevel = () => undefined;
  tone.pause();
}

async function begin({ chosen = {} }) {
  rest();
  coding().then((facts) => report("graphics", { ...graphics(), facts }));
  for (const kind of Object.keys(told)) delete told[kind];
  const faults = await devices.ask();
  for (const kind of ["camera", "microphone"]) {
    // One that stays off refuses both: the other is asked for alone.
    if (faults[kind] === "blocked") faults[kind] = await devices.change(kind, "");
    const id = faults[kind] ? "" : await idOf(kind, chosen[kind]);
    if (id && id !== devices.idOf(kind)) await devices.change(kind, id);
  }
  speaker = await idOf("speaker", chosen.speaker);
  await list();
  showCamera(faults.camera);
  showMicrophone(faults.microphone);
  await showSpeaker();
}

async function found(kind) {
  if (kind !== "speaker") return devices.choices(kind);
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return all.filter((one) => one.kind === OUTPUT && one.deviceId);
}

/** The device that was chosen once; ids change with every start, the name is what stays. */
async function idOf(kind, wanted) {
  if (!wanted) return "";
  const here = await found(kind);
  const same = here.find((one) => one.deviceId === wanted.id && one.label === wanted.label);
  return (same ?? here.find((one) => one.label === wanted.label))?.deviceId ?? "";
}

async function list() {
  const more = {};
  for (const kind of ["camera", "microphone", "speaker"]) {
    more[kind] = (await found(kind)).map((one) => ({ id: one.deviceId, label: one.label }));
  }
  report("devices", { ...more, used: [devices.idOf("camera"), devices.idOf("microphone"), speaker || "default"] });
}

const nameOf = (kind) => devices.track(kind)?.label ?? "";

function showCamera(fault) {
  clearInterval(looking);
  const track = devices.track("camera");
  mirror.srcObject = track ? new MediaStream([track]) : null;
  if (!track) {
    say("camera", fault || "fault");
    return;
  }
  const began = performance.now();
  let before = 0;
  looking = setInterval(() => {
    const moved = mirror.videoWidth > 0 && mirror.currentTime > before;
    before = mirror.currentTime;
    if (track.readyState === "ended") say("camera", "none");
    else if (moved && !track.muted) say("camera", isDark() ? "dark" : "good", nameOf("camera"));
    else if (performance.now() - began > PICTURE) say("camera", "still", nameOf("camera"));
  }, LOOK);
}

function isDark() {
  pen.drawImage(mirror, 0, 0, canvas.width, canvas.height);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += Math.max(data[at], data[at + 1], data[at + 2]);
  return sum / (data.length / 4) < DARK;
}

function showMicrophone(fault) {
  clearTimeout(voice);
  stopLevel();
  stopLevel = () => undefined;
  const track = devices.track("microphone");
  if (!track) {
    say("microphone", fault || "fault");
    return;
  }
  const name = nameOf("microphone");
  say("microphone", "listening", name);
  track.onended = () => say("microphone", "none");
  voice = setTimeout(() => say("microphone", "silent", name), VOICE);
  const last = [];
  stopLevel = watchLevel(track, (level) => {
    report("level", { level });
    if (told.microphone === `good ${name}`) return;
    last.push(level > LOUD);
    if (last.length > LAST) last.shift();
    if (last.filter(Boolean).length < VOICED) return;
    clearTimeout(voice);
    say("microphone", "good", name);
  }, () => undefined);
}

async function use({ kind, id }) {
  if (kind === "speaker") {
    speaker = id;
    await showSpeaker();
    return;
  }
  const fault = await devices.change(kind, id);
  if (kind === "camera") showCamera(fault);
  else showMicrophone(fault);
}

// ---- speaker
async function showSpeaker() {
  const here = await found("speaker");
  const one = here.find((device) => device.deviceId === speaker) ?? here[0];
  delete told.speaker;
  say("speaker", one ? "play" : "none", one?.label ?? "");
}

async function play() {
  const here = await found("speaker");
  const name = (here.find((device) => device.deviceId === speaker) ?? here[0])?.label ?? "";
  try {
    tone.src = "assets/speaker-test.wav";
    await tone.setSinkId?.(speaker === "default" ? "" : speaker);
    await tone.play();
    say("speaker", "playing", name);
  } catch (error) {
    say("speaker", here.length && error?.name !== "NotFoundError" ? "fault" : "none", name);
  }
}

// ---- what pictures are drawn with, and whether the service is reached from here
function graphics() {
  try {
    const gl = new OffscreenCanvas(1, 1).getContext("webgl");
    const more = gl?.getExtension("WEBGL_debug_renderer_info");
    const name = gl ? gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : "";
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
    return { known: true, name: String(name) };
  } catch {
    return { known: false, name: "" };
  }
}

async function coding() {
  const video = { contentType: "video/VP8", width: 1280, height: 720, bitrate: 1_500_000, framerate: 30 };
  try {
    const told = await navigator.mediaCapabilities.encodingInfo({ type: "webrtc", video });
    return [`VP8 1280x720: ${told.smooth ? "smooth" : "not smooth"}, ${told.powerEfficient ? "in hardware" : "in software"}`];
  } catch {
    return [];
  }
}

async function reach({ hosts = [] }) {
  const tried = await Promise.all(hosts.map(async (name) => {
    const stop = AbortSignal.timeout(HOST);
    const plain = { mode: "no-cors", cache: "no-store", credentials: "omit", signal: stop };
    return fetch(name.includes("://") ? name : `https://${name}/`, plain).then(() => true, () => false);
  }));
  report("engine", { reached: Object.fromEntries(hosts.map((name, place) => [name, tried[place]])) });
}

// ---- the line to the program
const WISHES = { begin, use, play, reach };

new window.QWebChannel(window.qt.webChannelTransport, (channel) => {
  host = channel.objects.host;
  host.asked.connect((text) => {
    const { wish, ...more } = JSON.parse(text);
    WISHES[wish]?.(more);
  });
  navigator.mediaDevices.addEventListener("devicechange", list);
  addEventListener("pagehide", () => {
    rest();
    devices.release();
  });
  report("ready");
});
