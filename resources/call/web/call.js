// Runs one call: takes the ticket, starts the kit, climbs the ladder when joining fails, and says it in plain words.

import * as captions from "./captions.js";
import { watchConsent } from "./consent.js";
import { useChosen, watchDevices } from "./devices.js";
import { afterLeaving, checkToken, classify, details, tokenEnd } from "./errors.js";
import * as hold from "./hold.js";
import { connect, report } from "./host.js";
import { keepWhole } from "./fit.js";
import { kindly } from "./language.js";
import { KITS, load, method } from "./kits.js";
import { isPassing, next, RETRY_AFTER, STEP } from "./ladder.js";
import { watchLine } from "./line.js";
import * as media from "./media.js";
import * as mini from "./mini.js";
import { doors, switched, watchRoom } from "./room.js";
import * as screens from "./screens.js";
import { stageWishes, watchStage } from "./stage.js";
import * as transport from "./transport.js";

const START_LIMIT = 30_000;
const JOIN_LIMIT = 30_000;
const ADMISSION = 5_000;
const TICK = 500;
/** Who was lost again so soon is not taken back in by itself once more: something is wrong that only a person sees. */
const STEADY = 60_000;
/** What both SDKs say where a file for the chat could not be handed over. */
const LOST_FILE = /Error sending (image|file) message/i;

let ticket = null;
let call = null;
let parts = null;
let installed = false;
let rejoinedAt = 0;
/** What the person reads while a rung is being tried, also after the page was loaded for it. */
let told = "";

const stage = document.getElementById("stage");
const fit = keepWhole(stage, () => call?.state === "setup");

function become(mine, state, more = {}) {
  if (mine !== call || mine.state === state) return;
  mine.state = state;
  report("state", { value: state, ...more });
  fit();
}

function step(name, because = "") {
  report("step", { value: name, detail: because });
  told = name;
  screens.showStep(name);
}

// ---- the ladder

/** It failed for this reason: try the next rung, or end in our own words. The first reason counts. */
function fail(mine, kind, error = "") {
  if (mine.over || mine !== call) return;
  console.debug(`it failed: ${kind} ${details(error)}`);
  const online = Boolean(mine.local) || navigator.onLine !== false;
  const { go, out } = mine.inside ? afterLoss(kind) : next(mine.rung, kind, online);
  if (!go) {
    finish(mine);
    screens.showTrouble(out, details(error));
    report("trouble", { value: out, detail: details(error) });
    become(mine, "trouble");
    return;
  }
  finish(mine);
  climb(mine, go, kind);
}

/** Who was inside and lost the connection for good goes in anew; not twice in a row. */
function afterLoss(kind) {
  if (kind !== "lost" || Date.now() - rejoinedAt < STEADY) return { out: kind };
  rejoinedAt = Date.now();
  return { go: "fresh" };
}

async function climb(mine, go, because) {
  if (go === "wait") {
    step(STEP.wait, because);
    await new Promise((done) => addEventListener("online", done, { once: true }));
    if (mine === call) climb(mine, mine.rung || "fresh", "");
    return;
  }
  become(mine, "renewing");
  step(mine.inside ? "rejoin" : STEP[go], because);
  report("ticket", { value: go });
}

/** Stop everything of one attempt. */
function finish(mine) {
  mine.over = true;
  hold.end();
  mini.end();
  captions.set("off");
  mine.line?.stop();
  mine.devices?.stop();
  clearInterval(mine.admission);
  letGo(mine.meeting);
  stage.replaceChildren();
}

/** Leave a room and let go of its camera, microphone and screen, whatever state it is in. */
function letGo(meeting) {
  if (!meeting) return;
  const leave = method(meeting, ["leave", "leaveRoom"]);
  const stop = () => {
    const { videoTrack, audioTrack, screenShareTracks } = meeting.self ?? {};
    const all = [videoTrack, audioTrack, screenShareTracks?.video, screenShareTracks?.audio];
    all.forEach((track) => track?.stop?.());
  };
  stop();
  Promise.resolve().then(() => meeting[leave]?.()).catch(() => undefined).finally(stop);
}

/** Give `promise` so many milliseconds, not counting those in which the person is being asked something. */
function limit(mine, promise, ms, kind) {
  let timer = 0;
  const late = new Promise((_, failed) => {
    let left = ms;
    timer = setInterval(() => {
      if (!media.isAsking()) left -= TICK;
      if (left <= 0) failed(Object.assign(new Error("timed out"), { late: kind }));
      else if (mine === call && mine.state === "loading" && !mine.rung) {
        screens.showBusy(media.isAsking() ? "asking" : "opening");
      }
    }, TICK);
  });
  return Promise.race([promise, late]).finally(() => clearInterval(timer));
}

