// Watches the way to the service: the kit's socket, this PC's network, and whether the PC was asleep.

import { heard } from "./transport.js";

const TICK = 2_000;
const SLEPT = 15_000;
/** The service pings at least this often, and the kits give up a socket that stays silent for so long. */
const SILENCE = 30_000;
/** After a sleep: what was on its way before may still come in so long, and nothing is shown for so long. */
const STALE = 500;
const QUIET = 8_000;
/** For how long the kit may try by itself, this PC being online, before the page goes in anew. */
const PATIENCE = 45_000;

/**
 * Watch one meeting.
 * `tell` has: lost() and found() for the connection, awake() after a sleep, rejoin() when it has to be gone in anew,
 * and where something fresh can be had: isOver() whether what let the person in has run out, with which the kit only
 * tries in vain, and answers() whether the service can be reached at all.
 * `local` says that the service is on this PC, which needs no network.
 * Returns { awake, lose, find, stop }: the kit may say by other ways that it lost or found the connection.
 */
export function watchLine(meta, tell, local = false) {
  let lostAt = 0;
  let listening = 0;
  let asking = false;
  let last = Date.now();
  const offline = () => !local && navigator.onLine === false;

  function lose() {
    if (!lostAt) lostAt = Date.now();
    tell.lost();
    replaceWhatIsOver();
  }
  function find() {
    lostAt = 0;
    listening = 0;
    tell.found();
  }
  /** Go in anew at once where the kit cannot come back by itself, as soon as there is somebody to ask. */
  async function replaceWhatIsOver() {
    if (asking || offline() || !tell.isOver?.()) return;
    asking = true;
    const there = await tell.answers();
    asking = false;
    if (there && lostAt) restart();
  }
  /** Nothing shows yet whether the socket survived: the next word of the service does. */
  function listen() {
    if (!listening) listening = Date.now();
  }
  function awake() {
    tell.awake();
    listen();
  }

  const update = ({ state } = {}) => {
    if (state === "reconnecting" || state === "disconnected") lose();
    if (state === "connected" && !offline()) find();
    if (state === "failed") tell.rejoin();
  };
  meta.on("socketConnectionUpdate", update);
  const wentOffline = () => offline() && lose();
  const cameOnline = () => lostAt && listen();
  addEventListener("offline", wentOffline);
  addEventListener("online", cameOnline);

  const timer = setInterval(() => {
    const now = Date.now();
    const slept = now - last - TICK > SLEPT;
    last = now;
    if (slept) {
      awake();
      return;
    }
    if (listening && heard.at > listening + STALE && !offline()) find();
    else if (listening && now - listening > SILENCE && !offline()) restart();
    else if (listening && now - listening > QUIET) lose();
    else if (lostAt && now - lostAt > PATIENCE && !offline()) restart();
    else if (lostAt) replaceWhatIsOver();
  }, TICK);
  function restart() {
    lostAt = 0;
    listening = 0;
    tell.rejoin();
  }

  return {
    awake,
    lose,
    find,
    stop() {
      lostAt = 0;
      clearInterval(timer);
      removeEventListener("offline", wentOffline);
      removeEventListener("online", cameOnline);
    },
  };
}
