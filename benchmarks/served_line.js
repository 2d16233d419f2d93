// In the place of Qt's web channel: the page's one line to the program, here to the server that the page came from.
(() => {
  const socket = new WebSocket(`ws://${location.host}/line`);
  const open = new Promise((done) => socket.addEventListener("open", done));
  const say = (text) => open.then(() => socket.send(text));
  const signal = () => {
    const hearers = [];
    return { connect: (hear) => hearers.push(hear), emit: (...what) => hearers.forEach((hear) => hear(...what)) };
  };
  const host = { report: say, asked: signal(), refused: signal() };
  socket.addEventListener("message", ({ data }) => host.asked.emit(data));
  window.qt = { webChannelTransport: {} };
  window.QWebChannel = class {
    constructor(_transport, ready) {
      open.then(() => ready({ objects: { host } }));
    }
  };
  // As on the patients' page: the embedded service takes one size only, and a newer Chromium would send nothing at all.
  const add = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function addTransceiver(track, { sendEncodings, ...others } = {}) {
    return add.call(this, track, sendEncodings?.length > 1 ? others : { ...others, ...(sendEncodings && { sendEncodings }) });
  };
  window.sayFrame = () => say(JSON.stringify({ what: "frame" }));
})();
