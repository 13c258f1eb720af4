// The holder's page in a browser: from an empty phone to another browser's gate, and what is kept.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { browse, choose, filmOf, kept, NOW, ready, scratch, site, verdict } from "./harness.mjs";
import { moment, Office, run } from "./office.mjs";

const PASSPHRASE = "four quiet fictional words";

/** The end of a slot: they begin at whole half minutes. */
const SLOT_END = NOW + 600;

let office;
let home;
before(async () => {
  office = new Office();
  writeFileSync(office.path("passphrase"), `${PASSPHRASE}\n`);
  home = await site(office.trust);
});
after(() => home.stop());

/** Browsers that a test has opened; one that failed closes none. */
const open = [];
afterEach(() => Promise.all(open.splice(0).map((browser) => browser.close().catch(() => undefined))));

/** A phone with the page open, whose clock runs from a moment on. */
async function phone({ at = SLOT_END - 60, address = home.address, ...more } = {}) {
  const browser = await browse({ film: "nothing", ...more });
  open.push(browser);
  await browser.context.addInitScript((at) => {
    let [moment, since] = [at * 1000, performance.now()];
    Date.now = () => moment + performance.now() - since;
    globalThis.setMoment = (to) => ([moment, since] = [to * 1000, performance.now()]);
  }, at);
  await browser.page.goto(`${address}holder/`);
  return browser;
}

const press = (page, name) => page.locator(`[data-name="${name}"]`).first().click();

async function begin(page, passphrase = PASSPHRASE) {
  await page.locator("#again").waitFor();
  await page.locator("#passphrase").fill(passphrase);
  await page.locator("#again").fill(passphrase);
  await press(page, "begin");
  await page.locator("#ask:visible").waitFor();
}

async function unlock(page, passphrase = PASSPHRASE) {
  await page.locator('[data-name="unlock"]').waitFor();
  await page.locator("#passphrase").fill(passphrase);
  await press(page, "unlock");
}

/** Asks for codes, and gives the path of the request; the sheet stays open. */
async function request(page, name, codes = 1, proof = "chain") {
  await page.locator("#ask").click();
  await page.locator("#codes").selectOption(String(codes));
  await page.locator("#proof").selectOption(proof);
  await press(page, "makeRequest");
  const text = await page.locator("#request-text").inputValue();
  const file = office.path(name);
  writeFileSync(file, text);
  return file;
}

async function add(page, text) {
  await page.locator("#add").click();
  await page.locator("#add-text").fill(text);
  await press(page, "take");
  await page.locator("#add-said", { hasText: /已加入/ }).waitFor();
  await page.locator("#sheet-close").click();
}

const code = (page, number) => page.locator(`[data-code="${number}"]`);

async function show(page, number) {
  await code(page, number).locator('[data-name="show"]').click();
  await page.locator("#s-codes canvas").first().waitFor();
}

/** The hash of what is drawn. */
async function drawn(page) {
  const pictures = await page.locator("#s-codes canvas").evaluateAll((all) => all.map((it) => it.toDataURL()));
  return createHash("sha256").update(pictures.join()).digest("hex");
}

/** Holds a film up to the gate of another browser, at each moment anew; gives what was last said. */
async function gate(film, ...moments) {
  const browser = await browse({ film, at: moments[0].at });
  open.push(browser);
  let facts = "";
  for (const { at, colour, reason } of moments) {
    await browser.context.addInitScript((at) => setMoment(at), at);
    await ready(browser.page, home.address);
    await verdict(browser.page, colour, reason);
    facts = await browser.page.locator("#v-facts").innerText();
  }
  await browser.close();
  return facts;
}

