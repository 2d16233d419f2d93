// The guest page: takes the link out of the address, then goes step by step into the visit.

import { isThisDevice, keep, parse, takeFragment, takeKept } from "./link.js";
import * as check from "./check.js";
import * as clinicFile from "./clinic.js";
import * as closing from "./closing.js";
import * as consent from "./consent.js";
import * as early from "./early.js";
import * as journal from "./journal.js";
import * as local from "./local.js";
import * as network from "./network.js";
import * as practice from "./practice.js";
import * as steps from "./steps.js";
import * as visit from "./visit.js";
import { obstacle } from "./browser.js";
import { checkToken } from "./call/errors.js";
import * as media from "./call/media.js";
import * as transport from "./call/transport.js";
import { choose, language, NAMES, say, speak } from "./words.js";

const ASK_AGAIN = 60_000;
const PAST = 4 * 3_600_000;
const get = (id) => document.getElementById(id);

// Before anything else: nobody who looks at the address bar shall see the link.
const fragment = takeFragment();
const laidReady = takeKept();
const kept = fragment ? null : laidReady;

const page = { clinic: null, link: null, fragment: "", offset: 0, devices: null, asking: 0 };
const present = () => Date.now() + page.offset;

// ---- the link, for this load and at most a reload

function takeLink() {
  page.fragment = fragment || kept?.fragment || "";
  const embedded = isThisDevice(location.hostname) || page.clinic.practice === true;
  page.link = page.fragment ? parse(page.fragment, { embedded }) : null;
}

function forget() {
  page.link = null;
  page.fragment = "";
}

/** Load the page afresh and go on there. */
function loadAgain(resume) {
  keep({ fragment: page.fragment, language, resume: { ...resume, devices: page.devices, consent: consent.kept(), journal: journal.all() } });
  leaving = true;
  location.reload();
}

let leaving = false;
// A phone may drop a page in the background and load it again later: the link must not be lost then.
const layAside = () => {
  if (page.fragment && !leaving) keep({ fragment: page.fragment, language });
};
addEventListener("pagehide", layAside);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? layAside() : takeKept()));
addEventListener("hashchange", () => {
  // Another link was opened in this tab.
  page.fragment = takeFragment() || page.fragment;
  visit.stop();
  keep({ fragment: page.fragment });
  leaving = true;
  location.reload();
});

// ---- words

async function setLanguage(tag) {
  await speak(tag);
  clinicFile.showHelp(page.clinic);
  check.relabel();
  early.relabel();
  visit.relabel();
  closing.relabel();
  consent.relabel();
  welcomeWords();
  doneWords();
}

function offerLanguages() {
  const select = get("language").querySelector("select");
  const offered = page.clinic.languages.filter((tag) => NAMES[tag]);
  select.replaceChildren(...offered.map((tag) => {
    const option = new Option(NAMES[tag], tag);
    option.lang = tag;
    return option;
  }));
  get("language").hidden = offered.length < 2;
  select.onchange = () => setLanguage(select.value).catch(() => undefined);
  return offered.length ? offered : ["en"];
}

// ---- steps

function welcomeWords() {
  const { link } = page;
  get("visit-title").hidden = !link?.title;
  get("visit-title").textContent = link?.title ?? "";
  const isPast = link?.start && present() > link.start + (link.minutes ?? 60) * 60_000 + PAST;
  get("when").hidden = !link?.start || isPast;
  get("past").hidden = !isPast;
  if (!link?.start) return;
  const text = early.when(link.start, present());
  const about = link.minutes ? say("welcome.about", { minutes: link.minutes }) : "";
  get("when").textContent = [text, about].filter(Boolean).join(" · ");
  get("past").textContent = say("welcome.past", { when: text });
}

const isEarly = () => Boolean(page.link?.start) && present() < page.link.start - page.clinic.joinBefore * 60_000;

function doneWords() {
  get("check-done").textContent = say(isEarly() ? "check.done" : "check.enter");
}

