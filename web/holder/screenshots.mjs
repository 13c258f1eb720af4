// The states of the holder's page, for web/screenshots.mjs: a family's wallet made by the commands.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { browse, choose, NOW, site } from "../tests/harness.mjs";
import { Office, run } from "../tests/office.mjs";

const PASSPHRASE = "four quiet fictional words";

/** Makes holder-STATE-DEVICE.jpg for each device. */
export async function holderScreenshots(folder, devices) {
  const office = new Office();
  const wallet = office.path("family.wallet");
  writeFileSync(office.path("passphrase"), `${PASSPHRASE}\n`);
  const holder = (command, ...more) => run("juma-holder", command, wallet, "--passphrase-file", office.path("passphrase"), ...more);
  holder("init");
  const asked = office.path("asked.txt");
  holder("request", "--codes", "2", "--out", asked);
  office.sign("guardian", "own.txt", asked);
  office.sign("child", "child.txt", asked, "--guardian-code", office.path("own.txt"));
  office.sign("guardian", "full.txt", undefined, "--tier", "full");
  holder("add", office.path("own.txt"), office.path("child.txt"), office.path("full.txt"));

  const home = await site(null);
  for (const [device, options] of Object.entries(devices)) {
    const { page, close } = await browse({ film: "nothing", at: NOW - 10, ...options });
    const picture = async (state) => {
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `holder-${state}-${device}.jpg`), type: "jpeg", quality: 25 });
    };
    const press = (name) => page.locator(`[data-name="${name}"]`).first().click();
    await page.goto(`${home.address}holder/`);
    await page.locator("#again").waitFor();
    await picture("welcome");
    await choose(page, () => press("file"), [wallet]);
    await page.locator('[data-name="import"]').waitFor();
    await page.locator("#passphrase").fill("a wrong passphrase");
    await press("import");
    await page.locator("#said", { hasText: /passphrase is wrong|口令不对/ }).waitFor();
    await picture("wrong");
    await page.locator("#passphrase").fill(PASSPHRASE);
    await press("import");
    await page.locator('[data-code="3"]').waitFor();
    await picture("wallet");
    for (const [number, state] of [[1, "live"], [2, "pair"]]) {
      await page.locator(`[data-code="${number}"] [data-name="show"]`).click();
      await page.locator("#s-codes canvas").nth(number - 1).waitFor();
      await picture(state);
      await page.locator("#s-close").click();
    }
    await page.locator("#add").click();
    await picture("add");
    await page.locator("#sheet-close").click();
    await page.locator("#ask").click();
    await press("makeRequest");
    await page.locator("#sheet .symbol").waitFor();
    await picture("request");
    await page.locator("#sheet-close").click();
    await page.locator("#more").click();
    await press("showWallet");
    await page.locator("#sheet .symbol, #sheet-body p:has-text('1370')").first().waitFor();
    await picture("copy");
    await page.reload();
    await page.locator('[data-name="unlock"]').waitFor();
    await picture("locked");
    await close();
  }
  await home.stop();
}
