// The pages in Firefox and in WebKitGTK, with the true time: what a browser of another kind may do
// differently. What is judged, and why, is tested in Chromium and in the verifier.

import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, scratch, site } from "../harness.mjs";
import { moment, Office } from "../office.mjs";
import { firefox, hasFirefox, hasWebKit, webkit } from "./driver.mjs";

const PASSPHRASE = "four quiet fictional words";
const DAY = 86400;
const only = process.env.JUMA_ENGINES ?? "firefox,webkit";
/** A folder for pictures of what was seen, for a person to look at. */
const pictures = process.env.JUMA_ENGINES_PICTURES;

/** An office with codes that are good, over and revoked, and a bundle that says so. */
function founded() {
  const office = new Office(Math.floor(Date.now() / 1000), 460);
  office.sign("guardian", "old.png", undefined, "--at", moment(office.now - 459 * DAY));
  office.sign("guardian", "revoked.png", undefined, "--at", moment(office.now - 7200));
  office.run("revoke", "--subject", "R-000001", "--at", moment(office.now - 5400));
  office.sign("guardian", "good.png");
  office.sign("guardian", "good.txt");
  office.sign("guardian", "good.pdf", undefined);
  office.publish(office.now - 600);
  return office;
}

async function look(browser, name) {
  if (pictures) await browser.picture(join(pictures, `${browser.name}-${name}.png`));
}

const verdict = (browser, colour, reason) =>
  browser.until(
    (colour, reason) => {
      const { hidden, dataset } = document.getElementById("verdict");
      return !hidden && dataset.verdict === colour && dataset.reason === reason;
    },
    colour,
    reason,
  );

/** Gives a picture to the gate, waits for what it says, and has it read and closed. */
async function judged(browser, file, colour, reason) {
  await browser.files("#picture-file", [file]);
  await verdict(browser, colour, reason).catch((error) => {
    throw new Error(`${file}: ${error.message}`);
  });
  await look(browser, reason);
  const facts = await browser.text("#verdict");
  await browser.click("#v-close");
  return facts;
}

/** A button that asks for files, and the files: what a chooser would give is put into the field. */
async function chosen(browser, selector, files) {
  await browser.run(() => {
    HTMLInputElement.prototype.click = () => undefined;
  });
  await browser.click(selector);
  await browser.files("input[type=file]:not([id])", files);
}

/** Waits until the page is kept on the device. */
const kept = (browser) =>
  browser.run(async () => {
    const { active } = await navigator.serviceWorker.ready;
    await new Promise((activated) => {
      const look = () => active.state === "activated" && activated();
      active.addEventListener("statechange", look);
      look();
    });
  });

const press = (browser, name) => browser.click(`[data-name="${name}"]`);

async function unlocked(browser) {
  await browser.until(() => document.querySelector('[data-name="unlock"]') !== null);
  await browser.fill("#passphrase", PASSPHRASE);
  await press(browser, "unlock");
}

async function shown(browser) {
  await browser.click('[data-name="show"]');
  await browser.until(() => document.querySelectorAll("#s-codes canvas").length > 0);
}

