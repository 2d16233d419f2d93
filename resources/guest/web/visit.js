// Takes a person into the room: start the kit, join, wait to be admitted, watch the visit, say why it ended.

import { afterLeaving, checkToken, classify, details } from "./call/errors.js";
import { KITS, load, method } from "./call/kits.js";
import { watchLine } from "./call/line.js";
import { isAsking } from "./call/media.js";
import { isPassing, next, RETRY_AFTER } from "./ladder.js";
import * as consent from "./consent.js";
import * as journal from "./journal.js";
import { place } from "./patient.js";
import { play } from "./sound.js";
import { announce, show } from "./steps.js";
import { stayAwake } from "./wake.js";
import { clockTime, say } from "./words.js";

const STEP = 500;
const ADMISSION = 5000;
/** Who is lost again so soon is not taken in by itself once more: something is wrong that only a person can see. */
const STEADY = 60_000;
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
  visit = {
    ...way, rung: way.rung ?? "join", meeting: null, line: null, over: false, inside: false, since: 0, lost: false, anewAt: 0,
  };
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

async function attempt(mine, words = { join: "opening", reload: "reloaded", audio: "audio_only" }[mine.rung]) {
  show("joining");
  tell(words);
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
  consent.serve(meeting);
  const current = () => !mine.over && mine.meeting === meeting;
  const inside = () => current() && mine.inside;
  mine.line = watchLine(meta, {
    lost: () => inside() && lost(mine),
    found: () => inside() && found(mine),
    awake: () => undefined,
    rejoin: () => inside() && goInAnew(mine, "failed"),
  }, Boolean(mine.link.edgeUrl));
  self.on("roomJoined", () => (current() ? arrived(mine) : letGo(meeting)));
  self.on("waitlisted", () => current() && waiting(mine));
  self.on("roomLeft", ({ state } = {}) => current() && gone(mine, state ?? "left"));
}

// ---- the connection is lost inside: the kit tries by itself, then we go in anew, and only then it is over

function lost(mine) {
  showBanner(navigator.onLine === false && !mine.link.edgeUrl ? "joining.offline" : "call.lost");
  if (mine.lost) return;
  mine.lost = true;
  keepDevices(mine);
  journal.note("lost", banner.textContent);
}

function found(mine) {
  if (!mine.lost) return;
  mine.lost = false;
  journal.note("back", say("call.back"));
  usualBanner(mine);
  announce(say("call.back"));
}

/** As it was at the time: a camera that was switched off in the visit must not come on by itself. */
function keepDevices(mine) {
  const { self } = mine.meeting;
  const { camera, microphone } = mine.devices;
  mine.devices = { ...mine.devices, camera: self.videoEnabled ?? camera, microphone: self.audioEnabled ?? microphone };
}

function goInAnew(mine, code) {
  const now = Date.now();
  if (mine.anewAt && now - mine.anewAt < STEADY) {
    finish(mine, "lost", code);
    return;
  }
  if (mine.inside && !mine.lost) keepDevices(mine);
  Object.assign(mine, { anewAt: now, inside: false, since: 0, lost: false, rung: mine.rung === "audio" ? "audio" : "join" });
  journal.note(code);
  leaveQuietly(mine);
  attempt(mine, "rejoin");
}

function usualBanner(mine) {
  showBanner(mine.rung === "audio" ? "call.sound_only" : "");
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
  if (mine.inside) {
    mine.line?.find();
    return;
  }
  mine.inside = true;
  journal.note("inside", say("call.joined"));
  if (mine.since) play("joined.wav").catch(() => undefined);
  document.getElementById("call").setAttribute("aria-label", say("page.title"));
  show("call");
  usualBanner(mine);
  await place(stage, KITS[mine.link.kit].element, mine.meeting);
  announce(say("call.joined"));
}

function gone(mine, reason) {
  if (reason === "connected-meeting" || reason === "stageLeft") return;
  if (reason === "disconnected" && mine.inside) {
    mine.line?.lose();
    return;
  }
  const trouble = afterLeaving(reason);
  if (trouble === "lost" && !mine.inside && !mine.since) return;
  if (["disconnected", "failed"].includes(reason)) goInAnew(mine, reason);
  else finish(mine, trouble || "left", reason);
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
  mine.line?.stop();
  const { meeting } = mine;
  mine.meeting = mine.line = null;
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
