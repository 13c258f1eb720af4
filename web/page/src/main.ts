// The page: what is seen and pressed. What is judged is judged in the worker.

import { Camera, drawn, lostTrouble, type Trouble } from "./camera";
import { the } from "./dom";
import { askToKeep, lasting, recall, remember } from "./memory";
import { isPaper, leaves, MOST_PAGES, PaperTrouble } from "./paper";
import { STOPS, type Answer, type GateEvent, type Pixels, type Trust } from "./protocol";
import { Reader, Refused } from "./reader";
import { Sheet } from "./sheet";
import { signal, wakeSound } from "./signal";
import { listen } from "./typing";
import { VerdictScreen } from "./verdict";
import { age, language, learn, means, mine, say, sayError, type Word } from "./words";

/** This device's clock, in whole seconds. */
const now = (): number => Math.floor(Date.now() / 1000);
const elapsed = (): number => Math.floor(performance.now());

let trust: Trust | null = null;
let venueName = "";
let hintTimer = 0;
let torch = false;
/** The file that is read: one that another has followed is dropped. */
let reading = new AbortController();

const reader = new Reader(restarted, () => stop("cannotRun", "cannotRunTodo"), () => void refresh());
const verdict = new VerdictScreen(
  () => void showWhole(),
  () => void reader.ask({ do: "forget" }).catch(() => undefined),
);
const camera = new Camera(the<HTMLVideoElement>("video"), see, () => tellTrouble(lostTrouble()));
const sheet = new Sheet({
  reader,
  now,
  changed: (answer) => void take(answer),
  relabel: () => {
    label();
    showTrust();
  },
  setVenue,
  setCamera: (id) => {
    remember("camera", id);
    void openCamera();
  },
  currentCamera: () => camera.id,
  trust: () => trust,
  check: (text) => void checkText(text),
  restarts: () => reader.restarts,
});

/** Takes what the worker has answered. */
function take(answer: Answer): void {
  if (answer.glossary) learn(answer.glossary);
  if (answer.trust !== undefined) {
    const had = trust?.sequence !== undefined;
    trust = answer.trust;
    showTrust();
    if (!had && trust?.sequence !== undefined) void openCamera();
  }
  for (const event of answer.events ?? []) hear(event);
  if (answer.report) {
    verdict.show(answer.report);
    signal(answer.report.verdict);
  }
}

function hear(event: GateEvent): void {
  if (event.event === "left") {
    verdict.left(event.showing);
    return;
  }
  verdict.show(event, event.showing);
  signal(event.verdict);
}

async function see(pixels: Pixels): Promise<void> {
  // Nothing is judged while a person reads, nor before there is data to judge by.
  if (trust?.sequence === undefined || sheet.isOpen) {
    if ("close" in pixels) pixels.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    return;
  }
  const transfer = pixels instanceof ImageData ? [pixels.data.buffer] : [pixels];
  const answer = await reader.ask({ do: "frame", pixels, now: now(), elapsed: elapsed() }, transfer).catch((error: unknown) => {
    // The camera draws its frames from then on.
    const isFrame = typeof VideoFrame !== "undefined" && pixels instanceof VideoFrame;
    if (isFrame && error instanceof Refused && error.message === STOPS.pixels) throw error;
    return failed(error);
  });
  if (!answer) return;
  hint((answer.unread ?? 0) > 0 ? "near" : "scanning");
  take(answer);
}

let hinted: "near" | "scanning" = "scanning";

/** Says that a code is there and cannot be read, when that lasts for a while. */
function hint(what: "near" | "scanning"): void {
  hintTimer = what === hinted ? 0 : hintTimer + 1;
  if (hintTimer > 8) {
    hinted = what;
    hintTimer = 0;
    the("hint").textContent = say(what);
  }
}

function failed(error: unknown): undefined {
  if (!(error instanceof Refused)) return undefined;
  if (error.message === STOPS.storage) stop("noStorage", "noStorageTodo");
  else if (error.message === STOPS.engine) stop("noEngine", "noEngineTodo");
  else notice(sayError(error));
  return undefined;
}

let isStopped = false;

/** Says what keeps the page from doing anything, until it is opened again. */
function stop(what: Word, todo: Word): void {
  isStopped = true;
  camera.close();
  notice("");
  tellTrouble({ what: say(what), todo: say(todo) }, "page");
}

function notice(text: string): void {
  const notice = the("notice");
  notice.textContent = text;
  notice.hidden = text === "";
}