for (const engine of [
  { name: "firefox", open: firefox, is: hasFirefox, lasts: true },
  { name: "webkit", open: webkit, is: hasWebKit, lasts: false },
]) {
  const why = !only.includes(engine.name) ? "not asked for" : engine.is ? false : "skipped: not installed";
  test(engine.name, { skip: why }, async (t) => {
    const office = founded();
    const own = await site(office.trust);
    const profile = join(scratch(), "profile");
    let browser = await engine.open(profile);
    const { address } = own;
    t.after(() => browser.close());
    t.after(() => own.stop().catch(() => undefined));
    console.log(`${browser.name} ${browser.version}`);

    await t.test("opens, takes the trust data beside it, and opens a camera", async () => {
      await browser.goto(address);
      await browser.words("#age", /\d/);
      await browser.until(() => document.getElementById("video").videoWidth > 0 && document.getElementById("trouble").hidden);
      // The next frame is sent when the last was read.
      await browser.run(() => {
        const post = Worker.prototype.postMessage;
        window.asked = 0;
        Worker.prototype.postMessage = function (ask, ...more) {
          if (ask.do === "frame") window.asked += 1;
          return post.call(this, ask, ...more);
        };
      });
      await browser.until(() => window.asked > 5);
      await look(browser, "waiting");
    });

    await t.test("judges pictures", async () => {
      assert.match(await judged(browser, office.path("good.png"), "accept", "accepted"), /样\*/);
      await judged(browser, office.path("old.png"), "refuse", "expired");
      await judged(browser, office.path("revoked.png"), "refuse", "revoked");
    });

    await t.test("judges a PDF file", async () => {
      await judged(browser, office.path("good.pdf"), "accept", "accepted");
    });

    await t.test("judges what a scanner types", async () => {
      await browser.run(() => document.activeElement?.blur());
      await browser.type(`${readFileSync(office.path("good.txt"), "utf8").trim()}\uE007`);
      await verdict(browser, "accept", "accepted");
      await browser.click("#v-close");
    });

    await t.test("takes newer trust data from files, and no other root", async () => {
      office.publish(office.now - 60);
      copyFileSync(join(office.trust, "bundle.jmb"), office.path("newer.jmb"));
      await browser.click("#more");
      await browser.until(() => document.getElementById("venue") !== null);
      await look(browser, "settings");
      await chosen(browser, '[data-name="importFile"]', [office.path("newer.jmb")]);
      await browser.words("#import-said", /已导入|Imported/);
      const samples = join(root, "samples/trust");
      await chosen(browser, '[data-name="importFile"]', [join(samples, "root.pub"), join(samples, "bundle.jmb")]);
      await browser.words("#import-said", /另一个信任根|another root/);
      await browser.click("#sheet-close");
      await browser.until(() => !document.getElementById("sheet").open);
    });

    await t.test("makes a wallet, whose live code the gate accepts", async () => {
      await browser.goto(`${address}holder/`);
      await browser.until(() => document.getElementById("again") !== null);
      await browser.fill("#passphrase", PASSPHRASE);
      await browser.fill("#again", PASSPHRASE);
      await look(browser, "wallet-new");
      await press(browser, "begin");
      await browser.until(() => !document.getElementById("thumb").hidden);
      await browser.click("#ask");
      await press(browser, "makeRequest");
      await browser.until(() => document.getElementById("request-text")?.value);
      await look(browser, "wallet-request");
      writeFileSync(office.path("request.txt"), await browser.run(() => document.getElementById("request-text").value));
      await browser.click("#sheet-close");
      const answer = office.sign("guardian", "answer.txt", office.path("request.txt"));
      await browser.click("#add");
      await browser.fill("#add-text", answer);
      await press(browser, "take");
      await browser.words("#add-said", /已加入 1|1 codes added/);
      await browser.click("#sheet-close");
      await shown(browser);
      await browser.words("#s-fresh", /\d/);
      const live = await browser.picture(office.path("live.png"));
      await look(browser, "wallet-live");
      await browser.click("#s-close");
      await browser.click("#lock");
      await browser.until(() => document.querySelector('[data-name="unlock"]') !== null);
      await browser.goto(address);
      await browser.words("#age", /\d/);
      await judged(browser, live, "accept", "accepted");
    });

    await t.test("goes on with no server", async () => {
      await browser.goto(`${address}holder/`);
      await kept(browser);
      assert.equal(await browser.run(() => document.getElementById("notice").hidden), true, "the first one is no newer one");
      await browser.goto(address);
      await kept(browser);
      await browser.reload();
      await browser.words("#age", /\d/);
      if (browser.name === "Firefox") assert.deepEqual(await browser.said(address), [], "nothing is said in the console");
      await own.stop();
      await browser.reload();
      await browser.words("#age", /\d/);
      if (engine.lasts) {
        await browser.close();
        browser = await engine.open(profile);
        await browser.goto(address);
        await browser.words("#age", /\d/);
      }
      await judged(browser, office.path("good.png"), "accept", "accepted");
      await browser.goto(`${address}holder/`);
      await unlocked(browser);
      await shown(browser);
      if (browser.name === "Firefox") assert.deepEqual(await browser.said(address), [], "nothing is said in the console");
    });
  });
}
