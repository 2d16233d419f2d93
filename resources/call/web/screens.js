// Our own screens over the kit: opening, left, and every trouble in plain words.

import { report } from "./host.js";

const words = window.callSetting?.words ?? { troubles: {}, left: {} };
const screen = document.getElementById("screen");
const heading = screen.querySelector("h1");
const advice = screen.querySelector("p");
const main = screen.querySelector(".main");
const close = screen.querySelector(".close");
const copy = screen.querySelector(".copy");

for (const [name, colour] of Object.entries(window.callSetting?.colours ?? {})) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  document.documentElement.style.setProperty(`--${name}`, parts.join(" "));
}

function show({ title, text = "", action = "", busy = false, details = "" }) {
  screen.classList.toggle("busy", busy);
  screen.setAttribute("role", busy ? "status" : "alert");
  heading.textContent = title;
  advice.textContent = text;
  main.textContent = action;
  main.hidden = !action;
  close.textContent = words.close;
  close.hidden = busy;
  copy.textContent = words.copy;
  copy.hidden = !details;
  copy.onclick = () => {
    report("copy", { detail: `${title}\n${details}` });
    copy.textContent = words.copied;
  };
  screen.hidden = false;
  if (!busy) (action ? main : close).focus();
}

main.onclick = () => {
  showBusy("renewing");
  report("ticket");
};
close.onclick = () => report("close");

export function showBusy(name) {
  show({ title: words[name] ?? "", busy: true });
}

export function showLeft() {
  show({ title: words.left.title, text: words.left.advice, action: words.left.action });
}

export function showTrouble(kind, details = "") {
  const said = words.troubles[kind] ?? words.troubles.unknown ?? {};
  show({ title: said.title, text: said.advice, action: said.action, details });
}

/** No ticket can be had: the program says why, the same button tries again. */
export function showRefused(title, text) {
  show({ title, text, action: words.troubles.no_ticket?.action });
}

export function hide() {
  screen.hidden = true;
}
