// Takes a person into the room: start the kit, join, wait to be admitted, watch the visit, say why it ended.

import { afterLeaving, checkToken, classify, details } from "./call/errors.js";
import { KITS, load, method } from "./call/kits.js";
import { isAsking } from "./call/media.js";
import { isPassing, next, RETRY_AFTER } from "./ladder.js";
import * as journal from "./journal.js";
import { place } from "./patient.js";
import { play } from "./sound.js";
import { announce, show } from "./steps.js";
import { stayAwake } from "./wake.js";
import { clockTime, say } from "./words.js";

const STEP = 500;
const ADMISSION = 5000;
const stage = document.getElementById("stage");
const rungLine = document.getElementById("rung");
const banner = document.getElementById("banner");

let visit = null;
let parts = null;

/** Ask for the kit's files ahead of time; an error shows when they are needed, and they are asked for again then. */
export function warmUp(link) {
  if (parts) return parts;
  const kit = KITS[link.kit];
  const face = load(kit.ui, true).then(() => customElements.whenDefined(kit.element));
  parts = Promise.all([load(kit.core), face]).catch((error) => {
    parts = null;
    throw Object.assign(error, { late: "unreachable" });
  });
  parts.catch(() => undefined);
  return parts;
}

/**
 * Go in. `way` holds: link, patience (ms), devices (camera, microphone, cameraId, microphoneId),
 * rung ("join", or "reload" after one), again(rung): load the page afresh, close(kind): the closing page.
 */
export async function enter(way) {
  visit = { ...way, rung: way.rung ?? "join", meeting: null, over: false, inside: false, since: 0 };
  stayAwake(true);
  await attempt(visit);
}

/** The person does not want to any more, or the link stopped working meanwhile. */
export function stop(kind = "left") {
  if (visit) finish(visit, kind, "stopped");
}

function tell(name, detail = "") {
  rungLine.dataset.say = `joining.${name}`;
  rungLine.textContent = say(`joining.${name}`);
  journal.note(name, rungLine.textContent, detail);
}

async function attempt(mine) {
  show("joining");
  tell({ join: "opening", reload: "reloaded", audio: "audio_only" }[mine.rung]);
  try {
    const problem = checkToken(mine.link.token);
    if (problem) throw Object.assign(new Error(problem), { late: problem });
    await open(mine);
    if (mine.over) return;
    await join(mine);
  } catch (error) {
    if (!mine.over) await climb(mine, error?.late ?? classify(error, true), error);
  }
}

async function climb(mine, kind, error) {
  journal.note(kind, "", details(error));
  leaveQuietly(mine);
  const step = next(mine.rung, kind, navigator.onLine !== false);
  if (step.close) finish(mine, step.close, kind);
  else if (step.go === "wait") await untilOnline(mine);
  else if (step.go === "reload") {
    tell("reload");
    mine.over = true;
    mine.again("reload");
  } else {
    mine.rung = step.go;
    await attempt(mine);
  }
}

async function untilOnline(mine) {
  tell("offline");
  await new Promise((done) => addEventListener("online", done, { once: true }));
  if (!mine.over) await attempt(mine);
}

/** Give `promise` the time that is ours to give, not counting while the browser asks the person something. */
function limit(mine, promise, kind) {
  let timer = 0;
  const late = new Promise((_, failed) => {
    let left = mine.patience;
    let asked = false;
    timer = setInterval(() => {
      if (isAsking()) {
        if (!asked) tell("asking");
        asked = true;
      } else left -= STEP;
      if (left <= 0) failed(Object.assign(new Error("timed out"), { late: kind }));
    }, STEP);
  });
  return Promise.race([promise, late]).finally(() => clearInterval(timer));
}

async function open(mine) {
  const kit = KITS[mine.link.kit];
  await limit(mine, warmUp(mine.link), "unreachable");
  const options = {
    authToken: mine.link.token,
    defaults: { audio: mine.devices.microphone, video: mine.devices.camera && mine.rung !== "audio" },
    modules: { devTools: { logs: false }, tracing: false },
    ...(mine.link.baseUri ? { baseURI: mine.link.baseUri } : {}),
  };
  const starting = kit.client().init(options);
  const meeting = await limit(mine, starting, "unreachable").catch((error) => {
    // Should it come all the same, it must not hold the camera.
    starting.then((late) => letGo(late), () => undefined);
    throw error;
  });
  if (!meeting) throw new Error("The kit did not start");
  if (mine.over) return letGo(meeting);
  mine.meeting = meeting;
  watch(mine, meeting);
  await choose(meeting, "video", mine.devices.cameraId);
  await choose(meeting, "audio", mine.devices.microphoneId);
}

