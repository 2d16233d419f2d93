// The chosen camera, microphone and speaker: used from the start, and watched while the call lasts.

import { report } from "./host.js";

const KINDS = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" };
const NAMES = Object.fromEntries(Object.entries(KINDS).map(([name, kind]) => [kind, name]));
/** The kits act on a change by themselves first. */
const SETTLE = 800;

const pending = {};
let held = {};
let known = [];
let changing = 0;

async function list() {
  try {
    return (await navigator.mediaDevices.enumerateDevices()).filter((one) => NAMES[one.kind] && one.label);
  } catch {
    return [];
  }
}

const byId = (devices, kind, id) => devices.find((one) => one.kind === KINDS[kind] && one.deviceId === id);
const same = (one, other) => one && other && one.deviceId === other.deviceId && one.label === other.label;

/** The device of a kind that is in use, among those that are there. */
function inUse(self, kind, devices) {
  const current = self.getCurrentDevices?.() ?? {};
  if (kind === "speaker") return byId(devices, kind, current.speaker?.deviceId) ?? byId(devices, kind, "default");
  const track = kind === "camera" ? self.videoTrack : self.audioTrack;
  const id = track?.readyState === "live" ? track.getSettings?.().deviceId : "";
  return byId(devices, kind, id) ?? byId(devices, kind, (kind === "camera" ? current.video : current.audio)?.deviceId);
}

function tell(kind, event, before, now) {
  report("device", { value: kind, detail: event, names: [before?.label ?? "", now?.label ?? "", now?.deviceId ?? ""] });
}

async function use(self, device) {
  changing += 1;
  try {
    await self.setDevice(device);
    held[NAMES[device.kind]] = device;
  } finally {
    changing -= 1;
  }
}

/** Go on with what the person chose last time, and say what is not there any more. */
export async function useChosen(self, chosen) {
  const devices = await list();
  for (const [kind, wanted] of Object.entries(chosen ?? {})) {
    const here = devices.filter((one) => one.kind === KINDS[kind]);
    // Ids change with every call's profile; the name is what stays.
    const found = here.find((one) => one.deviceId === wanted.id && one.label === wanted.label)
      ?? here.find((one) => one.label === wanted.label);
    const now = inUse(self, kind, devices);
    const on = kind === "speaker" || (kind === "camera" ? self.videoEnabled : self.audioEnabled);
    if (found && on && !same(found, now)) await use(self, found).catch(() => undefined);
    if (!found && on && here.length) tell(kind, "missing", wanted, now ?? here[0]);
  }
}

function fallback(devices, kind, lost) {
  const others = devices.filter((one) => one.kind === KINDS[kind] && one.deviceId !== lost.deviceId);
  return others.find((one) => one.deviceId === "default") ?? others[0];
}

async function replace(self, kind, lost, devices) {
  const now = inUse(self, kind, devices) ?? fallback(devices, kind, lost);
  pending[kind] = lost;
  if (now) {
    await use(self, now).catch(() => undefined);
    if (kind === "camera" && lost.on && !self.videoEnabled) await self.enableVideo();
    if (kind === "microphone" && lost.on && !self.audioEnabled) await self.enableAudio();
  }
  held[kind] = now;
  tell(kind, "lost", lost, now);
}

/** One look at what changed for one kind; the order decides what is told, and only one thing is. */
async function compare(self, kind, before, devices) {
  const was = held[kind];
  if (was && !byId(devices, kind, was.deviceId)) return replace(self, kind, was, devices);
  const now = inUse(self, kind, devices);
  const added = devices.filter((one) => one.kind === KINDS[kind] && !before.some((other) => same(one, other)));
  if (was && now && was.deviceId === now.deviceId && was.label !== now.label) {
    held[kind] = now;
    return tell(kind, "standard", was, now);
  }
  const fresh = added.find((one) => !["default", "communications"].includes(one.deviceId));
  if (!fresh) return undefined;
  if (was && now && fresh.deviceId === now.deviceId && was.deviceId !== now.deviceId) {
    pending[kind] = was;
    held[kind] = now;
    return tell(kind, "taken", was, now);
  }
  if (pending[kind]?.label === fresh.label) {
    pending[kind] = fresh;
    return tell(kind, "back", now ?? was, fresh);
  }
  return undefined;
}

/** Watch the devices of a call. Returns { use(kind), stop() }. */
export async function watchDevices(meeting) {
  const { self } = meeting;
  known = await list();
  const note = () => {
    for (const kind of Object.keys(KINDS)) {
      const found = inUse(self, kind, known) ?? held[kind];
      // What was on when its device goes is to be on again.
      if (found) held[kind] = Object.assign(copy(found), { on: kind === "camera" ? self.videoEnabled : self.audioEnabled });
    }
  };
  const chosen = ({ device } = {}) => {
    const kind = NAMES[device?.kind];
    if (over || !kind || changing || settling) return;
    held[kind] = copy(device);
    tell(kind, "chosen", undefined, device);
  };
  let settling = 0;
  /** The SDK's object of a call that is over still speaks; what is held by then is the next call's. */
  let over = false;
  const changed = () => {
    if (!settling) note();
    clearTimeout(settling);
    settling = setTimeout(async () => {
      const devices = await list();
      if (over) return;
      const before = known;
      known = devices;
      for (const kind of Object.keys(KINDS)) await compare(self, kind, before, devices).catch(() => undefined);
      settling = 0;
    }, SETTLE);
  };
  held = {};
  note();
  self.on("deviceUpdate", chosen);
  for (const name of ["audioUpdate", "videoUpdate"]) self.on(name, () => over || settling || note());
  navigator.mediaDevices?.addEventListener("devicechange", changed);
  return {
    async use(kind) {
      const device = pending[kind];
      if (!device) return;
      await use(self, device);
      tell(kind, "chosen", undefined, device);
    },
    stop() {
      over = true;
      clearTimeout(settling);
      navigator.mediaDevices?.removeEventListener("devicechange", changed);
    },
  };
}

/** A device as plain values: the browser's own object cannot be written to. */
function copy({ kind, deviceId, label, groupId }) {
  return { kind, deviceId, label, groupId };
}
