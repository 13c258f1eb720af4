// Browsers that give less than Chromium does: each thing is taken away, and the page goes on without
// it, or says in one line what is wrong and what to do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, choose, dist, ready, site, verdict, world } from "./harness.mjs";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

let home;
before(async () => {
  home = await site();
});
after(() => home.stop());

const text = (page, id) => page.locator(`#${id}`).innerText();

/** A browser whose worker begins with some lines of ours, and how often it was asked for. */
async function withWorker(lines, page_ = "", film = "nothing") {
  const browser = await browse({ film, serviceWorkers: "block" });
  let started = 0;
  await browser.context.route(/\/worker\.js$/, (route) => {
    started += 1;
    const worker = readFileSync(join(dist, page_, "worker.js"), "utf8");
    return route.fulfill({ contentType: "text/javascript", body: `${lines}\n${worker}` });
  });
  return { ...browser, started: () => started };
}

const NO_DATABASE = 'Object.defineProperty(self, "indexedDB", { value: { open() { throw new DOMException("", "SecurityError"); } } });';
const NO_CHANNEL = 'self.BroadcastChannel = class { constructor() { throw new DOMException("", "SecurityError"); } };';

test("a browser that keeps nothing says so on both pages", async () => {
  let { page, close } = await withWorker(NO_DATABASE + NO_CHANNEL);
  await page.goto(home.address);
  await page.locator("#trouble-what", { hasText: "浏览器不让本页保存数据" }).waitFor();
  assert.match(await text(page, "trouble-todo"), /无痕窗口/);
  assert.equal(await page.locator("#notice").isVisible(), false);
  await close();
  ({ page, close } = await withWorker(NO_DATABASE + NO_CHANNEL, "holder"));
  await page.goto(`${home.address}holder/`);
  await page.locator("#notice", { hasText: "浏览器不让本页保存数据" }).waitFor();
  assert.equal((await text(page, "notice")).split("\n").length, 1);
  await close();
});

test("a browser that cannot run the engine says so, and does not try for ever", async () => {
  for (const [page_, line, place] of [
    ["", 'throw new Error("an old browser");', "trouble-what"],
    ["", "delete self.WebAssembly;", "trouble-what"],
    ["holder", 'throw new Error("an old browser");', "notice"],
  ]) {
    const { page, close, started } = await withWorker(line, page_);
    await page.goto(`${home.address}${page_ && `${page_}/`}`);
    await page.locator(`#${place}`, { hasText: "这个浏览器不能运行本页" }).waitFor();
    await page.waitForTimeout(1000);
    assert.equal(started(), 3, line);
    await close();
  }
});

test("frames that cannot be sent, or not be read, are drawn", async () => {
  const send = () => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (ask, ...more) {
      if (ask.pixels instanceof VideoFrame) throw new DOMException("", "DataCloneError");
      return post.call(this, ask, ...more);
    };
  };
  let browser = await browse({ film: "accept" });
  await browser.page.addInitScript(send);
  await ready(browser.page, home.address);
  await verdict(browser.page, "accept", "accepted");
  await browser.close();
  browser = await withWorker('VideoFrame.prototype.copyTo = () => Promise.reject(new DOMException("", "NotSupportedError"));', "", "accept");
  await ready(browser.page, home.address);
  await verdict(browser.page, "accept", "accepted");
  assert.equal(await browser.page.locator("#notice", { hasText: "摄像头" }).count(), 0);
  await browser.close();
});

test("with no localStorage, no storage manager, no locks and no vibration it goes on", async () => {
  const browser = await browse({ film: "accept" });
  const { page } = browser;
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("", "SecurityError"); } });
    for (const name of ["storage", "locks", "vibrate", "wakeLock"]) Object.defineProperty(Navigator.prototype, name, { value: undefined });
  });
  await ready(page, home.address);
  await verdict(page, "accept", "accepted");
  await page.locator("#v-close").click();
  await page.locator("#more").click();
  await page.locator("#language").selectOption("en");
  await page.locator("#sheet-title", { hasText: "Settings" }).waitFor();
  assert.equal(await page.locator("#vibration").count(), 0, "what is not there is not offered");
  assert.deepEqual(browser.trouble, []);
  await browser.close();
});

