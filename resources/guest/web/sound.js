// The microphone's level and the two sounds of the page.

const HEARD = 0.02;
const EVERY = 80;

const chime = new Audio();
chime.preload = "none";

/** Watch a microphone's level from 0 to 1; returns how to stop. `heard` is called once when somebody speaks. */
export function watchLevel(track, changed, heard) {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return () => undefined;
  const context = new Context();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  let loud = 0;
  const timer = setInterval(() => {
    if (context.state === "suspended") context.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(wave);
    const volume = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
    changed(Math.min(1, Math.sqrt(volume) * 1.6));
    loud = volume > HEARD ? loud + 1 : 0;
    if (loud === 3) heard();
  }, EVERY);
  return () => {
    clearInterval(timer);
    context.close().catch(() => undefined);
  };
}

/** Play a file of the page; resolves when it has played, rejects when the browser does not let it. */
export async function play(name) {
  chime.src = `assets/${name}`;
  await chime.play();
  await new Promise((done) => {
    chime.onended = done;
    chime.onerror = done;
    chime.onpause = done;
  });
}
