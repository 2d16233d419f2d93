// The small window: the call reduced to the picture that matters now; the kit goes on unseen behind it.

import { cover } from "./cover.js";
import { report } from "./host.js";
import { person } from "./room.js";

/** Tracks come and go with what the SDK subscribes to, and not every change has an event. */
const LOOK_AGAIN = 1_000;

const section = document.getElementById("mini");
const letters = section.querySelector(".letters");

/** There only while it is needed: a page that shows nothing, as the front desk's, holds nothing that could. */
let picture = null;
let looking = 0;
let told = null;

/** Who is to be seen: who shares a screen, who is pinned, who spoke last, then whoever has a picture. */
export function choose(participants) {
  const people = participants.joined.toArray();
  const speaker = people.find((one) => one.id === participants.lastActiveSpeaker);
  return people.find((one) => one.screenShareEnabled && one.screenShareTracks?.video)
    ?? people.find((one) => one.isPinned)
    ?? speaker
    ?? people.find((one) => one.videoEnabled && one.videoTrack)
    ?? people[0];
}

/** What to show of somebody: the screen they share before their face. */
export function trackOf(one) {
  if (one?.screenShareEnabled && one.screenShareTracks?.video) return one.screenShareTracks.video;
  return one?.videoEnabled ? one.videoTrack ?? null : null;
}

/** The first letters of a name's first and last word. */
export function initials(name) {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  const first = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return first.join("").toLocaleUpperCase();
}

function show(meeting) {
  const one = meeting ? choose(meeting.participants) : undefined;
  const track = trackOf(one);
  if ((picture.srcObject?.getVideoTracks()[0] ?? null) !== track) {
    picture.srcObject = track ? new MediaStream([track]) : null;
    if (track) picture.play().catch(() => undefined);
  }
  // A shared screen is read, a face is looked at: only the face may lose its edges.
  section.classList.toggle("whole-picture", Boolean(one?.screenShareEnabled));
  picture.hidden = !track;
  letters.hidden = Boolean(track);
  letters.textContent = initials(one?.name);
  letters.classList.toggle("nobody", !one);
  if (told !== (one?.id ?? "")) {
    told = one?.id ?? "";
    report("speaker", { people: one ? [person(one)] : [] });
  }
}

/** Show one picture only; `meeting()` is the meeting of now. */
export function begin(meeting) {
  end();
  picture = document.createElement("video");
  Object.assign(picture, { autoplay: true, muted: true, playsInline: true, disablePictureInPicture: true });
  section.prepend(picture);
  section.hidden = false;
  cover("small", true);
  show(meeting());
  looking = setInterval(() => show(meeting()), LOOK_AGAIN);
  const { participants } = meeting() ?? {};
  if (participants && !participants.watchedByMini) {
    Object.defineProperty(participants, "watchedByMini", { value: true });
    participants.on("activeSpeaker", () => looking && show(meeting()));
  }
}

/** Show the kit again. */
export function end() {
  clearInterval(looking);
  looking = 0;
  told = null;
  if (picture) picture.srcObject = null;
  picture?.remove();
  picture = null;
  section.hidden = true;
  cover("small", false);
}
