// Keeps the kit's set-up screen whole in a small window: its join button must never lie below the edge.

const SMALLEST = 0.6;
const LOOK_AGAIN = [100, 400, 1000, 2500];

/** Scale the stage while `isSetup()` holds; the kit draws itself in steps, so look more than once. */
export function keepWhole(stage, isSetup) {
  const fit = () => {
    stage.style.zoom = "";
    const element = stage.firstElementChild;
    if (!isSetup() || !element) return;
    const missing = element.clientHeight / element.scrollHeight;
    if (missing < 1) stage.style.zoom = Math.max(SMALLEST, missing).toFixed(3);
  };
  addEventListener("resize", fit);
  return () => {
    fit();
    for (const ms of LOOK_AGAIN) setTimeout(fit, ms);
  };
}
