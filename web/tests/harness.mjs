// What tests of the page stand on: a copy of the page with trust data beside it, a browser with a
// camera that shows a film, and a clock that a test sets.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "../..");
export const dist = join(here, "../dist");

/** What `make-web-world` has made. */
export const world = process.env.JUMA_WEB_WORLD ?? join(tmpdir(), "juma-web-world");

/** The moment of the vectors, 12:00 on 2026-02-10 in Beijing. */
export const NOW = 1770696000;

const BROWSER = process.env.JUMA_CHROMIUM ?? "/usr/bin/chromium";

const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that goes away with the tests. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "juma-web-"));
  folders.push(folder);
  return folder;
}

/** Serves a copy of the page with the trust data of a world, or of a folder, beside it, or with none. */
export async function site(trust = "one-city") {
  const folder = join(scratch(), "site");
  cpSync(dist, folder, { recursive: true });
  rmSync(join(folder, "trust"), { recursive: true });
  mkdirSync(join(folder, "trust"));
  const names = [];
  for (const name of trust ? ["root.pub", "bundle.jmb"] : []) {
    const from = resolve(world, "worlds", trust, name);
    if (!existsSync(from)) continue;
    cpSync(from, join(folder, "trust", name));
    names.push(name);
  }
  writeFileSync(join(folder, "trust/list.json"), JSON.stringify(names));
  return { folder, ...(await serve(folder)) };
}

/** Opens a browser. `film` is what its camera shows; null is a camera that is not allowed. */
export async function browse({ film, profile, at = NOW, viewport, ...more }) {
  const camera = film === null ? [] : ["--use-fake-ui-for-media-stream"];
  const shown = film ? [`--use-file-for-fake-video-capture=${join(world, "films", `${film}.y4m`)}`] : [];
  const context = await chromium.launchPersistentContext(profile ?? join(scratch(), "profile"), {
    executablePath: BROWSER,
    args: ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", ...camera, ...shown],
    viewport: viewport ?? { width: 390, height: 844 },
    locale: "zh-CN",
    ...more,
  });
  // The page reads its clock from here; no file of the page can set it.
  await context.addInitScript((at) => {
    let moment = at;
    Date.now = () => moment * 1000;
    globalThis.setMoment = (to) => (moment = to);
  }, at);
  const page = context.pages()[0] ?? (await context.newPage());
  const trouble = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  return { context, page, trouble, close: () => context.close() };
}

/** Makes a film for a camera of what screens have shown: pictures in PNG, each for a fifth of a second. */
export async function filmOf(context, name, pictures) {
  const page = await context.newPage();
  const [width, height] = [1280, 720];
  const frames = [];
  for (const picture of pictures) {
    const luma = await page.evaluate(
      async ([data, width, height]) => {
        const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const context = new OffscreenCanvas(width, height).getContext("2d");
        context.fillStyle = "#777";
        context.fillRect(0, 0, width, height);
        const scale = Math.min((width - 40) / bitmap.width, (height - 20) / bitmap.height);
        const [w, h] = [bitmap.width * scale, bitmap.height * scale];
        context.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
        const { data: rgba } = context.getImageData(0, 0, width, height);
        let text = "";
        for (let at = 0; at < rgba.length; at += 4) text += String.fromCharCode(rgba[at + 1]);
        return btoa(text);
      },
      [picture.toString("base64"), width, height],
    );
    frames.push(Buffer.from("FRAME\n"), Buffer.from(luma, "base64"), Buffer.alloc((width * height) / 2, 128));
  }
  await page.close();
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(join(world, `films/${name}.y4m`), Buffer.concat([head, ...frames]));
}

/** Waits for a verdict to be shown. */
export async function verdict(page, colour, reason, timeout = 20_000) {
  const shown = page.locator(`#verdict[data-verdict="${colour}"][data-reason="${reason}"]:not([hidden])`);
  await shown.waitFor({ timeout }).catch(async (error) => {
    const seen = await page.evaluate(() => ({
      ...document.getElementById("verdict").dataset,
      hidden: document.getElementById("verdict").hidden,
      text: document.body.innerText.slice(0, 400),
    }));
    throw new Error(`waiting for ${colour}/${reason}, there is ${JSON.stringify(seen)}\n${error.message}`);
  });
  return shown;
}

/** Waits until the page has trust data and its camera. */
export async function ready(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => document.getElementById("age").textContent !== "", undefined, { timeout: 30_000 });
}

/** Waits until the page is kept on the device. */
export async function kept(page) {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    await new Promise((activated) => {
      const look = () => active.state === "activated" && activated();
      active.addEventListener("statechange", look);
      look();
    });
  });
}

/** Presses a button that asks for files, and gives it some. */
export async function choose(page, press, files) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), press()]);
  await chooser.setFiles(files);
}

export const vectors = () => JSON.parse(readFileSync(join(world, "vectors.json"), "utf8"));
