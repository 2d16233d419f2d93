// Too soon: when it starts in the person's own time, how long that is, and when the door opens.

import { announce } from "./steps.js";
import { clockTime, isSameDay, length, longDate, say } from "./words.js";

const get = (id) => document.getElementById(id);
let ticking = 0;
let shown = null;

/** "14:30, your time", with the day where it is not today. */
export function when(start, present) {
  const time = clockTime(start);
  return isSameDay(start, present)
    ? say("welcome.today", { time })
    : say("welcome.on_day", { date: longDate(start), time });
}

/** Count down. `present()` is the time of now; `opened()` is called once, when one may go in. */
export function begin(link, clinic, present, opened) {
  shown = { start: link.start, opens: link.start - clinic.joinBefore * 60_000, present, opened, open: false };
  clearInterval(ticking);
  ticking = setInterval(tick, 1000);
  relabel();
}

export function end() {
  clearInterval(ticking);
}

function tick() {
  const left = shown.start - shown.present();
  get("countdown").textContent = left > 0 ? length(left) : "";
  if (shown.open || shown.present() < shown.opens) return;
  shown.open = true;
  get("early-enter").hidden = false;
  get("early-opens").textContent = say("early.now");
  announce(say("early.now"));
  shown.opened();
}

export function relabel() {
  if (!shown) return;
  get("early-when").textContent = when(shown.start, shown.present());
  get("early-opens").textContent = shown.open ? say("early.now") : say("early.opens", { time: clockTime(shown.opens) });
  tick();
}