// ---- joining

/** The kit's own join button ends here too: one retry for the SDK's passing fault 0002, and a limit. */
function guardJoin(mine, name) {
  const plain = mine.meeting[name].bind(mine.meeting);
  const once = () => limit(mine, plain(), JOIN_LIMIT, "slow");
  mine.meeting[name] = async () => {
    if (mine.over) return;
    become(mine, "joining");
    try {
      try {
        await once();
      } catch (error) {
        if (mine.over || !isPassing(error)) throw error;
        step("once_more", "0002");
        await new Promise((done) => setTimeout(done, RETRY_AFTER));
        await once();
        if (mine.state === "waiting") screens.hide();
      }
    } catch (error) {
      fail(mine, error?.late ?? classify(error, mine.renewed), error);
    }
  };
}

function watch(mine) {
  const { meeting } = mine;
  const { self } = meeting;
  const isIn = () => mine === call && ["joined", "reconnecting"].includes(mine.state);
  const room = {
    ...watchRoom(meeting, isIn),
    ...watchStage(meeting, isIn),
    ...watchConsent(meeting, isIn),
    captions: mine.presence ? () => undefined : captions.watch(meeting, isIn),
  };
  self.on("roomJoined", () => {
    if (mine.over) {
      // The person left, or was removed, while the join was still under way: do not stay behind in the room.
      letGo(meeting);
      return;
    }
    mine.inside = true;
    clearInterval(mine.admission);
    mine.line.find();
    report("seat", { value: self.id ?? "" });
    become(mine, "joined");
    if (mine.presence) screens.showPresence();
    else screens.hide();
    // The first time and whenever the kit is back: what happened meanwhile was not heard.
    for (const tell of Object.values(room)) tell();
  });
  self.on("waitlisted", () => {
    if (mine.over) return;
    become(mine, "waiting");
    screens.hide();
    awaitAdmission(mine);
  });
  self.on("roomLeft", ({ state } = {}) => left(mine, state ?? "left"));
  mine.line = watchLine(meeting.meta, {
    lost: () => mine.inside && !mine.over && become(mine, "reconnecting"),
    found() {
      if (!mine.inside || mine.over) return;
      if (mine.state === "joined") report("step", { value: "inside" });
      become(mine, "joined");
    },
    awake: () => mine.inside && !mine.over && report("step", { value: "awake" }),
    rejoin: () => mine.inside && fail(mine, "lost", "the connection did not come back"),
    isOver: () => mine.tokenEnds > 0 && mine.tokenEnds * 1000 <= Date.now(),
    answers: () => transport.answers(mine.baseUri || mine.kit.domain),
  }, mine.local);
}

/** The SDK enters by itself once admitted; where that fails it says so to nobody. */
function awaitAdmission(mine) {
  let accepted = 0;
  clearInterval(mine.admission);
  mine.admission = setInterval(() => {
    accepted = mine.meeting.self.waitlistStatus === "accepted" ? accepted + TICK : 0;
    if (accepted < ADMISSION) return;
    clearInterval(mine.admission);
    mine.meeting[method(mine.meeting, mine.kit.joins)]();
  }, TICK);
}

function left(mine, reason) {
  if (mine.over || mine !== call || reason === "connected-meeting" || reason === "stageLeft") return;
  if (reason === "disconnected" && mine.inside) {
    // Not the end: the kit goes on trying and says "roomJoined" once more when it is back.
    mine.line.lose();
    return;
  }
  const trouble = afterLeaving(reason);
  if (trouble) {
    fail(mine, trouble, `left: ${reason}`);
    return;
  }
  finish(mine);
  screens.showLeft();
  become(mine, "left", { detail: reason });
}

// ---- what the person asks for in the window around the page

const wishes = {
  join: () => call.meeting?.[method(call.meeting, call.kit.joins)]?.(),
  leave: () => call.meeting?.[method(call.meeting, call.kit.leaves)]?.(),
  stop_sharing: () => call.meeting.self.disableScreenShare(),
  async devices() {
    if (!call.meeting.self.audioEnabled) await call.meeting.self.enableAudio();
    if (!call.meeting.self.videoEnabled) await call.meeting.self.enableVideo();
  },
  toggle_microphone: () => switched(call.meeting.self, "audio"),
  toggle_camera: () => switched(call.meeting.self, "video"),
  admit: (id) => doors.admit(call.meeting, id),
  deny: (id) => doors.deny(call.meeting, id),
  admit_all: () => doors.admit_all(call.meeting),
  use: (kind) => call.devices?.use(kind),
  awake: () => call.line?.awake(),
  ...stageWishes(() => call.meeting),
  hold: () => hold.begin(call.meeting?.self),
  resume: () => hold.end(),
  mini: () => mini.begin(() => call.meeting),
  whole: () => mini.end(),
  captions: (value) => captions.set(value),
  caption_size: (size) => captions.setSize(size),
  turn_on: (kind) => hold.turnOn(call.meeting.self, kind),
  settings() {
    const name = `${call.kit.element.split("-")[0]}StateUpdate`;
    stage.firstElementChild?.dispatchEvent(new CustomEvent(name, { detail: { activeSettings: true }, bubbles: true, composed: true }));
  },
};

