// The page in a browser, whose camera is a film of our own codes.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pages } from "./paper.mjs";
import { browse, choose, kept, NOW, ready, root, scratch, site, vectors, verdict, world } from "./harness.mjs";

let home;
before(async () => {
  home = await site();
});
after(() => home.stop());

/** A test with a browser that holds up a film. */
function film(name, film, act, more = {}) {
  test(name, async () => {
    const browser = await browse({ film, ...more });
    try {
      await ready(browser.page, home.address);
      await act(browser.page, browser);
      if (!more.trouble) assert.deepEqual(browser.trouble, [], "nothing is said in the console");
    } finally {
      await browser.close();
    }
  });
}

const text = (page, id) => page.locator(`#${id}`).innerText();
const settings = (page) => page.locator("#more").click();
const press = (page, name) => page.locator(`[data-name="${name}"]`).click();

film("a good code is accepted, in both languages", "accept", async (page) => {
  await verdict(page, "accept", "accepted");
  assert.match(await text(page, "v-word"), /通过[\s\S]*ACCEPT/);
  assert.match(await text(page, "say"), /通过[\s\S]*核对本人相貌或证件/, "what to do is told with the verdict");
  assert.match(await text(page, "v-age"), /DEMO/);
  await page.locator("#v-close").click();
  assert.equal((await page.locator("#verdict").textContent()).trim(), "下一位", "nothing of a person stays");
});

film("a revoked code is refused", "refuse", async (page) => {
  await verdict(page, "refuse", "revoked");
  assert.match(await text(page, "v-reason"), /已撤销/);
});

film("a member's code alone is undecided", "undecided", async (page) => {
  await verdict(page, "undecided", "guardian-missing");
});

film("a live code is accepted now, and its screenshot is not", "live", async (page) => {
  await verdict(page, "accept", "accepted");
  await page.evaluate((at) => setMoment(at), NOW + 180);
  await page.reload();
  await page.evaluate((at) => setMoment(at), NOW + 180);
  await verdict(page, "refuse", "slot-too-old");
});

film("a guardian and a member together are accepted", "pair", async (page) => {
  await verdict(page, "accept", "accepted");
  assert.match(await text(page, "v-facts"), /监护人在场/);
});

film("two codes in view are ambiguous", "two", async (page) => {
  await verdict(page, "undecided", "ambiguous");
});

film("no code is no verdict", "nothing", async (page) => {
  await page.waitForTimeout(2500);
  assert.equal(await page.locator("#verdict").isVisible(), false);
  assert.match(await text(page, "hint"), /对准镜头/);
});

film("a second code is judged anew, and the verdict goes with its code", "one-then-other", async (page) => {
  await verdict(page, "accept", "accepted");
  await verdict(page, "refuse", "revoked");
  await page.locator("#verdict").waitFor({ state: "hidden" });
});