test("data that the browser has removed is missed by name", async () => {
  const bare = await site(null);
  const browser = await browse({ film: "nothing" });
  const { page } = browser;
  await page.goto(bare.address);
  await page.locator("#trouble-what", { hasText: "还没有信任数据" }).waitFor();
  const one = join(world, "worlds/one-city");
  await choose(page, () => page.locator("#trouble-again").click(), [join(one, "root.pub"), join(one, "bundle.jmb")]);
  await page.locator("#age:not(:empty)").waitFor();
  assert.equal(await page.locator("input[type=file]").count(), 1, "a field for files goes when it was used");
  await page.goto(`${bare.address}manifest.webmanifest`);
  await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase("juma").onsuccess = resolve)));
  await page.goto(bare.address);
  await page.locator("#trouble-what", { hasText: "浏览器已清除本机的信任数据" }).waitFor();

  await page.goto(`${bare.address}holder/`);
  await page.locator("#passphrase").fill("four quiet words");
  await page.locator("#again").fill("four quiet words");
  await page.locator('[data-name="begin"]').click();
  await page.locator("#ask:visible").waitFor();
  await page.goto(`${bare.address}manifest.webmanifest`);
  await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase("juma-holder").onsuccess = resolve)));
  await page.goto(`${bare.address}holder/`);
  await page.locator("#notice", { hasText: "浏览器已清除本机的卡包" }).waitFor();
  // One that somebody has removed is not missed, and nothing tells that it was there.
  await page.locator("#passphrase").fill("four quiet words");
  await page.locator("#again").fill("four quiet words");
  await page.locator('[data-name="begin"]').click();
  await page.locator("#ask:visible").waitFor();
  await page.locator("#more").click();
  await page.locator('[data-name="forget"]').click();
  await page.locator('[data-name="forget"]').click();
  await page.locator("#again").waitFor();
  assert.equal(await page.locator("#notice").isVisible(), false);
  assert.equal(await page.evaluate(() => localStorage.getItem("had-wallet")), null);
  await browser.close();
  await bare.stop();
});

test("on an iPhone every file can be chosen, a tab says that it keeps for seven days, and files are shared", async () => {
  const bare = await site(null);
  const browser = await browse({ film: "nothing", userAgent: IPHONE });
  const { page } = browser;
  await page.goto(bare.address);
  await page.locator("#trouble-todo", { hasText: "添加到主屏幕" }).waitFor();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.locator("#trouble-again").click()]);
  assert.equal(await chooser.element().getAttribute("accept"), "");
  await page.goto(`${bare.address}holder/`);
  await page.locator("#body", { hasText: "添加到主屏幕" }).waitFor();
  // From the home screen.
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "standalone", { value: true });
    Object.defineProperty(Navigator.prototype, "canShare", { value: () => true });
    Object.defineProperty(Navigator.prototype, "share", { value: async ({ files }) => void (globalThis.shared = files.map((file) => file.name)) });
  });
  await page.reload();
  await page.locator("#again").waitFor();
  assert.equal(await page.locator("#body", { hasText: "添加到主屏幕" }).count(), 0);
  await page.locator("#passphrase").fill("four quiet words");
  await page.locator("#again").fill("four quiet words");
  await page.locator('[data-name="begin"]').click();
  await page.locator("#ask:visible").waitFor();
  await page.locator("#more").click();
  await page.locator('[data-name="saveWallet"]').click();
  await page.waitForFunction(() => globalThis.shared?.join() === "juma.wallet");
  await browser.close();
  await bare.stop();
});

test("the first page under another one's is no newer one", async () => {
  const browser = await browse({ film: "nothing" });
  const { page } = browser;
  await ready(page, home.address);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(`${home.address}holder/`);
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.scope.endsWith("/holder/") && (await navigator.serviceWorker.getRegistration()).active);
  assert.equal(await page.locator("#notice").isVisible(), false);
  await browser.close();
});
