// Makes web/screenshots: what is seen in each state, on a phone, a tablet and a desk, from the films
// of the tests: `node web/screenshots.mjs`, with JUMA_WEB_WORLD and JUMA_COMMANDS as web/test sets them.

import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { holderScreenshots } from "./holder/screenshots.mjs";
import { browse, choose, NOW, ready, root, site, verdict, world } from "./tests/harness.mjs";

const folder = join(root, "web/screenshots");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);

const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", locale: "zh-CN" },
  tablet: { viewport: { width: 1024, height: 768 }, colorScheme: "light", locale: "zh-CN" },
  desk: { viewport: { width: 1280, height: 800 }, colorScheme: "dark", locale: "en-GB" },
};

/** Opens the settings and imports a file of the world. */
async function imported(page, file, said) {
  await page.locator("#more").click();
  await choose(page, () => page.locator('[data-name="importFile"]').click(), [file]);
  await page.locator("#import-said", { hasText: said }).waitFor();
}

/** The page at another moment by its own clock. */
async function at(page, moment) {
  await page.addInitScript((at) => setMoment(at), moment);
  await page.reload();
}

/** An officer's key and seal key, unlocked: what is sealed is read, and the whole number on request. */
async function unlocked(page) {
  await verdict(page, "accept", "accepted");
  await page.locator("#v-close").click();
  const key = readFileSync(join(world, "device.key"), "utf8");
  await page.evaluate(
    (key) =>
      new Promise((kept) => {
        const request = indexedDB.open("juma");
        request.onsuccess = () => {
          const put = request.result.transaction("officer", "readwrite");
          put.objectStore("officer").put(key, "device.key");
          put.oncomplete = () => kept(request.result.close());
        };
      }),
    key,
  );
  await page.locator("#more").click();
  await page.locator("#venue").selectOption("officer");
  await choose(page, () => page.locator('[data-name="addKeys"]').click(), [join(world, "seal.jmw")]);
  await page.locator("#sheet-body", { hasText: /1 把密封密钥|1 seal keys/ }).waitFor();
  await page.locator("#passphrase").fill("correct horse");
  await page.locator('[data-name="unlock"]').click();
  await page.locator('[data-name="lock"]').waitFor();
  await page.waitForTimeout(2500);
  await page.locator("#sheet-close").click();
  await page.locator("#v-facts .name").waitFor();
}

/** Each state: its name, what the camera shows, what is done, and whether there is trust data at first. */
const STATES = [
  ["set-up", "nothing", (page) => page.locator("#trouble").waitFor(), "bare"],
  ["waiting", "nothing", async (page) => page.waitForTimeout(1500)],
  ["accept", "accept", (page) => verdict(page, "accept", "accepted")],
  ["refuse", "refuse", (page) => verdict(page, "refuse", "revoked")],
  ["undecided", "undecided", (page) => verdict(page, "undecided", "guardian-missing")],
  ["live", "live", (page) => verdict(page, "accept", "accepted")],
  ["live-screenshot", "live", async (page) => {
    await at(page, NOW + 180);
    await verdict(page, "refuse", "slot-too-old");
  }],
  ["pair", "pair", (page) => verdict(page, "accept", "accepted")],
  ["two", "two", (page) => verdict(page, "undecided", "ambiguous")],
  ["sealed", "sealed", (page) => verdict(page, "accept", "accepted")],
  ["unlocked", "sealed", unlocked],
  ["no-camera", null, (page) => page.locator("#trouble").waitFor()],
  ["no-code", null, async (page) => {
    await page.locator("#picture-file").setInputFiles(join(root, "web/page/icon-192.png"));
    await verdict(page, "undecided", "no-code");
  }],
  ["settings", "nothing", (page) => page.locator("#more").click()],
  ["imported", "nothing", (page) => imported(page, join(world, "newer.jmb"), /已导入|Imported/)],
  ["rollback", "nothing", (page) => imported(page, join(world, "older.jmb"), "bundle-rollback")],
  ["clock-back", "accept", async (page) => {
    await at(page, NOW - 40 * 86400);
    await verdict(page, "undecided", "clock-untrusted");
  }],
  ["ended", "nothing", async (page) => {
    await at(page, NOW + 120 * 86400);
    await page.locator("#age.bad").waitFor();
  }],
];

const home = await site();
const bare = await site(null);
for (const [state, film, act, start] of STATES) {
  for (const [device, options] of Object.entries(DEVICES)) {
    const { page, close } = await browse({ film, ...options });
    if (start === "bare") await page.goto(bare.address);
    else {
      await ready(page, home.address);
      await page.evaluate(() => (document.getElementById("notice").hidden = true));
    }
    await act(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${state}-${device}.jpg`), type: "jpeg", quality: 55 });
    await close();
  }
}
await home.stop();
await bare.stop();
await holderScreenshots(folder, DEVICES);
const total = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
console.log(`${readdirSync(folder).length} screenshots, ${total} bytes`);