film("a sealed part stays shut, is opened after unlocking, and that is noted", "sealed", async (page) => {
  await verdict(page, "accept", "accepted");
  assert.match(await text(page, "say"), /密封内容/);
  assert.doesNotMatch(await text(page, "v-facts"), /样例甲/);
  await page.locator("#v-close").click();
  await page.evaluate(
    ([key]) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("juma");
        request.onsuccess = () => {
          const put = request.result.transaction("officer", "readwrite");
          put.objectStore("officer").put(key, "device.key");
          put.oncomplete = () => resolve(request.result.close());
          put.onerror = reject;
        };
      }),
    [readFileSync(join(world, "device.key"), "utf8")],
  );
  await settings(page);
  await page.locator("#venue").selectOption("officer");
  await choose(page, () => press(page, "addKeys"), [join(world, "device.key")]);
  await page.locator("#officer-said", { hasText: "这不是密钥文件" }).waitFor();
  await choose(page, () => press(page, "addKeys"), [join(world, "seal.jmw")]);
  await page.locator("#passphrase").fill("wrong");
  await press(page, "unlock");
  await page.locator("#officer-said", { hasText: "口令不对" }).waitFor();
  await page.locator("#passphrase").fill("correct horse");
  await press(page, "unlock");
  await page.locator('[data-name="lock"]').waitFor();
  await page.locator("#sheet-close").click();
  await page.reload();
  // A reload locks: the passphrase is nowhere.
  await verdict(page, "accept", "accepted");
  assert.doesNotMatch(await text(page, "v-facts"), /样例甲/);
  await page.locator("#v-close").click();
  await settings(page);
  await page.locator("#passphrase").fill("correct horse");
  await press(page, "unlock");
  await page.locator('[data-name="lock"]').waitFor();
  await page.waitForTimeout(2500);
  await page.locator("#sheet-close").click();
  await page.locator("#v-facts .name", { hasText: "样例甲" }).waitFor();
  assert.match(await text(page, "v-facts"), /示范路1号/);
  assert.doesNotMatch(await text(page, "v-facts"), /11010519491231002X/, "the number only when somebody asks");
  await page.locator("#v-facts button").click();
  await page.locator("#v-facts", { hasText: "11010519491231002X" }).waitFor();
  await page.locator("#v-close").click();
  await settings(page);
  await page.locator("#sheet-body", { hasText: /保存开启记录（[1-9]/ }).waitFor();
});

test("a camera that is refused says what to do, and a picture is judged", async () => {
  const browser = await browse({ film: null });
  const { page } = browser;
  await ready(page, home.address);
  await page.locator("#trouble").waitFor();
  assert.match(await text(page, "trouble-what"), /没有使用摄像头的权限/);
  assert.match(await text(page, "trouble-todo"), /先选图片/);
  await page.locator("#picture-file").setInputFiles(join(root, "samples/codes/child.gate.png"));
  // Another authority's code: this device does not know its key.
  await verdict(page, "undecided", "unknown-key");
  await page.locator("#v-close").click();
  await page.locator("#picture-file").setInputFiles(join(root, "web/page/icon-192.png"));
  await verdict(page, "undecided", "no-code");
  await page.locator("#v-close").click();
  // One that the browser opens slowly, and another that is chosen meanwhile: the later one's verdict stands.
  await page.evaluate(() => {
    const make = createImageBitmap;
    let isFirst = true;
    globalThis.createImageBitmap = async (...given) => {
      const isSlow = isFirst;
      isFirst = false;
      if (isSlow) await new Promise((resolve) => setTimeout(resolve, 2000));
      globalThis.opened = isSlow;
      return make(...given);
    };
  });
  await page.locator("#picture-file").setInputFiles(join(root, "samples/codes/child.gate.png"));
  await page.locator("#notice", { hasText: "正在读图片" }).waitFor();
  await page.locator("#picture-file").setInputFiles(join(root, "web/page/icon-192.png"));
  await verdict(page, "undecided", "no-code");
  await page.waitForFunction(() => globalThis.opened === true);
  await page.waitForTimeout(1500);
  assert.equal(await page.locator("#verdict").getAttribute("data-reason"), "no-code");
  await browser.close();
});

