// Camera and microphone before the call: ask once, and say apart what became of each.

const KINDS = { camera: "videoinput", microphone: "audioinput" };
const held = { camera: null, microphone: null };

/** Why a device is not there: "blocked", "none", "busy" or "fault". */
export function faultOf(error) {
  switch (error?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "blocked";
    case "NotFoundError":
    case "OverconstrainedError":
    case "DevicesNotFoundError":
      return "none";
    case "NotReadableError":
    case "AbortError":
    case "TrackStartError":
      return "busy";
    default:
      return "fault";
  }
}

function wanted(kind, id) {
  const exact = id ? { deviceId: { exact: id } } : {};
  return kind === "camera"
    ? { video: { width: { ideal: 640 }, height: { ideal: 480 }, ...exact, ...(id ? {} : { facingMode: "user" }) } }
    : { audio: id ? exact : true };
}

function take(kind, stream) {
  const track = (kind === "camera" ? stream.getVideoTracks() : stream.getAudioTracks())[0] ?? null;
  held[kind]?.stop();
  held[kind] = track;
  return track ? "" : "none";
}

async function alone(kind, id = "") {
  try {
    return take(kind, await navigator.mediaDevices.getUserMedia(wanted(kind, id)));
  } catch (error) {
    return faultOf(error);
  }
}

async function answerFor(kind) {
  try {
    return (await navigator.permissions.query({ name: kind })).state;
  } catch {
    return "unknown";
  }
}

async function present() {
  try {
    const kinds = (await navigator.mediaDevices.enumerateDevices()).map((device) => device.kind);
    const found = Object.keys(KINDS).filter((kind) => kinds.includes(KINDS[kind]));
    return found.length ? found : Object.keys(KINDS);
  } catch {
    return Object.keys(KINDS);
  }
}

/** Ask for both at once. Returns why each is not there, "" where it is. */
export async function ask() {
  const result = { camera: "none", microphone: "none" };
  const kinds = await present();
  try {
    const stream = await navigator.mediaDevices.getUserMedia(Object.assign({}, ...kinds.map((kind) => wanted(kind))));
    for (const kind of kinds) result[kind] = take(kind, stream);
    return result;
  } catch (error) {
    const fault = faultOf(error);
    for (const kind of kinds) {
      // Whoever said no is not asked twice; but what was allowed before, or has a fault of its own, is tried alone.
      const again = fault !== "blocked" || (await answerFor(kind)) === "granted";
      result[kind] = again ? await alone(kind) : "blocked";
    }
    return result;
  }
}

/** Use another device; returns why not, or "". */
export async function change(kind, id) {
  held[kind]?.stop();
  held[kind] = null;
  return alone(kind, id);
}

export const track = (kind) => held[kind];
export const idOf = (kind) => held[kind]?.getSettings?.().deviceId ?? "";

/** The devices of a kind that can be chosen, with their names. */
export async function choices(kind) {
  try {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === KINDS[kind] && device.deviceId && device.label);
  } catch {
    return [];
  }
}

/** Let go of a device, or of both: phones give a camera to one user at a time. */
export function release(kind = "") {
  for (const name of kind ? [kind] : Object.keys(held)) {
    held[name]?.stop();
    held[name] = null;
  }
}