test("a wallet is made, asks, is answered, and its screen opens the gate and grows old", async () => {
  const { page, context, trouble, close } = await phone();
  await page.locator("#again").waitFor();
  await page.locator("#passphrase").fill("short");
  await press(page, "begin");
  await page.getByText("口令至少 8 个字符", { exact: true }).waitFor();
  await page.locator("#passphrase").fill(PASSPHRASE);
  await press(page, "begin");
  await page.getByText("两次输入的口令不一样").waitFor();
  await begin(page);

  const asked = await request(page, "request.txt", 2);
  // The office's reader gives the same text as the file has.
  await page.locator("#sheet .symbol").screenshot({ path: office.path("request.png") });
  const scanned = JSON.parse(run("juma-scan", office.path("request.png")).split("\n")[0]);
  assert.equal(Buffer.from(scanned.texts[0], "base64").toString(), readFileSync(asked, "utf8"));
  await page.locator("#sheet-close").click();
  await page.getByText("2 份申领等待签发").waitFor();

  const own = office.sign("guardian", "own.txt", asked);
  office.sign("child", "child.txt", asked, "--guardian-code", office.path("own.txt"));
  await add(page, own);
  await add(page, readFileSync(office.path("child.txt"), "utf8"));
  assert.match(await code(page, 1).innerText(), /样\*[\s\S]*动态码/);
  assert.match(await code(page, 2).innerText(), /代亮：出示人是其父母/);

  // The code of the next slot takes the place of this one in time.
  await show(page, 1);
  await page.evaluate((at) => setMoment(at), SLOT_END - 3);
  await page.locator("#s-fresh", { hasText: /^[23] 秒后换新/ }).waitFor();
  const before = await drawn(page);
  // The name is read out once; the seconds are not.
  assert.equal(await page.locator("#screen [aria-live]").innerText(), "样*");
  await page.evaluate(() => {
    globalThis.said = 0;
    const hears = () => (globalThis.said += 1);
    new MutationObserver(hears).observe(document.getElementById("s-who"), { childList: true, characterData: true, subtree: true });
  });
  await page.locator("#s-fresh", { hasText: /^1 秒后换新/ }).waitFor();
  assert.equal(await drawn(page), before, "one slot, one code");
  await page.locator("#s-fresh", { hasText: /^(28|29|30) 秒后换新/ }).waitFor();
  assert.notEqual(await drawn(page), before, "the next slot has another");
  assert.equal(await page.evaluate(() => globalThis.said), 0, "a new code of the same person is no news");
  const pictures = [];
  for (let n = 0; n < 4; n += 1) {
    pictures.push(await page.screenshot());
    await page.waitForTimeout(400);
  }
  await filmOf(context, "holder", pictures);
  await page.locator("#s-next").click();
  await page.locator("#s-who", { hasText: "监护人" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("#s-codes canvas").length === 2);
  await filmOf(context, "holder-pair", [await page.screenshot(), await page.screenshot()]);
  await page.locator("#s-close").click();
  assert.equal(await page.locator("#s-codes").innerHTML(), "", "nothing of a code stays");
  assert.deepEqual(trouble, [], "nothing is said in the console");
  assert.equal(new URL(page.url()).search + new URL(page.url()).hash, "");
  assert.equal(await page.title(), "居码卡包");
  await close();

  const accepted = { colour: "accept", reason: "accepted" };
  // Three minutes later the same film is a screenshot.
  const old = { at: SLOT_END + 180, colour: "refuse", reason: "slot-too-old" };
  await gate("holder", { at: SLOT_END + 3, ...accepted }, old);
  assert.match(await gate("holder-pair", { at: SLOT_END + 5, ...accepted }), /监护人在场/);
});

test("a number that a venue asks to confirm is answered", async () => {
  const { page, close } = await phone();
  await begin(page);
  const asked = await request(page, "key.txt", 1, "key");
  await page.locator("#sheet-close").click();
  await add(page, office.sign("guardian", "key-answer.txt", asked));
  await show(page, 1);
  await page.locator("#s-confirm").click();
  // Nobody who types slowly loses the field.
  await page.evaluate((at) => setMoment(at), SLOT_END - 20.5);
  await page.waitForTimeout(1200);
  await page.locator("#s-number").fill("123456");
  await page.locator("#s-number").press("Enter");
  await page.locator("#s-who", { hasText: "已应答 123456" }).waitFor();
  await page.locator("#s-codes canvas").waitFor();
  const at = await page.evaluate(() => Math.floor(Date.now() / 1000));
  await page.screenshot({ path: office.path("answered.png") });
  await close();
  const state = office.path("state");
  const [root, bundle] = ["root.pub", "bundle.jmb"].map((name) => join(office.trust, name));
  run("juma-verifier", "import", "--state", state, "--root", root, "--at", moment(NOW), bundle);
  const check = ["check", "--state", state, "--at", moment(at), "--json", "--challenge", "123456", office.path("answered.png")];
  assert.equal(run("juma-verifier", ...check)[0].reason, "accepted");
});

test("wallets go from the command to the page, from screen to camera, and back", async () => {
  const wallet = office.path("me.wallet");
  const holder = (command, wallet, ...more) =>
    run("juma-holder", command, wallet, "--passphrase-file", office.path("passphrase"), "--json", ...more);
  holder("init", wallet);
  holder("request", wallet, "--out", office.path("asked.txt"));
  office.sign("guardian", "answer.txt", office.path("asked.txt"));
  holder("add", wallet, office.path("answer.txt"));

  const { page, close } = await phone();
  await page.locator("#again").waitFor();
  await choose(page, () => press(page, "file"), [wallet]);
  await page.locator('[data-name="import"]').waitFor();
  await page.locator("#passphrase").fill("another passphrase");
  await press(page, "import");
  await page.locator("#said", { hasText: "口令不对，或文件已损坏" }).waitFor();
  await page.locator("#passphrase").fill(PASSPHRASE);
  await press(page, "import");
  await code(page, 1).waitFor();
  await show(page, 1);
  await page.locator("#s-close").click();
  await request(page, "more.txt");
  await page.locator("#sheet .symbol").screenshot({ path: office.path("more.png") });
  await page.locator("#sheet-close").click();

  await page.locator("#more").click();
  const [saved] = await Promise.all([page.waitForEvent("download"), press(page, "saveWallet")]);
  await saved.saveAs(office.path("saved.wallet"));
  const listed = holder("family", office.path("saved.wallet"));
  assert.equal(listed[0].proof, "live");
  assert.equal(listed.at(-1).waiting, 1);
  await press(page, "showWallet");
  await page.locator("#sheet .symbol").screenshot({ path: office.path("wallet.png") });
  await close();

  const other = await phone({ locale: "en-GB", colorScheme: "dark" });
  await other.page.locator("#again").waitFor();
  await choose(other.page, () => press(other.page, "picture"), [office.path("more.png")]);
  await other.page.getByText("This is no wallet file").waitFor();
  await choose(other.page, () => press(other.page, "picture"), [office.path("wallet.png")]);
  await other.page.locator('[data-name="import"]').waitFor();
  await other.page.locator("#passphrase").fill(PASSPHRASE);
  await press(other.page, "import");
  await code(other.page, 1).waitFor();
  assert.match(await code(other.page, 1).innerText(), /live code/);

  // One that is too large for a symbol is a file only, and says so.
  const large = office.path("large.wallet");
  holder("init", large);
  holder("request", large, "--codes", "64", "--out", office.path("many.txt"));
  await other.page.locator("#more").click();
  await press(other.page, "forget");
  await press(other.page, "forget");
  await other.page.locator("#again").waitFor();
  await choose(other.page, () => press(other.page, "file"), [large]);
  await other.page.locator('[data-name="import"]').waitFor();
  await other.page.locator("#passphrase").fill(PASSPHRASE);
  await press(other.page, "import");
  await other.page.getByText("64 requested codes are not here yet").waitFor();
  await other.page.locator("#more").click();
  await press(other.page, "showWallet");
  await other.page.getByText(/^\d+ bytes, and a symbol holds 1370: use the file\.$/).waitFor();
  await other.close();
});

test("a wallet goes from one screen to another's camera, under its passphrase", async () => {
  const wallet = office.path("filmed.wallet");
  const holder = (command, ...more) => run("juma-holder", command, wallet, "--passphrase-file", office.path("passphrase"), ...more);
  holder("init");
  holder("request", "--codes", "2", "--out", office.path("filmed-asked.txt"));
  office.sign("guardian", "filmed-own.txt", office.path("filmed-asked.txt"));
  office.sign("child", "filmed-child.txt", office.path("filmed-asked.txt"), "--guardian-code", office.path("filmed-own.txt"));
  holder("add", office.path("filmed-own.txt"), office.path("filmed-child.txt"));

  const from = await phone({ deviceScaleFactor: 3 });
  await from.page.locator("#again").waitFor();
  await choose(from.page, () => press(from.page, "file"), [wallet]);
  await from.page.locator('[data-name="import"]').waitFor();
  await from.page.locator("#passphrase").fill(PASSPHRASE);
  await press(from.page, "import");
  await code(from.page, 2).waitFor();
  await from.page.locator("#more").click();
  await press(from.page, "showWallet");
  // The other phone is held as near as the symbol is wide.
  await filmOf(from.context, "holder-wallet", Array(2).fill(await from.page.locator("#sheet .symbol").screenshot()));
  await from.close();

  const { page, trouble, close } = await phone({ film: "holder-wallet" });
  await page.locator("#again").waitFor();
  await press(page, "camera");
  await page.locator('[data-name="import"]').waitFor();
  assert.equal(await page.locator("video").count(), 0, "the camera is let go");
  assert.equal(await code(page, 1).count(), 0, "nothing without the passphrase");
  await page.locator("#passphrase").fill("another passphrase");
  await press(page, "import");
  await page.locator("#said", { hasText: "口令不对，或文件已损坏" }).waitFor();
  await page.locator("#passphrase").fill(PASSPHRASE);
  await press(page, "import");
  await code(page, 2).waitFor();
  assert.match(await code(page, 1).innerText(), /动态码/);
  assert.match(await code(page, 2).innerText(), /代亮/);
  await page.reload();
  await unlock(page);
  await code(page, 2).waitFor();
  assert.deepEqual(trouble, [], "nothing is said in the console");
  await close();
});

test("a code is added by the camera, and a wallet of an office with its own passphrase", async () => {
  const { page, trouble, close } = await phone({ film: "accept" });
  await begin(page);
  await page.locator("#add").click();
  await press(page, "camera");
  await page.locator("#add-said", { hasText: "已加入 1 个居码" }).waitFor();
  writeFileSync(office.path("issuers"), "the words of an office\n");
  office.sign("guardian", "made.wallet", undefined, "--live", "--wallet-passphrase-file", office.path("issuers"));
  await choose(page, () => press(page, "file"), [office.path("made.wallet")]);
  await page.locator("#add-said", { hasText: "口令不对" }).waitFor();
  await page.locator("#its-passphrase").fill("the words of an office");
  await page.locator("#its-passphrase ~ button, label:has(#its-passphrase) + button").click();
  await page.locator("#add-said", { hasText: "已加入 1 个居码" }).waitFor();
  await page.locator("#add-text").fill("JM1:NOT A CODE");
  await press(page, "take");
  await page.locator("#add-said:not(:has-text('请稍候')):not(:has-text('已加入'))").waitFor();
  assert.equal((await page.locator("#add-said").innerText()).includes("\n"), false);
  await page.locator("#sheet-close").click();
  await show(page, 2);
  assert.deepEqual(trouble, []);
  await close();
});

test("two tabs lose nothing of each other, a reload locks, and forgetting is for both", async () => {
  const { page, context, close } = await phone();
  await begin(page);
  const other = await context.newPage();
  await other.goto(`${home.address}holder/`);
  await unlock(other, "a wrong passphrase");
  await other.locator("#said", { hasText: "口令不对" }).waitFor();
  assert.equal((await other.locator("#said").innerText()).split("\n").length, 1);
  await unlock(other);
  await other.locator("#ask:visible").waitFor();
  // At once in both.
  await Promise.all([request(page, "a.txt"), request(other, "b.txt")]);
  await page.locator("#sheet-close").click();
  await other.locator("#sheet-close").click();
  for (const tab of [page, other]) await tab.getByText("2 份申领等待签发").waitFor();
  await add(page, office.sign("guardian", "b-answer.txt", office.path("b.txt")));
  await add(other, office.sign("guardian", "a-answer.txt", office.path("a.txt")));
  for (const tab of [page, other]) await code(tab, 2).waitFor();
  // Only the encrypted file lies in the database.
  const stored = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const open = indexedDB.open("juma-holder");
        open.onsuccess = () => {
          const all = open.result.transaction("wallet").objectStore("wallet").getAll();
          all.onsuccess = () => resolve(all.result);
        };
      }),
  );
  assert.equal(stored.length, 1);
  assert.match(stored[0], /^juma wallet\nenvironment: demo\n-----BEGIN JUMA WALLET-----\n/);
  await page.reload();
  await page.locator('[data-name="unlock"]').waitFor();
  assert.equal(await page.workers()[0].evaluate(() => globalThis.isOpen()), false);
  await other.locator("#more").click();
  await press(other, "forget");
  await press(other, "forget");
  for (const tab of [page, other]) await tab.locator("#again").waitFor();
  await close();
});

