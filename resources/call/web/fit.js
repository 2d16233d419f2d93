// Keeps the kit's set-up screen whole in a small window: its join button must never lie below the edge.

const SMALLEST = 0.6;
const MARGIN = 0.97;
const LOOK_AGAIN = 400;

/** Scale the stage while `isSetup()` holds; the kit draws itself in steps and late after a resize, so keep looking. */
export function keepWhole(stage, isSetup) {
  const fit = () => {
    stage.style.zoom = "";
    const element = stage.firstElementChild;
    if (!isSetup() || !element) return;
    const missing = element.clientHeight / element.scrollHeight;
    if (missing < 1) stage.style.zoom = Math.max(SMALLEST, missing * MARGIN).toFixed(3);
  };
  let looking = 0;
  addEventListener("resize", fit);
  return () => {
    fit();
    clearInterval(looking);
    if (isSetup()) looking = setInterval(fit, LOOK_AGAIN);
  };
}