/** After the worker has failed: everything that lasts is read again. */
function restarted(): void {
  notice(say("workerDown", { n: reader.restarts }));
  void begin();
}

async function begin(): Promise<void> {
  const venue = recall("policy") ?? "library";
  const answer = await reader.ask({ do: "open", now: now(), venue }).catch(failed);
  if (!answer) return;
  take(answer);
  showVenue(venue);
}

async function refresh(): Promise<void> {
  const answer = await reader.ask({ do: "trust", now: now() }).catch(failed);
  if (answer) take(answer);
}

async function openCamera(): Promise<void> {
  if (isStopped) return;
  the("trouble").hidden = true;
  the("hint").textContent = say("starting");
  tellTrouble(await camera.open(recall("camera")));
  the("hint").textContent = say("scanning");
  torch = false;
  const button = the("torch");
  button.hidden = !camera.canTorch;
  button.setAttribute("aria-pressed", "false");
  const zoom = camera.zoom;
  the("zoom-row").hidden = !zoom;
  if (zoom) Object.assign(the<HTMLInputElement>("zoom"), { min: zoom.min, max: zoom.max, step: zoom.step, value: zoom.min });
}

function tellTrouble(trouble: Trouble | null, about: "camera" | "page" = "camera"): void {
  the("trouble").dataset["about"] = about;
  the("trouble").hidden = !trouble;
  the("frame").hidden = trouble !== null;
  the("hint").hidden = trouble !== null;
  if (!trouble) return;
  the("trouble-what").textContent = trouble.what;
  the("trouble-todo").textContent = trouble.todo;
  the("trouble-again").textContent = say("again");
}

async function setVenue(policy: string): Promise<void> {
  const answer = await reader.ask({ do: "venue", policy });
  remember("policy", policy);
  venueName = answer.venue ?? "";
  showVenue(policy);
}

const BUILT_IN = ["library", "museum", "hospital", "officer"] as const;

function showVenue(policy: string): void {
  const built = BUILT_IN.find((name) => name === policy);
  const own = /^\s*name\s*=\s*"([^"]*)"/m.exec(policy)?.[1] ?? venueName;
  the("venue-name").textContent = built ? say(built) : own;
}

function showTrust(): void {
  const badge = the("environment");
  badge.hidden = !trust || trust.environment === "production";
  badge.textContent = trust?.environment.toUpperCase() ?? "";
  const footer = the("age");
  const bad = warning();
  footer.classList.toggle("bad", bad !== undefined);
  if (bad !== undefined) footer.textContent = bad;
  else if (trust?.bundle_seconds !== undefined) {
    const fresh = mine(means("freshness", trust.freshness ?? ""));
    footer.textContent = `${say("dataAge")} ${trust.sequence ?? ""} · ${age(trust.bundle_seconds)} · ${fresh}`;
  } else footer.textContent = "";
  if (trust?.sequence !== undefined) remember(HAD, "yes");
  else if (!isStopped) void askForData();
}

/** Under this name it is remembered that there was trust data. */
const HAD = "had-trust";

async function askForData(): Promise<void> {
  const isGone = trust === null && recall(HAD) !== null;
  const todo = (await lasting()) === "seven-days" ? `${say("setUpTodo")}\n${say("homeFirst")}` : say("setUpTodo");
  if (trust?.sequence !== undefined || isStopped) return;
  tellTrouble({ what: say(isGone ? "dataGone" : "setUp"), todo }, "page");
  the("trouble-again").textContent = say("chooseFiles");
}

function warning(): string | undefined {
  if (!trust || trust.sequence === undefined) return undefined;
  if (trust.clock_untrusted) return say("clockBehind");
  if (trust.stale) return say("stale");
  const isBehind = trust.sequence < trust.newest_seen.sequence && trust.epoch === trust.newest_seen.epoch;
  return trust.damage !== undefined || isBehind ? say("damaged") : undefined;
}

