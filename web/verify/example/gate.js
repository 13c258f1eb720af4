// A sample gate on juma-verify: camera, pictures and typed codes, judged on this device.

import { JumaError, Verifier, init } from "juma-verify";

const the = (id) => document.getElementById(id);
const NAMES = ["root", "floors", "bundle", "previous"];
const encode = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const decode = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** Shows a verdict in words; the colour alone says nothing to some. */
function show(report) {
  const { verdict, message, todo, claims } = report;
  the("verdict").dataset.verdict = verdict;
  const lines = [`${verdict.toUpperCase()}: ${message.en} / ${message["zh-CN"]}`, todo?.en, claims?.name];
  the("verdict").textContent = lines.filter(Boolean).join("\n");
}

function say(text) {
  delete the("verdict").dataset.verdict;
  the("verdict").textContent = text;
}

/** What was kept, or the root beside the page at the first start. */
async function begin() {
  await init();
  const kept = {};
  for (const name of NAMES) {
    const text = localStorage.getItem(name);
    if (text !== null) kept[name] = decode(text);
  }
  if (!kept.root) kept.root = await (await fetch("root.pub")).text();
  const verifier = new Verifier(kept);
  if (!kept.bundle) verifier.importBundle(await (await fetch("bundle.jmb")).arrayBuffer());
  keep(verifier);
  return verifier;
}

function keep(verifier) {
  for (const [name, bytes] of Object.entries(verifier.kept)) localStorage.setItem(name, encode(bytes));
}

/** Pixels of anything that can be drawn. */
function pixels(source, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height);
}

async function watch(verifier) {
  const video = the("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  await video.play();
  const look = () => {
    for (const event of verifier.seeFrame(pixels(video, video.videoWidth, video.videoHeight))) {
      if (event.event === "verdict") show(event);
      else say("Hold a code up to the camera.");
    }
    requestAnimationFrame(look);
  };
  look();
}

try {
  const verifier = await begin();
  say(`Ready, with trust data ${verifier.trust().sequence}. Hold a code up, or choose a picture.`);
  the("camera").onclick = () => watch(verifier).catch((error) => say(`No camera: ${error.message}`));
  the("picture").onchange = async ({ target }) => {
    const bitmap = await createImageBitmap(target.files[0]);
    show(verifier.verifyImage(pixels(bitmap, bitmap.width, bitmap.height)));
  };
  the("text").onchange = ({ target }) => show(verifier.verifyText(target.value.trim()));
  setInterval(() => verifier.raiseClock() && keep(verifier), 60_000);
} catch (error) {
  say(error instanceof JumaError ? `${error.slug}: ${error.message}` : `${error}`);
}
