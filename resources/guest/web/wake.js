// Keeps the screen of a phone on while somebody waits or is in the visit.

let wanted = false;
let lock = null;

async function hold() {
  if (!wanted || lock || document.visibilityState !== "visible") return;
  try {
    lock = await navigator.wakeLock?.request("screen") ?? null;
    lock?.addEventListener("release", () => { lock = null; });
  } catch {
    // A phone that saves power says no.
  }
}

export function stayAwake(on) {
  wanted = on;
  if (on) hold();
  else lock?.release().catch(() => undefined);
}

document.addEventListener("visibilitychange", hold);
