// Runs one call: takes the ticket, starts the kit, watches it, and says in plain words when something fails.

import { afterLeaving, checkToken, classify, details } from "./errors.js";
import { connect, report } from "./host.js";
import { keepWhole } from "./fit.js";
import { kindly } from "./language.js";
import { KITS, load, method } from "./kits.js";
import * as media from "./media.js";
import * as screens from "./screens.js";
import * as transport from "./transport.js";

const START_LIMIT = 30_000;
const JOIN_LIMIT = 30_000;
const RETRY_AFTER = 750;
const STEP = 500;

const ticket = window.takeTicket?.() ?? null;
report("taken");

const call = { meeting: null, kit: null, state: "", over: false, renewed: Boolean(ticket?.renewed) };

const fit = keepWhole(document.getElementById("stage"), () => call.state === "setup");

function become(state, more = {}) {
  if (call.state === state) return;
  call.state = state;
  report("state", { value: state, ...more });
  fit();
}

/** End in our own words. The first reason counts: what follows it is its consequence. */
function fail(kind, error = "") {
  if (call.over) return;
  if (["bad_token", "expired_token"].includes(kind) && !call.renewed && call.state !== "joined") {
    renew();
    return;
  }
  call.over = true;
  clear();
  screens.showTrouble(kind, details(error));
  report("trouble", { value: kind, detail: details(error) });
  become("trouble");
}

/** Ask the program for a fresh ticket; it loads this page again with it. */
function renew() {
  call.over = true;
  clear();
  screens.showBusy("renewing");
  become("renewing");
  report("ticket");
}

function clear() {
  document.getElementById("stage").replaceChildren();
}

/** Give `promise` so many milliseconds, not counting those in which the person is being asked something. */
function limit(promise, ms, kind) {
  let timer = 0;
  const late = new Promise((_, failed) => {
    let left = ms;
    timer = setInterval(() => {
      if (!media.isAsking()) left -= STEP;
      if (left <= 0) failed(Object.assign(new Error("timed out"), { late: kind }));
      else if (call.state === "loading") screens.showBusy(media.isAsking() ? "asking" : "opening");
    }, STEP);
  });
  return Promise.race([promise, late]).finally(() => clearInterval(timer));
}

// ---- joining

/** The kit's own join button ends here too: one retry for the SDK's passing fault 0002, and a limit. */
function guardJoin(meeting, name) {
  const plain = meeting[name].bind(meeting);
  const once = () => limit(plain(), JOIN_LIMIT, "slow");
  meeting[name] = async () => {
    if (call.over) return;
    become("joining");
    try {
      try {
        await once();
      } catch (error) {
        if (!/0002/.test(`${error?.code ?? ""} ${error?.message ?? ""}`)) throw error;
        await new Promise((done) => setTimeout(done, RETRY_AFTER));
        await once();
      }
    } catch (error) {
      fail(error?.late ?? classify(error, call.renewed), error);
    }
  };
}

function watch(meeting) {
  const { self, participants, meta } = meeting;
  const people = () => {
    if (!["joined", "reconnecting"].includes(call.state)) return;
    const names = participants.joined.toArray().map((person) => person.name || "");
    report("people", { names });
  };
  const flags = () => {
    const on = { microphone: self.audioEnabled, camera: self.videoEnabled, sharing: self.screenShareEnabled };
    report("media", { flags: Object.keys(on).filter((name) => on[name]) });
  };
  self.on("roomJoined", () => {
    if (call.over) {
      // The person left, or was removed, while the join was still under way: do not stay behind in the room.
      wishes.leave();
      return;
    }
    become("joined");
    people();
    flags();
  });
  self.on("waitlisted", () => call.over || become("waiting"));
  self.on("roomLeft", ({ state } = {}) => left(state ?? "left"));
  for (const name of ["audioUpdate", "videoUpdate", "screenShareUpdate"]) self.on(name, flags);
  for (const name of ["participantJoined", "participantLeft", "participantsUpdate", "participantsCleared"]) {
    participants.joined.on(name, people);
  }
  meta.on("socketConnectionUpdate", ({ state } = {}) => {
    if (call.over) return;
    if (state === "reconnecting" && call.state === "joined") become("reconnecting");
    if (state === "connected" && call.state === "reconnecting") become("joined");
  });
}

function left(reason) {
  if (call.over || reason === "connected-meeting" || reason === "stageLeft") return;
  const trouble = afterLeaving(reason);
  if (trouble) {
    fail(trouble, `left: ${reason}`);
    return;
  }
  call.over = true;
  clear();
  screens.showLeft();
  become("left", { detail: reason });
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
};

async function hear(name) {
  try {
    await wishes[name]?.();
  } catch (error) {
    console.debug(`${name}: ${error?.message ?? error}`);
  }
}

// ---- start

function place(kit) {
  const element = document.createElement(kit.element);
  element.setAttribute("mode", "fill");
  element.showSetupScreen = ticket.showSetup !== false;
  element.meeting = undefined;
  document.getElementById("stage").append(element);
  return element;
}

async function start() {
  become("loading");
  screens.showBusy("opening");
  const problem = checkToken(ticket.token);
  if (problem) throw Object.assign(new Error(problem), { late: problem });
  const kit = KITS[ticket.kit];
  call.kit = kit;
  const face = load(kit.ui, true).then(() => customElements.whenDefined(kit.element));
  face.catch(() => undefined);
  await load(kit.core);
  const options = {
    authToken: ticket.token,
    defaults: { audio: ticket.audio, video: ticket.video },
    modules: { devTools: { logs: false }, ...(ticket.edgeUrl ? { tracing: false } : {}) },
    ...(ticket.baseUri ? { baseURI: ticket.baseUri } : {}),
  };
  ticket.token = "";
  const [meeting] = await limit(Promise.all([kit.client().init(options), face]), START_LIMIT, "unreachable");
  if (!meeting) throw new Error("The kit did not start");
  if (call.over) return;
  call.meeting = meeting;
  watch(meeting);
  for (const name of kit.joins) if (typeof meeting[name] === "function") guardJoin(meeting, name);
  const element = place(kit);
  await kindly(element);
  element.meeting = meeting;
  screens.hide();
  if (element.showSetupScreen) become("setup");
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.debug(`unhandled: ${event.reason?.message ?? event.reason}`);
});
connect(hear, (title, advice) => screens.showRefused(title, advice));
if (!ticket) {
  renew();
} else {
  transport.install(ticket.baseUri, ticket.edgeUrl);
  media.install();
  start().catch((error) => fail(error?.late ?? classify(error, call.renewed), error));
}
