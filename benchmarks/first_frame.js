// Tells when the first picture of somebody else is on the screen: by `sayFrame` where there is one, else by the title.
(() => {
  const theirs = new Set();
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(...more) {
      super(...more);
      this.addEventListener("track", ({ track }) => track.kind === "video" && theirs.add(track.id));
    }
  };
  const place = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  let told = false;
  function tell() {
    if (told) return;
    told = true;
    if (window.sayFrame) window.sayFrame();
    else document.title = "frame";
  }
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...place,
    set(stream) {
      place.set.call(this, stream);
      const shows = stream?.getVideoTracks?.().some((track) => theirs.has(track.id));
      if (shows && this instanceof HTMLVideoElement) this.requestVideoFrameCallback(tell);
    },
  });
})();
