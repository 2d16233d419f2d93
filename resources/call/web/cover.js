// Takes the kit's face out of sight and out of reach while something of ours stands in its place; the call goes on.

const stage = document.getElementById("stage");
const reasons = new Set();

/** Cover the kit for a reason, or no longer. */
export function cover(reason, on) {
  if (on) reasons.add(reason);
  else reasons.delete(reason);
  stage.inert = reasons.size > 0;
  document.body.classList.toggle(reason, on);
}