test("a camera that is absent, in use or refused says so, and how to allow it on that browser", async () => {
  const browser = await browse({ film: "nothing" });
  const { page } = browser;
  await page.addInitScript(() => {
    const { error, agent } = JSON.parse(sessionStorage.getItem("test") ?? "{}");
    if (error) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", error));
    if (agent) Object.defineProperty(navigator, "userAgent", { value: agent });
  });
  await ready(page, home.address);
  for (const [error, agent, what, todo] of [
    ["NotReadableError", "", /正被别的程序占用/, /关闭其他使用摄像头的程序[\s\S]*先选图片/],
    ["AbortError", "", /正被别的程序占用/, /关闭其他/],
    ["NotFoundError", "", /没有找到摄像头/, /选一张图片来验，或接上扫码枪/],
    ["OverconstrainedError", "", /没有找到摄像头/, /选一张图片/],
    ["TypeError", "", /摄像头打不开/, /先选图片/],
    ["NotAllowedError", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", /没有使用摄像头的权限/, /“大小”图标 → 网站设置 → 相机 → 允许[\s\S]*先选图片/],
    ["NotAllowedError", "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Firefox/130.0", /没有使用/, /清除对摄像头的阻止/],
    ["NotAllowedError", "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile", /没有使用/, /权限 → 摄像头 → 允许[\s\S]*系统设置/],
    ["SecurityError", "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 MicroMessenger/8.0", /没有使用/, /在浏览器中打开/],
    ["NotAllowedError", "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0", /没有使用/, /摄像头 → 允许/],
  ]) {
    await page.evaluate((test) => sessionStorage.setItem("test", JSON.stringify(test)), { error, agent });
    await page.reload();
    await page.locator("#trouble").waitFor();
    assert.match(await text(page, "trouble-what"), what, error);
    assert.match(await text(page, "trouble-todo"), todo, `${error}, ${agent}`);
  }
  // The camera comes back, and one press is enough.
  await page.evaluate(() => delete navigator.mediaDevices.getUserMedia);
  await page.locator("#trouble-again").click();
  await page.locator("#trouble").waitFor({ state: "hidden" });
  await browser.close();
});

test("torch and zoom are there where the camera has them, and reach it", async () => {
  const browser = await browse({ film: "nothing" });
  const { page } = browser;
  await page.addInitScript(() => {
    globalThis.applied = [];
    MediaStreamTrack.prototype.getCapabilities = () => JSON.parse(sessionStorage.getItem("can") ?? "{}");
    MediaStreamTrack.prototype.applyConstraints = ({ advanced }) => Promise.resolve(void applied.push(...advanced));
  });
  await ready(page, home.address);
  await page.locator("#hint", { hasText: "对准镜头" }).waitFor();
  assert.deepEqual([await page.locator("#torch").isVisible(), await page.locator("#zoom").isVisible()], [false, false]);
  await page.evaluate(() => sessionStorage.setItem("can", JSON.stringify({ torch: true, zoom: { min: 1, max: 4, step: 0.5 } })));
  await page.reload();
  await page.locator("#torch").click();
  assert.equal(await page.locator("#torch").getAttribute("aria-pressed"), "true");
  await page.locator("#zoom").fill("2.5");
  await page.locator("#torch").click();
  assert.equal(await page.locator("#torch").getAttribute("aria-pressed"), "false");
  assert.deepEqual(await page.evaluate(() => applied), [{ torch: true }, { zoom: 2.5 }, { torch: false }]);
  assert.deepEqual(await page.locator("#zoom").evaluate(({ min, max, step }) => [min, max, step]), ["1", "4", "0.5"]);
  await browser.close();
});

film("a scanner types a code, by a driver that changes it", "nothing", async (page) => {
  const code = vectors().find((vector) => vector.name === "view/one").shown[0];
  await page.keyboard.type(`${code.toLowerCase()}\n`, { delay: 1 });
  await verdict(page, "accept", "accepted");
});

test("trust data comes from files, does not go back, and an old stick is refused by name", async () => {
  const bare = await site(null);
  const browser = await browse({ film: "accept" });
  const { page } = browser;
  await page.goto(bare.address);
  await page.locator("#trouble-what", { hasText: "还没有信任数据" }).waitFor();
  const one = join(world, "worlds/one-city");
  await choose(page, () => page.locator("#trouble-again").click(), [join(one, "root.pub"), join(one, "bundle.jmb")]);
  await verdict(page, "accept", "accepted");
  await page.locator("#v-close").click();
  const said = page.locator("#import-said");
  const offer = async (file) => {
    await settings(page);
    await choose(page, () => press(page, "importFile"), [file]);
  };
  await offer(join(world, "older.jmb"));
  await said.getByText("bundle-rollback").waitFor();
  await page.locator("#sheet-close").click();
  await offer(join(world, "newer.jmb"));
  await said.getByText("已导入").waitFor();
  await page.locator("#sheet-close").click();
  await offer(join(one, "bundle.jmb"));
  await said.getByText("bundle-rollback").waitFor();
  await page.locator("#sheet-close").click();
  await offer(join(root, "samples/trust/root.pub"));
  // A root alone changes nothing, and another root is never taken.
  await page.locator("#sheet-close").click();
  await settings(page);
  await choose(page, () => press(page, "importFile"), [join(root, "samples/trust/root.pub"), join(root, "samples/trust/bundle.jmb")]);
  await said.getByText("另一个信任根").waitFor();
  await browser.close();
  await bare.stop();
});

test("two tabs share one device, and the one hears of what the other imports", async () => {
  const browser = await browse({ film: "nothing" });
  const { page, context } = browser;
  await ready(page, home.address);
  const other = await context.newPage();
  await ready(other, home.address);
  await other.locator("#more").click();
  await choose(other, () => press(other, "importFile"), [join(world, "newer.jmb")]);
  await other.locator("#import-said", { hasText: "已导入" }).waitFor();
  const sequence = (await other.locator("#import-said").innerText()).match(/\d+/)[0];
  await page.bringToFront();
  await page.waitForFunction((sequence) => document.getElementById("age").textContent.includes(` ${sequence} `), sequence);
  await browser.close();
});

test("without a server and after the browser was closed it goes on, and asks for nothing", async () => {
  const own = await site();
  const profile = join(scratch(), "profile");
  let browser = await browse({ film: "accept", profile });
  await ready(browser.page, own.address);
  await verdict(browser.page, "accept", "accepted");
  await kept(browser.page);
  const before = own.asked.length;
  const elsewhere = [];
  browser.context.on("request", (request) => {
    if (!request.url().startsWith(own.address) && !request.url().startsWith("blob:")) elsewhere.push(request.url());
  });
  await browser.page.reload();
  await verdict(browser.page, "accept", "accepted");
  await browser.page.waitForTimeout(1500);
  // The browser itself asks whether there is a newer service worker.
  assert.deepEqual(own.asked.slice(before).filter((path) => path !== "/sw.js"), []);
  assert.deepEqual(elsewhere, []);
  await own.stop();
  await browser.page.reload();
  await verdict(browser.page, "accept", "accepted");
  await browser.close();

  browser = await browse({ film: "accept", profile });
  const begin = performance.now();
  await browser.page.goto(own.address);
  await verdict(browser.page, "accept", "accepted");
  console.log(`cold and offline, from the start of the page to the verdict: ${Math.round(performance.now() - begin)} ms`);
  await browser.close();
});

test("a file that is not the one of its version is not kept, and does not replace what is", async () => {
  const own = await site();
  const style = join(own.folder, "style.css");
  const good = readFileSync(style);
  const browser = await browse({ film: "accept" });
  const { page } = browser;
  const registered = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.register("sw.js");
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      await new Promise((settled) => {
        const look = () => ["activated", "redundant"].includes(worker.state) && settled();
        worker.addEventListener("statechange", look);
        look();
      });
      return worker.state;
    });
  writeFileSync(style, `${good}\n/* another version */`);
  await ready(page, own.address);
  assert.equal(await registered(), "redundant");
  writeFileSync(style, good);
  await page.reload();
  assert.equal(await registered(), "activated");
  // A newer page arrives torn: the one that is here goes on.
  const worker = join(own.folder, "sw.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replaceAll(/juma-page-/g, "juma-page-newer-"));
  writeFileSync(style, "body { display: none }");
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = new Promise((resolve) => registration.addEventListener("updatefound", () => resolve(registration.installing)));
    await registration.update().catch(() => undefined);
    const newer = await found;
    await new Promise((settled) => {
      const look = () => newer.state === "redundant" && settled();
      newer.addEventListener("statechange", look);
      look();
    });
    return [newer.state, registration.active.state];
  });
  assert.deepEqual(state, ["redundant", "activated"]);
  // It arrives whole: one press, and the newer page judges by the data that the older one has kept.
  await verdict(page, "accept", "accepted");
  await page.locator("#v-close").click();
  await settings(page);
  await page.locator("#venue").selectOption("museum");
  await choose(page, () => press(page, "importFile"), [join(world, "newer.jmb")]);
  await page.locator("#import-said", { hasText: "已导入" }).waitFor();
  const sequence = (await page.locator("#import-said").innerText()).match(/\d+/)[0];
  await page.locator("#sheet-close").click();
  writeFileSync(style, good);
  writeFileSync(worker, `${readFileSync(worker, "utf8")}\n// whole`);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  // Another tab goes along: its files would be those of a page that is gone.
  const other = await browser.context.newPage();
  await ready(other, own.address);
  await page.bringToFront();
  const reloaded = [page, other].map((tab) => tab.waitForEvent("load"));
  await page.getByText("有新版本").click();
  await Promise.all(reloaded);
  await other.close();
  await own.stop();
  await page.reload();
  await verdict(page, "accept", "accepted");
  assert.match(await text(page, "age"), new RegExp(` ${sequence} `));
  assert.match(await text(page, "venue-name"), /博物馆/);
  await browser.close();
});

