// PDF files at the gate's page: our own, a scanner's, and those that nobody should make.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, kept, ready, scratch, site, verdict } from "./harness.mjs";
import { Office, run } from "./office.mjs";
import { endless, locked, scan, swelling, vast } from "./paper.mjs";

let office;
let home;
before(async () => {
  office = new Office();
  home = await site(office.trust);
});
after(() => home.stop());

/** A browser without a camera, so that nothing else is seen. */
async function gate(act, more = {}) {
  const browser = await browse({ film: null, ...more });
  try {
    await ready(browser.page, more.address ?? home.address);
    await act(browser.page, browser);
    assert.deepEqual(browser.trouble, [], "nothing is said in the console");
  } finally {
    await browser.close();
  }
}

/** Chooses a file: one on the disk, or bytes. */
async function offer(page, file) {
  const given = typeof file === "string" ? file : { name: "file.pdf", mimeType: "application/pdf", buffer: file };
  await page.locator("#picture-file").setInputFiles(given);
}

async function judged(page, file, colour, reason) {
  await offer(page, file);
  await verdict(page, colour, reason, 40_000);
  await page.locator("#v-close").click();
}

const notice = (page, text, timeout = 40_000) => page.locator("#notice", { hasText: text }).waitFor({ timeout });

let count = 0;

/** An own code as a PDF file of a layout. */
function printed(layout, ...more) {
  count += 1;
  const name = `${layout}-${count}.pdf`;
  office.sign("guardian", name, undefined, "--layout", layout, ...more);
  return office.path(name);
}

/** A code on an A4 page, as a scanner sees it at 200 dots per inch. */
async function jpeg(page) {
  count += 1;
  office.sign("guardian", `scanned-${count}.png`, undefined, "--paper");
  const png = readFileSync(office.path(`scanned-${count}.png`)).toString("base64");
  const [width, height] = [1654, 2339];
  const text = await page.evaluate(
    async ([png, width, height]) => {
      const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      context.fillStyle = "#f6f4ee";
      context.fillRect(0, 0, width, height);
      context.rotate(0.03);
      context.drawImage(bitmap, 300, 400, 600, 600);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.7 });
      const text = Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join("");
      return btoa(text);
    },
    [png, width, height],
  );
  return [Buffer.from(text, "base64"), [width, height]];
}

test("our own cards, sheets and pages are read, and what a scanner makes", () =>
  gate(async (page) => {
    for (const layout of ["card", "sheet", "page"]) {
      for (const tier of ["gate", "full"]) await judged(page, printed(layout, "--tier", tier), "accept", "accepted");
    }
    const [bytes, size] = await jpeg(page);
    for (const [name, file] of [["card", printed("card", "--tier", "full")], ["scan", scan(bytes, size)]]) {
      const times = [];
      for (let n = 0; n < 5; n += 1) {
        const begin = performance.now();
        await judged(page, file, "accept", "accepted");
        times.push(Math.round(performance.now() - begin));
      }
      console.log(`a ${name} as PDF, from the choice to the verdict and its closing: ${times.sort((a, b) => a - b)[2]} ms`);
    }
  }));

test("a code is found on a later page, two codes are ambiguous, and a page too many is said", () =>
  gate(async (page) => {
    const [bytes, size] = await jpeg(page);
    await judged(page, scan(bytes, size, 3, 2), "accept", "accepted");
    assert.equal(await page.locator("#notice").isVisible(), false, "all pages were looked at");
    await judged(page, scan(bytes, size, 7, 3), "accept", "accepted");
    await notice(page, "前 8 页");
    await judged(page, scan(bytes, size, 8), "undecided", "no-code");
    const codes = ["one.txt", "two.txt"].map((name) => (office.sign("guardian", name, undefined, "--paper"), office.path(name)));
    run("juma-issuer", "print", "--home", office.home, "--layout", "page", "--out", office.path("two.pdf"), ...codes);
    await judged(page, office.path("two.pdf"), "undecided", "ambiguous");
  }));

test("a file that is dropped is read, and the one that follows another takes its place", () =>
  gate(async (page) => {
    const bytes = readFileSync(printed("card", "--tier", "gate")).toString("base64");
    await offer(page, endless());
    await page.evaluate((bytes) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], "card", { type: "" }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
    }, bytes);
    await verdict(page, "accept", "accepted", 8000);
    await page.locator("#v-close").click();
    // Nothing comes of the first one, not even a line.
    await page.waitForTimeout(11_000);
    assert.equal(await page.locator("#notice").isVisible(), false);
    assert.equal(page.workers().length, 1, "its worker is gone");
  }));

