// Plays a livestream in a video element: by the browser itself where it can, else with hls.js.

const HLS = "application/vnd.apple.mpegurl";
// Firefox on a computer, and Chrome and Edge before version 142, play no HLS by themselves: there alone it is loaded.
const LIBRARY = "kit/hls/hls.light.min.js";
const BEGINS_WITHIN = 12_000;
/** After so long a pause a person wants what is live, not what was live. */
const BEHIND = 20;

/** `heard`: playing(), failed() (it broke), stopped() (it came to its end). */
export function player(video, heard) {
  let hls = null;
  let on = false;
  let last = 0;

  const stop = () => {
    on = false;
    hls?.destroy();
    hls = null;
    video.removeAttribute("src");
    video.load();
  };
  const broke = () => {
    if (!on) return;
    stop();
    heard.failed();
  };
  video.addEventListener("playing", () => {
    if (!on) return;
    catchUp();
    heard.playing();
  });
  video.addEventListener("error", broke);
  video.addEventListener("ended", () => {
    if (!on) return;
    on = false;
    heard.stopped();
  });

  function catchUp() {
    const { seekable } = video;
    if (!seekable.length) return;
    const edge = seekable.end(seekable.length - 1);
    if (Number.isFinite(edge) && edge - video.currentTime > BEHIND) video.currentTime = edge - 3;
  }

  /** Give the element its source; "unsupported" where no way leads to a picture. */
  async function attach(address) {
    if (video.canPlayType(HLS)) {
      video.src = address;
      return "";
    }
    const Hls = await library();
    if (!Hls?.isSupported()) return "unsupported";
    hls = new Hls({ liveDurationInfinity: true });
    hls.on(Hls.Events.ERROR, (_event, { fatal }) => fatal && broke());
    hls.loadSource(address);
    hls.attachMedia(video);
    return "";
  }

  /** Play: "sound", "muted" (a browser that lets no page make a sound unasked), "still", "failed" or "unsupported". */
  async function begin(address) {
    stop();
    on = true;
    if (await attach(address)) {
      on = false;
      return "unsupported";
    }
    video.muted = false;
    const first = await played(video);
    if (first !== "NotAllowedError") return first ? failed() : "sound";
    video.muted = true;
    const second = await played(video);
    if (second === "NotAllowedError") return "still";
    return second ? failed() : "muted";
  }

  function failed() {
    stop();
    return "failed";
  }

  return {
    begin,
    stop,
    plays: () => on && !video.ended,
    /** Whether the picture went on since this was asked last; one that the person paused stands still on purpose. */
    moved() {
      const moved = video.paused || video.currentTime !== last;
      last = video.currentTime;
      return moved;
    },
    async unmute() {
      video.muted = false;
      await played(video);
    },
  };
}

/** Ask to play; "" when it does, else what the browser calls the reason. */
async function played(video) {
  let timer = 0;
  const late = new Promise((done) => { timer = setTimeout(() => done("late"), BEGINS_WITHIN); });
  const asked = video.play().then(() => "", (error) => error.name);
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** Load hls.js once; null where this page has none, or the browser could not use it. */
let loading = null;
function library() {
  const able = window.ManagedMediaSource ?? window.MediaSource;
  if (!able) return null;
  loading ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => done(window.Hls ?? null);
    script.onerror = () => done(null);
    document.head.append(script);
  });
  return loading;
}