test("the page is kept without what reads PDF files, which is kept when it can be had", async () => {
  const own = await site();
  const part = join(own.folder, "pdf/worker.js");
  const good = readFileSync(part);
  writeFileSync(part, "torn");
  const browser = await browse({ film: "nothing" });
  const { page } = browser;
  await ready(page, own.address);
  await kept(page);
  const readiness = async (said) => {
    await settings(page);
    await page.locator("#sheet-body", { hasText: said }).waitFor();
    await page.locator("#sheet-close").click();
  };
  const file = { name: "page.pdf", mimeType: "application/pdf", buffer: pages([{}]) };
  const said = (text) => page.locator("#notice", { hasText: text }).waitFor();
  await readiness("还不能读 PDF");
  await page.locator("#picture-file").setInputFiles(file);
  await said("请把页面截图后再选");
  writeFileSync(part, good);
  await page.locator("#picture-file").setInputFiles(file);
  await verdict(page, "undecided", "no-code");
  await page.locator("#v-close").click();
  await readiness(/不联网\s*可以使用\s*保存/);
  await own.stop();
  await page.reload();
  await page.locator("#picture-file").setInputFiles(file);
  await verdict(page, "undecided", "no-code");
  await browser.close();
});

test("a newest bundle that is damaged gives way to the one before it, and is mended by importing", async () => {
  const browser = await browse({ film: "accept" });
  const { page } = browser;
  await ready(page, home.address);
  await settings(page);
  await choose(page, () => press(page, "importFile"), [join(world, "newer.jmb")]);
  await page.locator("#import-said", { hasText: "已导入" }).waitFor();
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("juma");
        request.onsuccess = () => {
          const change = request.result.transaction("trust", "readwrite");
          const kept = change.objectStore("trust").get("bundle.jmb");
          kept.onsuccess = () => change.objectStore("trust").put(kept.result.slice(0, 1000), "bundle.jmb");
          change.oncomplete = () => resolve(request.result.close());
          change.onerror = reject;
        };
      }),
  );
  await page.reload();
  await verdict(page, "accept", "accepted");
  assert.match(await text(page, "age"), /已损坏/);
  await page.locator("#v-close").click();
  await settings(page);
  await choose(page, () => press(page, "importFile"), [join(world, "newer.jmb")]);
  await page.locator("#import-said", { hasText: "已导入" }).waitFor();
  await page.locator("#sheet-close").click();
  await page.waitForFunction(() => !/已损坏/.test(document.getElementById("age").textContent));
  await browser.close();
});

