// The device check: camera, microphone, sound and internet, each with plain words and what to do.

import { family } from "./browser.js";
import * as devices from "./devices.js";
import { rate } from "./network.js";
import { play, watchLevel } from "./sound.js";
import { now } from "./steps.js";
import { list, say } from "./words.js";

const get = (id) => document.getElementById(id);
const mirror = get("mirror");
const level = get("level");
const states = {};
let stopLevel = () => undefined;
let cameraOff = false;
let dead = () => undefined;

/** What a card says, and its mark: "wait", "good", "warn" or "bad". Kept, so that it can be said in another language. */
function set(name, mark, key, more = {}) {
  states[name] = { mark, key, more };
  const card = get(`check-${name}`);
  card.dataset.mark = mark;
  card.querySelector(".state").textContent = say(key, more);
  note();
}

const has = (name) => states[name]?.mark === "good" || states[name]?.mark === "wait" || states[name]?.key === "microphone.silent";

/** What was found, for the call. */
export function result() {
  return {
    camera: Boolean(devices.track("camera")) && !cameraOff,
    microphone: Boolean(devices.track("microphone")),
    cameraId: devices.idOf("camera"),
    microphoneId: devices.idOf("microphone"),
  };
}

/** Begin (or begin again). `refused(verdict)` is called when the service does not take the link any more. */
export async function begin(link, refused) {
  dead = refused;
  network(link);
  if (!states.speaker) set("speaker", "wait", "speaker.ready");
  await media();
}

async function media() {
  get("blocked").hidden = true;
  set("camera", "wait", "camera.asking");
  set("microphone", "wait", "microphone.asking");
  cameraOff = false;
  const faults = await devices.ask();
  if (now() !== "check") return devices.release();
  showCamera(faults.camera);
  showMicrophone(faults.microphone);
  showGuide(faults);
  await fill("camera", get("cameras"));
  return fill("microphone", get("microphones"));
}

function showCamera(fault) {
  const track = devices.track("camera");
  mirror.srcObject = track ? new MediaStream([track]) : null;
  if (track) mirror.play().catch(() => undefined);
  mirror.parentElement.classList.toggle("dark", !track);
  get("camera-switch").hidden = !track && !cameraOff;
  get("camera-switch").textContent = say(cameraOff ? "camera.turn_on" : "camera.turn_off");
  if (cameraOff) set("camera", "warn", "camera.off_by_you");
  else if (fault) set("camera", fault === "none" ? "warn" : "bad", `camera.${fault}`);
  else set("camera", "good", "camera.good");
}

function showMicrophone(fault) {
  stopLevel();
  level.hidden = Boolean(fault);
  if (fault) {
    set("microphone", "bad", `microphone.${fault}`);
    return;
  }
  set("microphone", "wait", "microphone.listening");
  const silent = setTimeout(() => {
    if (states.microphone.key === "microphone.listening") set("microphone", "warn", "microphone.silent");
  }, 8000);
  const bar = level.firstElementChild;
  let said = -1;
  const stop = watchLevel(devices.track("microphone"), (volume) => {
    const rounded = Math.round(volume * 10) * 10;
    bar.style.inlineSize = `${Math.round(volume * 100)}%`;
    if (rounded !== said) level.setAttribute("aria-valuenow", String(said = rounded));
  }, () => set("microphone", "good", "microphone.good"));
  stopLevel = () => {
    clearTimeout(silent);
    stop();
  };
}

function showGuide(faults) {
  const blocked = Object.values(faults).includes("blocked");
  get("blocked").hidden = !blocked;
  if (blocked) get("blocked").querySelector("ol").replaceChildren(...guide());
}

function guide() {
  return [...list(`blocked.steps.${family()}`), say("blocked.back")].map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
}

async function fill(kind, select) {
  const found = await devices.choices(kind);
  select.closest(".choice").hidden = found.length < 2;
  select.replaceChildren(...found.map((device) => new Option(device.label, device.deviceId)));
  select.value = devices.idOf(kind);
}

async function network(link) {
  set("network", "wait", "network.checking");
  get("network-again").hidden = true;
  const found = await rate(link);
  if (["dead", "cancelled"].includes(found.verdict)) {
    if (now() === "check") dead(found.verdict);
    return;
  }
  const mark = { good: "good", fair: "warn", poor: "warn" }[found.rating] ?? "bad";
  set("network", mark, `network.${found.rating}`);
  get("network-again").hidden = mark === "good";
  get("network-again").onclick = () => network(link);
}

/** One line before the button: what going on as it is now would mean. */
function note() {
  const waiting = states.camera?.mark === "wait" || states.microphone?.key === "microphone.asking";
  const blocked = [states.camera, states.microphone].some((state) => state?.key.endsWith(".blocked"));
  get("check-lead").textContent = say(waiting ? "check.allow" : "check.unseen");
  const key = waiting || !states.microphone ? ""
    : !has("microphone") ? "check.without_microphone"
      : states.camera?.mark === "bad" || states.camera?.key === "camera.none" ? "check.without_camera" : "";
  const line = get("check-note");
  line.hidden = !key;
  line.textContent = key ? say(key) : "";
  document.documentElement.classList.toggle("blocked", blocked);
}

/** Say everything in the language of now. */
export function relabel() {
  for (const [name, { mark, key, more }] of Object.entries(states)) set(name, mark, key, more);
  get("camera-switch").textContent = say(cameraOff ? "camera.turn_on" : "camera.turn_off");
  level.setAttribute("aria-label", say("microphone.level"));
  if (!get("blocked").hidden) get("blocked").querySelector("ol").replaceChildren(...guide());
}

/** Let go of camera and microphone: the call takes them. */
export function end() {
  stopLevel();
  devices.release();
  mirror.srcObject = null;
}

// ---- what the person does on this step

get("blocked-again").onclick = media;

get("camera-switch").onclick = async () => {
  cameraOff = !cameraOff;
  if (cameraOff) devices.release("camera");
  showCamera(cameraOff ? "" : await devices.change("camera", get("cameras").value));
};

get("cameras").onchange = async (event) => {
  cameraOff = false;
  showCamera(await devices.change("camera", event.target.value));
};

get("microphones").onchange = async (event) => {
  showMicrophone(await devices.change("microphone", event.target.value));
};

get("play").onclick = async () => {
  get("heard").hidden = true;
  set("speaker", "wait", "speaker.playing");
  await play("speaker-test.wav").catch(() => undefined);
  set("speaker", "wait", "speaker.ask");
  get("heard").hidden = false;
};

get("heard-yes").onclick = () => {
  set("speaker", "good", "speaker.good");
  get("heard").hidden = true;
  get("play").focus();
};

get("heard-no").onclick = () => {
  set("speaker", "warn", "speaker.help");
  get("heard").hidden = true;
  get("play").focus();
};
