// A walk through the states of the holder's page, with a family's wallet made by the commands.

import { writeFileSync } from "node:fs";
import { choose } from "./harness.mjs";
import { Office, run } from "./office.mjs";

const PASSPHRASE = "four quiet fictional words";

export class Tour {
  office = new Office();
  wallet = this.office.path("family.wallet");

  constructor() {
    const { office, wallet } = this;
    writeFileSync(office.path("passphrase"), `${PASSPHRASE}\n`);
    const holder = (command, ...more) => run("juma-holder", command, wallet, "--passphrase-file", office.path("passphrase"), ...more);
    holder("init");
    const asked = office.path("asked.txt");
    holder("request", "--codes", "2", "--out", asked);
    office.sign("guardian", "own.txt", asked);
    office.sign("child", "child.txt", asked, "--guardian-code", office.path("own.txt"));
    office.sign("guardian", "full.txt", undefined, "--tier", "full");
    holder("add", office.path("own.txt"), office.path("child.txt"), office.path("full.txt"));
  }

  /** Goes through the page of a browser that has no wallet; `seen` is called in each state. */
  async walk(page, address, seen) {
    const press = (name) => page.locator(`[data-name="${name}"]`).first().click();
    await page.goto(`${address}holder/`);
    await page.locator("#again").waitFor();
    await seen("welcome");
    await choose(page, () => press("file"), [this.wallet]);
    await page.locator('[data-name="import"]').waitFor();
    await page.locator("#passphrase").fill("a wrong passphrase");
    await press("import");
    await page.locator("#said", { hasText: /passphrase is wrong|口令不对/ }).waitFor();
    await seen("wrong");
    await page.locator("#passphrase").fill(PASSPHRASE);
    await press("import");
    await page.locator('[data-code="3"]').waitFor();
    await seen("wallet");
    for (const [number, state] of [[1, "live"], [2, "pair"]]) {
      await page.locator(`[data-code="${number}"] [data-name="show"]`).click();
      await page.locator("#s-codes canvas").nth(number - 1).waitFor();
      await seen(state);
      await page.locator("#s-close").click();
    }
    await page.locator("#add").click();
    await seen("add");
    await page.locator("#sheet-close").click();
    await page.locator("#ask").click();
    await press("makeRequest");
    await page.locator("#sheet .symbol").waitFor();
    await seen("request");
    await page.locator("#sheet-close").click();
    await page.locator("#more").click();
    await press("showWallet");
    await page.locator("#sheet .symbol, #sheet-body p:has-text('1370')").first().waitFor();
    await seen("copy");
    await page.reload();
    await page.locator('[data-name="unlock"]').waitFor();
    await seen("locked");
  }
}