async function hear(wish) {
  const [name, about] = wish.split(":");
  try {
    if (Object.hasOwn(wishes, name)) await wishes[name](about);
  } catch (error) {
    console.debug(`${name}: ${error?.message ?? error}`);
    // What was wished for and did not happen is told by the program, where it has words for it.
    report("missed", { value: name });
  }
}

// ---- start

function place(mine) {
  const element = document.createElement(mine.kit.element);
  element.setAttribute("mode", "fill");
  element.showSetupScreen = mine.showSetup;
  element.meeting = undefined;
  stage.append(element);
  return element;
}

/** Load the kit's files, once; without its face where none is shown. */
function kitIsThere(mine) {
  captions.replaceKits(mine.kit.element.split("-")[0]);
  parts ??= Promise.all([
    load(mine.kit.core),
    mine.presence ? undefined : load(mine.kit.ui, true).then(() => customElements.whenDefined(mine.kit.element)),
  ]);
  return parts;
}

async function start(mine, token) {
  become(mine, "loading");
  if (mine.rung) screens.showStep(told || STEP[mine.rung]);
  else screens.showBusy("opening");
  const problem = checkToken(token);
  if (problem) {
    report("ready");
    throw Object.assign(new Error(problem), { late: problem });
  }
  // The program watches that this comes to an end.
  await kitIsThere(mine);
  report("ready");
  const options = {
    authToken: token,
    defaults: { audio: mine.audio, video: mine.video && mine.rung !== "audio" },
    modules: { devTools: { logs: false }, ...(mine.local ? { tracing: false } : {}) },
    ...(mine.baseUri ? { baseURI: mine.baseUri } : {}),
  };
  const starting = mine.kit.client().init(options);
  const meeting = await limit(mine, starting, START_LIMIT, "unreachable").catch((error) => {
    // Should it come all the same, it must not hold the camera.
    starting.then(letGo, () => undefined);
    throw error;
  });
  if (!meeting) throw new Error("The kit did not start");
  if (mine.over) {
    letGo(meeting);
    return;
  }
  mine.meeting = meeting;
  watch(mine);
  for (const name of mine.kit.joins) if (typeof meeting[name] === "function") guardJoin(mine, name);
  if (mine.presence) {
    await wishes.join();
    return;
  }
  await useChosen(meeting.self, mine.devicesChosen);
  mine.devices = await watchDevices(meeting);
  const element = place(mine);
  await kindly(element);
  element.meeting = meeting;
  if (!mine.rung) screens.hide();
  if (element.showSetupScreen) {
    screens.hide();
    become(mine, "setup");
  }
}

/** Begin with the ticket that lies ready; the page may be given another one later. */
function begin() {
  ticket = window.takeTicket?.() ?? null;
  report("taken");
  const mine = {
    ...(ticket ?? {}), devicesChosen: ticket?.devices, devices: null, meeting: null, line: null, admission: 0,
    state: "", over: false, inside: false, kit: KITS[ticket?.kit], local: Boolean(ticket?.edgeUrl),
    rung: ticket?.rung ?? "", showSetup: ticket?.showSetup !== false, tokenEnds: tokenEnd(ticket?.token) ?? 0,
  };
  const token = mine.token;
  mine.token = "";
  call = mine;
  if (!ticket) {
    mine.over = true;
    screens.showBusy("renewing");
    report("ready");
    become(mine, "renewing");
    report("ticket");
    return;
  }
  ticket.token = "";
  if (!installed) {
    installed = true;
    transport.install(mine.baseUri, mine.edgeUrl, mine.lastSeat);
    media.install((value) => report("missed", { value }));
  }
  start(mine, token).catch((error) => fail(mine, error?.late ?? classify(error, mine.renewed), error));
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  const text = `${event.reason?.message ?? event.reason}`;
  console.debug(`unhandled: ${text}`);
  // The kits' chat sends a file without waiting for what becomes of it.
  if (LOST_FILE.test(text)) report("missed", { value: "chat_file" });
});
addEventListener("ticket", begin);
connect(hear, (title, advice) => {
  if (call) finish(call);
  screens.showRefused(title, advice);
});
begin();
