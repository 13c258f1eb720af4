// Makes web/screenshots: what is seen in each state, on a phone, a tablet and a desk, from the films
// of the tests: `node web/screenshots.mjs`, with JUMA_WEB_WORLD and JUMA_COMMANDS as web/test sets them.

import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { holderScreenshots } from "./holder/screenshots.mjs";
import { browse, NOW, ready, root, site, verdict } from "./tests/harness.mjs";

const folder = join(root, "web/screenshots");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);

const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", locale: "zh-CN" },
  tablet: { viewport: { width: 1024, height: 768 }, colorScheme: "light", locale: "zh-CN" },
  desk: { viewport: { width: 1280, height: 800 }, colorScheme: "dark", locale: "en-GB" },
};

const STATES = [
  ["waiting", "nothing", async (page) => page.waitForTimeout(1500)],
  ["accept", "accept", (page) => verdict(page, "accept", "accepted")],
  ["refuse", "refuse", (page) => verdict(page, "refuse", "revoked")],
  ["undecided", "undecided", (page) => verdict(page, "undecided", "guardian-missing")],
  ["pair", "pair", (page) => verdict(page, "accept", "accepted")],
  ["no-camera", null, (page) => page.locator("#trouble").waitFor()],
  ["settings", "nothing", (page) => page.locator("#more").click()],
  [
    "ended",
    "nothing",
    async (page) => {
      await page.addInitScript((at) => setMoment(at), NOW + 120 * 86400);
      await page.reload();
      await page.locator("#age.bad").waitFor();
    },
  ],
];

const home = await site();
for (const [state, film, act] of STATES) {
  for (const [device, options] of Object.entries(DEVICES)) {
    const browser = await browse({ film, ...options });
    await ready(browser.page, home.address);
    await browser.page.evaluate(() => (document.getElementById("notice").hidden = true));
    await act(browser.page);
    await browser.page.waitForTimeout(400);
    await browser.page.screenshot({ path: join(folder, `${state}-${device}.jpg`), type: "jpeg", quality: 55 });
    await browser.close();
  }
}
await home.stop();
await holderScreenshots(folder, DEVICES);
const total = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
console.log(`${readdirSync(folder).length} screenshots, ${total} bytes`);
