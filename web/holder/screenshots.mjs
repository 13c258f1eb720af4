// The states of the holder's page, for web/screenshots.mjs.

import { join } from "node:path";
import { browse, NOW, site } from "../tests/harness.mjs";
import { Tour } from "../tests/tour.mjs";

/** Makes holder-STATE-DEVICE.jpg for each device. */
export async function holderScreenshots(folder, devices) {
  const tour = new Tour();
  const home = await site(null);
  for (const [device, options] of Object.entries(devices)) {
    const { page, close } = await browse({ film: "nothing", at: NOW - 10, ...options });
    await tour.walk(page, home.address, async (state) => {
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `holder-${state}-${device}.jpg`), type: "jpeg", quality: 25 });
    });
    await close();
  }
  await home.stop();
}
