// The sheets: asking for codes, adding them, and everything that is seldom wanted.

import { make, save, the } from "../../../page/src/dom";
import { lasting } from "../../../page/src/memory";
import type { Keeper } from "./keeper";
import { Refused } from "./keeper";
import { button, card, closeSheet, field, note, openSheet, said, secret, select } from "./parts";
import type { Handed } from "./protocol";
import { drawSymbol } from "./symbol";
import { ways } from "./taking";
import { say, sayError, type Word } from "./words";

declare const VERSION: string;

/** What is said of how long a wallet lasts here. */
const LASTING = { always: "keptAlways", "while-room": "keptWhileRoom", "seven-days": "keptSevenDays" } as const;

const put = (id: string, text: string): void => {
  const line = document.getElementById(id);
  if (line) line.textContent = text;
};

/** The symbol of a file, or why there is none. */
function symbolOf(handed: Handed, name: Word): Node {
  if (!handed.picture) return note("tooLarge", { n: handed.bytes, m: handed.most });
  const room = Math.min(innerWidth - 90, innerHeight * 0.6, 520);
  return drawSymbol(handed.picture, room, say("symbolOf", { n: say(name) }));
}

/** Makes a request, and hands it over in three ways. */
export function askSheet(keeper: Keeper, changed: () => Promise<void>): void {
  const codes = select("codes", [1, 2, 3, 4, 6, 8].map((n) => [String(n), String(n)]));
  const profile = select("profile", [
    ["P2", say("days31")],
    ["P1", say("days8")],
  ]);
  const proof = select("proof", [
    ["chain", say("chain")],
    ["key", say("key")],
  ]);
  const make_ = button("act", "makeRequest", async () => {
    put("ask-said", say("working"));
    try {
      const kind = proof.value === "key" ? "key" : "chain";
      const answer = await keeper.ask({ do: "request", profile: profile.value, proof: kind, codes: Number(codes.value) });
      await changed();
      if (answer.handed) showRequest(answer.handed);
    } catch (error) {
      put("ask-said", sayError(error));
    }
  });
  openSheet("ask", card(null, field("howMany", codes), note("howManySay"), field("howLong", profile), field("proof", proof), make_, said("ask-said")));
}

function showRequest(handed: Handed): void {
  const text = make("textarea", { id: "request-text", readOnly: true, value: handed.text });
  text.setAttribute("aria-label", say("requestText"));
  const copy = button("plain", "copy", async () => {
    try {
      await navigator.clipboard.writeText(handed.text);
    } catch {
      text.select();
      document.execCommand("copy");
    }
    copy.textContent = say("copied");
  });
  const keep = button("plain", "save", () => save("request.txt", handed.text));
  openSheet("ask", card(null, note("requestSay"), symbolOf(handed, "ask"), make("div", { className: "row" }, keep, copy), text));
}

/** Takes codes in. */
export function addSheet(keeper: Keeper, changed: () => Promise<void>): void {
  const text = make("textarea", { id: "add-text", autocomplete: "off", spellcheck: false });
  text.setAttribute("aria-label", say("paste"));
  const take = async (texts: string[], passphrase: string | null = null): Promise<void> => {
    put("add-said", say("working"));
    try {
      const { added } = await keeper.ask({ do: "add", texts, passphrase });
      await changed();
      text.value = "";
      asked.replaceChildren();
      put("add-said", say("added", { n: added ?? 0 }));
    } catch (error) {
      put("add-said", sayError(error));
      const isShut = error instanceof Refused && error.slug === "wallet-passphrase";
      if (isShut) asked.replaceChildren(...its(texts));
    }
  };
  const asked = make("div", {});
  const its = (texts: string[]): Node[] => {
    const passphrase = secret("its-passphrase");
    const go = button("act", "take", () => take(texts, passphrase.value));
    return [field("itsPassphrase", passphrase, "tall"), go];
  };
  // A wallet file has lines; of anything else each line is a code.
  const typed = () => (text.value.startsWith("juma wallet") ? [text.value] : text.value.split(/[\r\n]+/).filter((line) => line !== ""));
  const go = button("act", "take", () => (typed().length > 0 ? take(typed()) : undefined));
  const fail = (error: unknown) => put("add-said", sayError(error));
  openSheet("add", card(null, note("addSay"), ways(take, fail), make("label", { className: "tall" }, say("paste"), text), go, said("add-said"), asked));
}

/** A copy of the wallet, the version, and an end to it. */
export async function moreSheet(keeper: Keeper, removed: () => Promise<void>): Promise<void> {
  const lasts = LASTING[await lasting()];
  const place = make("div", {});
  const exported = async (act: (handed: Handed) => void): Promise<void> => {
    try {
      const { handed } = await keeper.ask({ do: "export" });
      if (handed) act(handed);
    } catch (error) {
      put("more-said", sayError(error));
    }
  };
  const keep = button("plain", "saveWallet", () => exported((handed) => save("juma.wallet", handed.text)));
  const show = button("plain", "showWallet", () => exported((handed) => place.replaceChildren(symbolOf(handed, "title"))));
  let sure = false;
  const forget = button("plain danger", "forget", async () => {
    if (!sure) {
      sure = true;
      forget.textContent = say("forgetSure");
      return;
    }
    await keeper.ask({ do: "forget" });
    closeSheet();
    await removed();
  });
  openSheet(
    "settings",
    card("copyAway", note("copyAwaySay"), keep, show, place, said("more-said")),
    card(null, note("forgetSay"), forget),
    make("section", { className: "card" }, make("p", {}, say(lasts)), make("p", {}, `${say("version")} ${VERSION}`)),
  );
  the("sheet-body").scrollTop = 0;
}