test("what is locked, torn, too large or no PDF is said in one line, in both languages", () =>
  gate(async (page) => {
    const good = printed("card", "--tier", "gate");
    const cases = [
      [locked(), /设了密码/, /locked by a password/],
      [Buffer.from("%PDF-1.7\nthis is no page\n"), /已损坏/, /is damaged/],
      [readFileSync(good).subarray(0, 300), /已损坏/, /is damaged/],
      [Buffer.from("nothing of the kind"), /却不是 PDF/, /called a PDF and is none/],
      [Buffer.concat([readFileSync(good), Buffer.alloc(20_000_000)]), /超过 20 MB/, /more than 20 MB/],
    ];
    const said = async (index) => {
      for (const [file, ...lines] of cases) {
        await offer(page, file);
        await notice(page, lines[index]);
      }
    };
    await said(0);
    await page.evaluate(() => localStorage.setItem("language", "en"));
    await page.reload();
    await page.locator("#trouble").waitFor();
    await said(1);
    await judged(page, good, "accept", "accepted");
  }));

test("a file that hangs, swells or is vast harms nothing that judges", () =>
  gate(async (page) => {
    const good = printed("card", "--tier", "gate");
    await judged(page, good, "accept", "accepted");
    const memory = () => page.workers()[0].evaluate(() => globalThis.memoryBytes());
    const before = await memory();
    // Chromium takes a moment to end one that does not listen.
    const ended = async () => {
      for (let n = 0; n < 100 && page.workers().length > 1; n += 1) await page.waitForTimeout(100);
      assert.equal(page.workers().length, 1, "the worker is ended");
    };
    await offer(page, endless());
    await notice(page, "读得太久");
    await ended();
    // The gate judges while a file is read, and the file is dropped: its verdict would be taken for the other's.
    await offer(page, endless());
    await page.waitForTimeout(2000);
    assert.equal(page.workers().length, 2, "the file is being read");
    const begin = performance.now();
    await page.locator("#more").click();
    await page.locator("#typed").fill(office.sign("guardian", "typed.txt"));
    await page.locator('[data-name="check"]').click();
    await verdict(page, "accept", "accepted");
    console.log(`judged beside a file that hangs, in ${Math.round(performance.now() - begin)} ms`);
    await ended();
    await page.locator("#v-close").click();
    assert.equal(await page.locator("#notice").isVisible(), false, "nothing is said of the dropped file");
    await judged(page, vast(), "undecided", "no-code");
    await offer(page, swelling());
    await page.locator('#verdict[data-reason="no-code"]:not([hidden])').or(page.locator("#notice", { hasText: /读得太久|已损坏/ })).waitFor({ timeout: 60_000 });
    if (await page.locator("#v-close").isVisible()) await page.locator("#v-close").click();
    assert.equal(page.workers().length, 1);
    assert.equal(await page.workers()[0].evaluate(() => globalThis.memoryBytes()) >= before, true, "it is the same worker");
    assert.equal(await page.locator("#notice", { hasText: "重新启动" }).count(), 0, "it was not started again");
    await judged(page, good, "accept", "accepted");
  }));

test("its worker can reach no store and no network, and its files come after the engine's", async () => {
  const own = await site(office.trust);
  await gate(
    async (page) => {
      await kept(page);
      const first = (matches) => own.asked.findIndex((path) => matches.test(path));
      const engines = own.asked.findLastIndex((path) => /^\/juma-.*\.wasm$/.test(path));
      assert.ok(first(/^\/pdf\//) > engines && engines > 0, own.asked.join());
      const started = page.waitForEvent("worker");
      await page.evaluate(() => new Promise((ready) => (new Worker("pdf/worker.js", { type: "module" }).onmessage = ready)).then(() => undefined));
      const worker = await started;
      // In a task of its own: what the test itself evaluates may do more.
      const found = await worker.evaluate(() => new Promise((tell) => setTimeout(() => {
        const names = ["BroadcastChannel", "EventSource", "WebSocket", "Worker", "XMLHttpRequest", "caches", "fetch", "importScripts", "indexedDB"];
        const there = names.filter((name) => name in globalThis);
        for (const make of [() => Function("return 1")(), () => new Uint8Array(200_000_000), () => new ArrayBuffer(200_000_000)]) {
          try {
            make();
            there.push(String(make));
          } catch {}
        }
        tell(there);
      })));
      assert.deepEqual(found, []);
    },
    { address: own.address },
  );
  await own.stop();
});

test("with the server gone for good a PDF is read", async () => {
  const own = await site(office.trust);
  const profile = join(scratch(), "profile");
  await gate(
    async (page) => {
      await kept(page);
      await own.stop();
      await page.reload();
      await page.locator("#trouble").waitFor();
      await judged(page, printed("sheet", "--tier", "full"), "accept", "accepted");
    },
    { address: own.address, profile },
  );
  const licences = await site(office.trust);
  const text = await (await fetch(`${licences.address}pdf/LICENCES.txt`)).text();
  assert.match(text, /Apache License[\s\S]*zloirock[\s\S]*jbig2\.wasm[\s\S]*openjpeg\.wasm/);
  await licences.stop();
});