test("a venue that is chosen before there is data stays, and one that is refused is not shown", async () => {
  const bare = await site(null);
  const browser = await browse({ film: "nothing" });
  const { page } = browser;
  await page.goto(bare.address);
  await page.locator("#trouble-what", { hasText: "还没有信任数据" }).waitFor();
  await settings(page);
  await page.locator("#venue").selectOption("officer");
  await page.waitForFunction(() => localStorage.getItem("policy") === "officer");
  await page.locator("#sheet-close").click();
  // One file after the other.
  const one = join(world, "worlds/one-city");
  await settings(page);
  await choose(page, () => press(page, "importFile"), [join(one, "root.pub")]);
  await page.locator("#import-said", { hasText: "已收到信任根" }).waitFor();
  await choose(page, () => press(page, "importFile"), [join(one, "bundle.jmb")]);
  await page.locator("#import-said", { hasText: "已导入" }).waitFor();
  assert.match(await text(page, "venue-name"), /民警/);
  // A policy of one's own, another venue, and the own one again.
  const own = join(scratch(), "own.toml");
  const museum = execFileSync(process.env.JUMA_VERIFIER, ["policy", "show", "museum"], { encoding: "utf8" });
  writeFileSync(own, museum.replace(/^name = .*$/m, 'name = "own-hall"'));
  await choose(page, () => press(page, "ownPolicy"), [own]);
  await page.locator("#venue-name", { hasText: "own-hall" }).waitFor({ state: "attached" });
  await page.locator("#venue").selectOption("library");
  await page.locator("#venue-name", { hasText: "图书馆" }).waitFor({ state: "attached" });
  await page.locator("#venue").selectOption("own");
  await page.locator("#venue-name", { hasText: "own-hall" }).waitFor({ state: "attached" });
  writeFileSync(own, "name = 7");
  await choose(page, () => press(page, "ownPolicy"), [own]);
  await page.locator("#venue-said:not(:empty)").waitFor();
  assert.equal(await page.locator("#venue").inputValue(), "own");
  assert.match(await text(page, "venue-name"), /own-hall/);
  await browser.close();
  await bare.stop();
});

