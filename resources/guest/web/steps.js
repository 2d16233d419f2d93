// Shows one step at a time, moves the focus to its heading and says changes to screen readers.

const steps = [...document.querySelectorAll("[data-step]")];
const spoken = document.getElementById("announce");
let current = "";

/** Show a step; the focus goes to its heading, so that a screen reader reads on from there. */
export function show(name) {
  const call = name === "call";
  document.getElementById("call").hidden = !call;
  document.documentElement.classList.toggle("in-call", call);
  for (const step of steps) step.hidden = step.dataset.step !== name;
  document.documentElement.dataset.step = name;
  if (name === current) return;
  const first = current === "";
  current = name;
  const start = call ? document.getElementById("call") : steps.find((step) => !step.hidden)?.querySelector("h1");
  // Not on arrival: there the page is read from its top by itself.
  if (start && !first) start.focus({ preventScroll: true });
  scrollTo(0, 0);
}

export const now = () => current;

/** Say something to a screen reader without moving it. */
export function announce(text) {
  spoken.textContent = "";
  // A new text in the next frame is read even when it is the same sentence again.
  requestAnimationFrame(() => { spoken.textContent = text; });
}