test("with no server it opens and shows, and asks for nothing", async () => {
  const own = await site(office.trust);
  const profile = join(scratch(), "profile");
  let browser = await phone({ address: own.address, profile });
  await begin(browser.page);
  const asked = await request(browser.page, "offline.txt");
  await browser.page.locator("#sheet-close").click();
  await add(browser.page, office.sign("guardian", "offline-answer.txt", asked));
  await kept(browser.page);
  const before = own.asked.length;
  const elsewhere = [];
  browser.context.on("request", (request) => {
    if (!request.url().startsWith(own.address) && !request.url().startsWith("blob:")) elsewhere.push(request.url());
  });
  const begun = performance.now();
  await browser.page.reload();
  await unlock(browser.page);
  await show(browser.page, 1);
  console.log(`reloaded, unlocked and shown in ${Math.round(performance.now() - begun)} ms`);
  // The browser itself asks whether there is a newer service worker.
  assert.deepEqual(own.asked.slice(before).filter((path) => path !== "/holder/sw.js"), []);
  assert.deepEqual(elsewhere, []);
  await own.stop();
  await browser.close();

  browser = await phone({ address: own.address, profile, film: "accept" });
  await unlock(browser.page);
  await show(browser.page, 1);
  await browser.page.locator("#s-close").click();
  // The engine for pictures is here too.
  await browser.page.locator("#add").click();
  await press(browser.page, "camera");
  await browser.page.locator("#add-said", { hasText: "已加入 1 个居码" }).waitFor();
  await browser.page.locator("#sheet-close").click();
  await browser.page.locator("#lock").click();
  await browser.page.locator('[data-name="unlock"]').waitFor();
  assert.equal(await browser.page.getByText("样*").count(), 0);
  await browser.close();
});