/** Go on with the camera or microphone the person chose in the check. */
async function choose(meeting, kind, id) {
  const { self } = meeting;
  if (!id || !self[`${kind}Enabled`]) return;
  try {
    const inUse = self[`${kind}Track`]?.getSettings?.().deviceId;
    const device = (await navigator.mediaDevices.enumerateDevices()).find((one) => one.deviceId === id);
    if (device && inUse !== id) await self.setDevice(device);
  } catch {
    // The kit's own choice will do.
  }
}

async function join(mine) {
  const { meeting } = mine;
  const name = method(meeting, KITS[mine.link.kit].joins);
  const once = () => limit(mine, meeting[name](), "slow");
  tell("joining");
  try {
    await once();
  } catch (error) {
    if (mine.over || !isPassing(error)) throw error;
    tell("retry", details(error));
    await new Promise((done) => setTimeout(done, RETRY_AFTER));
    await once();
  }
}

function watch(mine, meeting) {
  const { self, meta } = meeting;
  const current = () => !mine.over && mine.meeting === meeting;
  self.on("roomJoined", () => (current() ? arrived(mine) : letGo(meeting)));
  self.on("waitlisted", () => current() && waiting(mine));
  self.on("roomLeft", ({ state } = {}) => current() && gone(mine, state ?? "left"));
  meta.on("socketConnectionUpdate", ({ state } = {}) => {
    if (!current() || !mine.inside) return;
    if (state === "reconnecting") showBanner("call.lost");
    if (state === "connected" && banner.dataset.say === "call.lost") showBanner(mine.rung === "audio" ? "call.sound_only" : "");
  });
}

function showBanner(key) {
  banner.dataset.say = key || "page.none";
  banner.textContent = key ? say(key) : "";
  banner.hidden = !key;
}

function waiting(mine) {
  if (!mine.since) mine.since = Date.now();
  journal.note("waiting", say("waiting.title"));
  sinceLine(mine);
  show("waiting");
  clearInterval(mine.watching);
  let accepted = 0;
  // The SDK enters by itself once admitted; where that fails it says so to nobody.
  mine.watching = setInterval(() => {
    if (mine.over || mine.inside) return clearInterval(mine.watching);
    accepted = mine.meeting?.self.waitlistStatus === "accepted" ? accepted + STEP : 0;
    if (accepted < Math.min(ADMISSION, mine.patience)) return undefined;
    clearInterval(mine.watching);
    show("joining");
    return join(mine).catch((error) => climb(mine, error?.late ?? classify(error, true), error));
  }, STEP);
}

function sinceLine(mine) {
  document.getElementById("waiting-since").textContent = say("waiting.since", { time: clockTime(mine.since) });
}

/** Say again what was said with a time in it: the language has changed. */
export function relabel() {
  if (visit?.since) sinceLine(visit);
}

async function arrived(mine) {
  if (mine.inside) return;
  mine.inside = true;
  journal.note("inside", say("call.joined"));
  if (mine.since) play("joined.wav").catch(() => undefined);
  document.getElementById("call").setAttribute("aria-label", say("page.title"));
  show("call");
  showBanner(mine.rung === "audio" ? "call.sound_only" : "");
  await place(stage, KITS[mine.link.kit].element, mine.meeting);
  announce(say("call.joined"));
}

function gone(mine, reason) {
  if (reason === "connected-meeting" || reason === "stageLeft") return;
  const trouble = afterLeaving(reason);
  if (trouble === "lost" && !mine.inside && !mine.since) return;
  finish(mine, trouble || "left", reason);
}

function finish(mine, kind, code) {
  if (mine.over) return;
  mine.over = true;
  journal.note(code, say(`closing.${kind}.title`));
  leaveQuietly(mine);
  stayAwake(false);
  mine.close(kind);
}

function leaveQuietly(mine) {
  clearInterval(mine.watching);
  const { meeting } = mine;
  mine.meeting = null;
  if (meeting) letGo(meeting);
  stage.replaceChildren();
}

/** Leave a room and let go of its camera and microphone, whatever state it is in. */
function letGo(meeting) {
  const leave = method(meeting, ["leave", "leaveRoom"]);
  const tracks = [meeting.self?.videoTrack, meeting.self?.audioTrack];
  Promise.resolve()
    .then(() => meeting[leave]?.())
    .catch(() => undefined)
    .finally(() => [...tracks, meeting.self?.videoTrack, meeting.self?.audioTrack].forEach((track) => track?.stop?.()));
}
