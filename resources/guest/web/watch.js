// The page of a livestream: not started, live, over, said in plain words; it looks again by itself until it is over.

import * as clinicFile from "./clinic.js";
import { player } from "./player.js";
import { FAILED, read } from "./playlist.js";
import { isThisDevice } from "./link.js";
import { choose, clockTime, isSameDay, language, longDate, NAMES, say, speak } from "./words.js";

const LOOK_EVERY = 4000;
/** So often in a row nothing was there after it had been live: a playlist can be gone for a moment. */
const GONE_AFTER = 3;
/** So often in a row the picture stood still although the stream goes on: it is begun anew. */
const STUCK_AFTER = 3;
const START = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)Z$/;
const LONGEST_TITLE = 80;
const get = (id) => document.getElementById(id);

const page = { clinic: null, link: null, state: "", seenLive: false, misses: 0, stuck: 0, timer: 0, sound: true };
const picture = player(get("picture"), {
  playing: () => become("live"),
  failed: () => misses(),
  stopped: () => look(),
});

// ---- the link

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** What the fragment says (hosted_meetings_desktop/domain/watch_link.py), or null when it is no link of ours. */
function parse(fragment, clinic) {
  const told = Object.fromEntries(fragment.replace(/^#/, "").replace(/&amp;/g, "&").split("&").map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at), decoded(part.slice(at + 1))];
  }));
  if (!isPlayed(told.v ?? "", clinic)) return null;
  const found = START.exec(told.t ?? "");
  const [year, month, day, hour, minute] = (found ?? []).slice(1).map(Number);
  return {
    playlist: told.v,
    title: (told.n ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST_TITLE),
    start: found ? Date.UTC(year, month - 1, day, hour, minute) : null,
  };
}

/** Only what the providers stream is shown under the clinic's name; on this PC also what this PC streams. */
function isPlayed(address, clinic) {
  try {
    const url = new URL(address);
    if (url.protocol === "http:") return isThisDevice(url.hostname) && isThisDevice(location.hostname);
    return url.protocol === "https:" && (clinic.playback ?? []).some((domain) => url.hostname.endsWith(`.${domain}`));
  } catch {
    return false;
  }
}

// ---- what is shown

function become(state) {
  if (state === "live") {
    page.seenLive = true;
    page.misses = 0;
  }
  if (state === page.state) return;
  page.state = state;
  document.documentElement.dataset.state = state;
  if (state !== "live") picture.stop();
  if (["over", "no_link", "unsupported"].includes(state)) clearInterval(page.timer);
  relabel();
  get("announce").textContent = state === "live" ? say("watch.live") : say(`watch.${state}.title`);
}

function relabel() {
  document.title = [page.link?.title, say("watch.title")].filter(Boolean).join(" · ");
  clinicFile.showHelp(page.clinic);
  get("event").hidden = !page.link?.title;
  get("event").textContent = page.link?.title ?? "";
  const live = page.state === "live";
  get("told").hidden = live || !page.state;
  get("show").hidden = !live;
  get("play").textContent = say(page.sound ? "watch.play" : "watch.sound");
  if (live || !page.state) return;
  get("told-title").textContent = say(`watch.${page.state}.title`);
  get("told-text").textContent = say(`watch.${page.state}.text`);
  get("pulse").hidden = !["soon", "away"].includes(page.state);
  get("copy").hidden = page.state !== "unsupported";
  const start = page.state === "soon" ? page.link?.start : null;
  get("when").hidden = !start;
  if (start) {
    const time = clockTime(start);
    const now = Date.now() + (page.clinic.clockOffset ?? 0);
    get("when").textContent = isSameDay(start, now)
      ? say("welcome.today", { time })
      : say("welcome.on_day", { date: longDate(start), time });
  }
}

// ---- looking

/** Nothing is there, or what is there cannot be played. */
function misses() {
  page.misses += 1;
  if (!page.seenLive) become("soon");
  else if (page.misses >= GONE_AFTER) become("over");
}

let looking = false;
async function look() {
  if (looking || !page.link) return;
  looking = true;
  try {
    const found = await read(page.link.playlist);
    const moves = picture.moved();
    if (found === FAILED) {
      // A network that is away, or a service whose answers a page may not read: then the picture itself tells.
      if (navigator.onLine === false) become("away");
      else if (!picture.plays() && !(await begin())) become("away");
    } else if (found === "over") {
      // What was loaded is shown to its end.
      if (!picture.plays() || !moves) become("over");
    } else if (found === "live") {
      page.stuck = picture.plays() && !moves ? page.stuck + 1 : 0;
      if (page.stuck >= STUCK_AFTER) picture.stop();
      await begin();
    } else misses();
  } finally {
    looking = false;
  }
}

/** Play, unless it plays; returns whether the picture is on its way. */
async function begin() {
  if (picture.plays()) return true;
  const how = await picture.begin(page.link.playlist);
  if (how === "unsupported") {
    become("unsupported");
    return false;
  }
  if (how === "failed") return false;
  become("live");
  page.sound = how === "still";
  get("play").hidden = how === "sound";
  relabel();
  return true;
}

get("play").onclick = async () => {
  await picture.unmute();
  get("play").hidden = true;
};
get("copy").onclick = async () => {
  const button = get("copy");
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = say("page.copied");
  } catch {
    button.textContent = say("page.not_copied");
  }
  setTimeout(() => { button.textContent = say("page.copy_link"); }, 4000);
};
for (const name of ["online", "pageshow"]) addEventListener(name, look);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
addEventListener("hashchange", () => location.reload());

// ---- start

async function setLanguage(tag) {
  await speak(tag);
  relabel();
}

function offerLanguages() {
  const select = get("language").querySelector("select");
  const offered = page.clinic.languages.filter((tag) => NAMES[tag]);
  select.replaceChildren(...offered.map((tag) => Object.assign(new Option(NAMES[tag], tag), { lang: tag })));
  get("language").hidden = offered.length < 2;
  select.onchange = () => setLanguage(select.value).catch(() => undefined);
  return offered.length ? offered : ["en"];
}

async function start() {
  page.clinic = await clinicFile.load();
  clinicFile.show(page.clinic);
  const offered = offerLanguages();
  await setLanguage(choose(offered, navigator.languages ?? [navigator.language], page.clinic.defaultLanguage));
  get("language").querySelector("select").value = language;
  page.link = parse(location.hash, page.clinic);
  if (!page.link) {
    become("no_link");
    return;
  }
  page.timer = setInterval(look, page.clinic.lookEvery ?? LOOK_EVERY);
  await look();
}

start();