test("a clock that was set back is not believed, and data that has ended judges nobody", async () => {
  const browser = await browse({ film: "accept" });
  const { page } = browser;
  await ready(page, home.address);
  await verdict(page, "accept", "accepted");
  const reloadAt = async (at) => {
    await page.addInitScript((at) => setMoment(at), at);
    await page.reload();
  };
  await reloadAt(NOW - 40 * 86400);
  await verdict(page, "undecided", "clock-untrusted");
  assert.match(await text(page, "age"), /本机时间落后/);
  await reloadAt(NOW + 120 * 86400);
  await verdict(page, "undecided", "trust-stale");
  assert.match(await text(page, "age"), /信任数据已过期/);
  await browser.close();
});

film("a reader that fails is started again, counted and said", "accept", async (page) => {
  await verdict(page, "accept", "accepted");
  await page.locator("#v-close").click();
  await page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new WebAssembly.RuntimeError("unreachable");
    });
  });
  await page.locator("#notice", { hasText: "第 1 次" }).waitFor();
  await verdict(page, "accept", "accepted");
}, { trouble: true });

film("minutes of codes that come and go take no more memory", "one-then-other", async (page) => {
  const seconds = Number(process.env.JUMA_WEB_SECONDS ?? 60);
  const devtools = await page.context().newCDPSession(page);
  const measured = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes } = await devtools.send("Memory.getDOMCounters");
    const [engine, frames] = await page.workers()[0].evaluate(() => [globalThis.memoryBytes(), globalThis.framesRead()]);
    return { engine, frames, heap: usedSize, nodes };
  };
  // Both codes have been shown by then, and all that is made once is there.
  await page.waitForTimeout(15_000);
  const begin = await measured();
  await page.waitForTimeout(seconds * 1000);
  const end = await measured();
  console.log(`${end.frames - begin.frames} frames judged in ${seconds} s; engine, heap, nodes: ${begin.engine}, ${begin.heap}, ${begin.nodes} then ${end.engine}, ${end.heap}, ${end.nodes}`);
  assert.ok(end.frames - begin.frames > seconds, "frames are judged");
  assert.ok(end.engine <= begin.engine, "the engine's memory is flat");
  assert.ok(end.heap < begin.heap + 1_000_000, "the page's heap is flat");
  assert.ok(end.nodes < begin.nodes + 200, "the document is no larger");
});
