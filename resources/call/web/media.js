// Makes a refused camera, microphone or screen look to the SDK as it does in any other browser.

/** Qt WebEngine 6.11 rejects with AbortError "Invalid state" what the standard calls NotAllowedError. */
export function standardRefusal(error) {
  const isRefusal = error?.name === "AbortError" && /invalid state/i.test(error.message);
  return isRefusal ? new DOMException("Permission denied by user", "NotAllowedError") : error;
}

/**
 * Where the system asks what to share, its dialog comes after the engine's choice: somebody who says no there is, to
 * the engine, a screen that could not be started.
 */
export function standardShareRefusal(error, systemAsks) {
  const isRefusal = systemAsks && ["NotReadableError", "AbortError"].includes(error?.name);
  return isRefusal ? new DOMException("Permission denied by user", "NotAllowedError") : standardRefusal(error);
}

/** What the program tells of a screen that could not be had; "" where it knows, as its own picker was refused. */
export function missedShare(error, systemAsks) {
  const ours = standardRefusal(error).name === "NotAllowedError";
  if (ours && !systemAsks) return "";
  return standardShareRefusal(error, systemAsks).name === "NotAllowedError" ? "share_refused" : "share";
}

const systemAsks = Boolean(window.callSetting?.systemAsks);
let open = 0;

/** Whether the person is being asked for a camera, a microphone or a screen: time does not count meanwhile. */
export function isAsking() {
  return open > 0;
}

/** `miss` is told of a screen that could not be had, in one of the words of `missedShare`: the kits show nothing of it. */
export function install(miss = () => undefined) {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  for (const name of ["getUserMedia", "getDisplayMedia"]) {
    const plain = devices[name]?.bind(devices);
    if (!plain) continue;
    devices[name] = async (constraints) => {
      open += 1;
      try {
        return await plain(constraints);
      } catch (error) {
        if (name !== "getDisplayMedia") throw standardRefusal(error);
        const missed = missedShare(error, systemAsks);
        if (missed) miss(missed);
        throw standardShareRefusal(error, systemAsks);
      } finally {
        open -= 1;
      }
    };
  }
}
