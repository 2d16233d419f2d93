// The line to the program: report what happens, hear what the person asked for in the window.

const waiting = [];
let line = null;

/** Tell the program something; kept until the line is up. */
export function report(what, more = {}) {
  const text = JSON.stringify({ what, ...more });
  if (line) line.report(text);
  else waiting.push(text);
}

/** Open the line: `hear(name)` gets each wish of the person, `refused(title, advice)` that no ticket can be had. */
export function connect(hear, refused) {
  if (!window.qt?.webChannelTransport || !window.QWebChannel) return;
  new window.QWebChannel(window.qt.webChannelTransport, (channel) => {
    line = channel.objects.host;
    line.asked.connect(hear);
    line.refused.connect(refused);
    for (const text of waiting.splice(0)) line.report(text);
  });
}