/** A picture that was chosen, dropped or pasted. */
async function checkPicture(file: Blob): Promise<void> {
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  notice(say("readingPicture"));
  try {
    if (await isPaper(file)) {
      await checkPaper(file, signal);
      return;
    }
    const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    const pixels = typeof OffscreenCanvas === "undefined" ? await drawn(bitmap, bitmap.width, bitmap.height) : bitmap;
    const transfer = pixels instanceof ImageData ? [pixels.data.buffer] : [pixels];
    // Another was chosen meanwhile: a verdict of this one would be taken for the other's.
    if (signal.aborted) {
      bitmap.close();
      return;
    }
    const answer = await reader.ask({ do: "picture", pixels, now: now() }, transfer).catch(failed);
    if (signal.aborted) return;
    if (answer || the("notice").textContent === say("readingPicture")) notice("");
    if (answer) take(answer);
  } catch (error) {
    if (!signal.aborted) notice(error instanceof PaperTrouble ? say(error.word, error.put) : say("notPicture"));
  }
}

/** A PDF file: the codes of its first pages are one view, as those of a picture are. */
async function checkPaper(file: Blob, dropped: AbortSignal): Promise<void> {
  notice(say("readingPdf"));
  const texts = new Set<string>();
  let [looked, all] = [0, 0];
  for await (const { bitmap, pages } of leaves(file, dropped)) {
    [looked, all] = [looked + 1, pages];
    notice(say("readingPage", { n: looked }));
    const answer = await reader.ask({ do: "leaf", pixels: bitmap }, [bitmap]).catch(failed);
    if (!answer || dropped.aborted) return;
    for (const text of answer.texts ?? []) texts.add(text);
  }
  const answer = await reader.ask({ do: "leaves", texts: [...texts], now: now() }).catch(failed);
  if (!answer || dropped.aborted) return;
  notice(all > MOST_PAGES ? say("pdfFirst", { n: MOST_PAGES }) : "");
  take(answer);
}

async function checkText(text: string): Promise<void> {
  sheet.close();
  reading.abort();
  notice("");
  const answer = await reader.ask({ do: "text", text, now: now() }).catch(failed);
  if (answer) take(answer);
}

async function showWhole(): Promise<void> {
  const answer = await reader.ask({ do: "whole", now: now() }).catch(failed);
  if (answer?.report) verdict.show(answer.report);
}

function label(): void {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const [id, word] of [
    ["torch", "torch"],
    ["picture", "picture"],
    ["more", "more"],
  ] as const) {
    const span = the(id).querySelector("span");
    if (span) span.textContent = say(word);
  }
  the("zoom-label").textContent = say("zoom");
  the("stage").setAttribute("aria-label", say("camera"));
  the("hint").textContent = say("scanning");
  the("v-close").textContent = say("next");
  showVenue(recall("policy") ?? "library");
}

function tick(): void {
  const time = new Date(Date.now());
  the("clock").textContent = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium" }).format(time);
}

function press(): void {
  the("torch").addEventListener("click", () => {
    torch = !torch;
    the("torch").setAttribute("aria-pressed", String(torch));
    void camera.set({ torch });
  });
  the("zoom").addEventListener("input", () => void camera.set({ zoom: Number(the<HTMLInputElement>("zoom").value) }));
  const file = the<HTMLInputElement>("picture-file");
  the("picture").addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    file.value = "";
    if (chosen) void checkPicture(chosen);
  });
  the("more").addEventListener("click", () => void sheet.open());
  the("trouble-again").addEventListener("click", () => {
    if (isStopped) location.reload();
    else if (trust?.sequence === undefined) void sheet.importFiles();
    else void openCamera();
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = [...(event.dataTransfer?.files ?? [])];
    const isData = dropped.some((file) => /\.(jmb|pub)$/i.test(file.name));
    if (isData) void sheet.importThese(dropped);
    else if (dropped[0]) void checkPicture(dropped[0]);
  });
  document.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
    if (pasted) void checkPicture(pasted);
  });
  wakeSound();
  // A camera that nobody looks at is let go, for other programs and for the battery.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      camera.close();
      void reader.ask({ do: "end", now: now() }).then(take, failed);
    } else if (trust?.sequence !== undefined) void openCamera();
  });
  listen(
    () => !sheet.isOpen,
    (text, at) => {
      const asked = reader.ask({ do: "typed", text, now: now(), elapsed: Math.floor(at) });
      return asked.then(take, failed).then(() => undefined);
    },
  );
}

async function main(): Promise<void> {
  label();
  the("hint").textContent = say("loading");
  press();
  tick();
  setInterval(tick, 1000);
  setInterval(() => void refresh(), 30_000);
  await begin();
  if (trust?.sequence === undefined && !isStopped) await sheet.importFolder("quietly");
  await sheet.keepOffline();
  void askToKeep();
}

void main();