function close(kind) {
  clearInterval(page.asking);
  early.end();
  check.end();
  const dead = ["ended", "cancelled", "dead", "expired"].includes(kind);
  const address = `${location.origin}${location.pathname}${page.fragment}`;
  closing.close(kind, page.clinic, {
    again: page.fragment && !dead ? () => loadAgain({ rung: "join" }) : null,
    link: page.fragment ? () => address : null,
  });
  if (dead) forget();
  // Back on line: go in again without being asked to, as somebody cut off would want.
  if (kind === "lost" && navigator.onLine === false) {
    addEventListener("online", () => loadAgain({ rung: "join" }), { once: true });
  }
}

/** Look now and then whether the link still works while nothing else does. */
function keepAsking() {
  clearInterval(page.asking);
  const ask = async () => {
    if (document.visibilityState === "hidden" || !page.link) return;
    const verdict = await network.askLink(page.link);
    if (!["dead", "cancelled"].includes(verdict)) return;
    if (steps.now() === "waiting") visit.stop(verdict);
    else if (["welcome", "early", "check", "consent"].includes(steps.now())) refused(verdict);
  };
  page.asking = setInterval(ask, page.clinic.askAgain ?? ASK_AGAIN);
  ask();
}

function refused(verdict) {
  journal.note(verdict, say(`closing.${verdict}.title`));
  close(verdict);
}

function startCheck() {
  steps.show("check");
  doneWords();
  early.end();
  check.begin(page.link, refused);
}

function afterCheck() {
  page.devices = check.result();
  check.end();
  if (isEarly()) startEarly();
  else goIn();
}

function startEarly() {
  steps.show("early");
  get("early-enter").hidden = true;
  early.begin(page.link, page.clinic, present, () => undefined);
}

function goIn(rung = "join") {
  early.end();
  consent.askFirst(page.link, () => enter(rung));
}

function enter(rung) {
  visit.enter({
    link: page.link,
    patience: page.clinic.patience * 1000,
    devices: page.devices ?? { camera: true, microphone: true, cameraId: "", microphoneId: "" },
    rung,
    again: (next) => loadAgain({ rung: next }),
    close,
  });
}

get("begin").onclick = startCheck;
get("check-done").onclick = afterCheck;
get("early-check").onclick = startCheck;
get("early-enter").onclick = () => goIn();
get("early-anyway").onclick = () => goIn();
get("joining-stop").onclick = () => visit.stop();
get("waiting-leave").onclick = () => visit.stop();

/** Once the page has been painted, and not before: the kit's files are large. */
function afterPaint(work) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 200));
    idle(work, { timeout: 2000 });
  }));
}

function resume(before) {
  journal.recall(before.journal);
  page.devices = before.devices;
  consent.recall(before.consent);
  goIn(before.rung);
  keepAsking();
}

function obstacleNow() {
  const found = obstacle();
  if (found) return found;
  if (!page.fragment) return "no_link";
  if (!page.link || !page.clinic.kits.includes(page.link.kit)) return "dead";
  return { bad_token: "dead", expired_token: "expired" }[checkToken(page.link.token, present())] ?? "";
}

async function start() {
  page.clinic = await clinicFile.load();
  page.offset = page.clinic.clockOffset ?? 0;
  takeLink();
  clinicFile.show(page.clinic);
  const offered = offerLanguages();
  const wanted = [kept?.language, page.link?.language, ...(navigator.languages ?? [navigator.language])];
  await setLanguage(choose(offered, wanted, page.clinic.defaultLanguage));
  get("language").querySelector("select").value = language;
  const found = obstacleNow();
  if (found) {
    journal.note(found, say(`closing.${found}.title`));
    close(found);
    return;
  }
  transport.install(page.link.baseUri, page.link.edgeUrl);
  local.install();
  if (page.link.edgeUrl) practice.install();
  media.install();
  if (kept?.resume) {
    resume(kept.resume);
    return;
  }
  steps.show("welcome");
  afterPaint(() => {
    visit.warmUp(page.link);
    keepAsking();
  });
}

// The kits leave promises behind that nobody waits for.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.debug(`unhandled: ${event.reason?.message ?? event.reason}`);
});

start();
