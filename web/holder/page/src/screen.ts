// The code of the moment, over the whole screen: white ground, the screen kept awake, and the next
// view made before this one ends.

import { make, the } from "../../../page/src/dom";
import type { Keeper } from "./keeper";
import type { Card, List, Shown } from "./protocol";
import { drawSymbol } from "./symbol";
import { say, sayError } from "./words";

/** How many seconds before its time the next view is made. */
const AHEAD = 4;
/** A finger that moves so many pixels sideways asks for another code. */
const SWIPE = 60;
const TICK = 200;

/** The seconds of this device's clock. */
const clock = (): number => Date.now() / 1000;

export class Screen {
  private readonly place = the("screen");
  private list: List | undefined;
  private number = 0;
  private challenge: number | null = null;
  private shown: Shown | undefined;
  /** From when `shown` is good; a clock that was set back before it asks anew. */
  private from = 0;
  private coming: Shown | undefined;
  private asking = false;
  /** Whether a person types a number, and nothing is shown. */
  private typing = false;
  private timer: ReturnType<typeof setInterval> | undefined;
  private awake: WakeLockSentinel | undefined;
  private began: number | undefined;

  constructor(
    private readonly keeper: Keeper,
    private readonly closed: (number: number) => void,
  ) {
    the("s-close").addEventListener("click", () => this.close());
    the("s-previous").addEventListener("click", () => this.turn(-1));
    the("s-next").addEventListener("click", () => this.turn(1));
    the("s-confirm").addEventListener("click", () => this.askNumber());
    this.place.addEventListener("pointerdown", (event) => (this.began = event.clientX));
    this.place.addEventListener("pointerup", (event) => {
      const moved = event.clientX - (this.began ?? event.clientX);
      this.began = undefined;
      if (Math.abs(moved) > SWIPE) this.turn(moved < 0 ? 1 : -1);
    });
    document.addEventListener("keydown", (event) => {
      if (!this.isOpen || event.target instanceof HTMLInputElement) return;
      if (event.key === "Escape") this.close();
      if (event.key === "ArrowLeft") this.turn(-1);
      if (event.key === "ArrowRight") this.turn(1);
    });
    addEventListener("resize", () => this.isOpen && this.shown && this.draw());
    document.addEventListener("visibilitychange", () => !document.hidden && this.isOpen && void this.stayAwake());
  }

  get isOpen(): boolean {
    return !this.place.hidden;
  }

  open(list: List, number: number): void {
    this.list = list;
    this.place.hidden = false;
    the("main").inert = true;
    this.label();
    this.choose(number);
    this.place.focus();
    // What a browser does not allow is done without: the page covers the window in any case.
    void document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => undefined);
    void this.stayAwake();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.tick(), TICK);
  }

  close(): void {
    clearInterval(this.timer);
    this.place.hidden = true;
    the("main").inert = false;
    the("s-codes").replaceChildren();
    the("s-who").textContent = "";
    this.list = undefined;
    this.forget();
    void this.awake?.release().catch(() => undefined);
    this.awake = undefined;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    this.closed(this.number);
  }

  private forget(): void {
    this.shown = undefined;
    this.coming = undefined;
  }

  private async stayAwake(): Promise<void> {
    this.awake = await navigator.wakeLock?.request("screen").catch(() => undefined);
  }

  private label(): void {
    the("s-close").textContent = say("close");
    the("s-confirm").textContent = say("confirm");
    the("s-bright").textContent = say("bright");
    the("s-previous").setAttribute("aria-label", say("previous"));
    the("s-next").setAttribute("aria-label", say("next"));
  }

  /** The codes that can be held up, in the order in which they are turned through. */
  private get codes(): Card[] {
    return (this.list?.codes ?? []).filter((card) => !card.over && card.proof !== "paper");
  }

  private turn(by: number): void {
    const codes = this.codes;
    const at = codes.findIndex((card) => card.number === this.number);
    const next = codes[(at + by + codes.length) % codes.length];
    if (next && next.number !== this.number) this.choose(next.number);
  }

  private choose(number: number): void {
    this.number = number;
    this.challenge = null;
    this.typing = false;
    this.forget();
    const several = this.codes.length > 1;
    the("s-previous").hidden = !several;
    the("s-next").hidden = !several;
    the("s-confirm").hidden = true;
    the("s-codes").replaceChildren();
    void this.renew();
  }

  private async view(now: number): Promise<Shown | undefined> {
    const { number, challenge } = this;
    const { shown } = await this.keeper.ask({ do: "show", number, now, challenge });
    // Another one was chosen meanwhile.
    return number === this.number && challenge === this.challenge && this.isOpen && !this.typing ? shown : undefined;
  }

  private async renew(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const number = this.number;
    try {
      const now = Math.floor(clock());
      const shown = await this.view(now);
      if (shown) this.put(shown, now);
    } catch (error) {
      if (this.isOpen && number === this.number) this.fail(error);
    } finally {
      this.asking = false;
    }
  }

  private put(shown: Shown, from: number): void {
    this.shown = shown;
    this.from = from;
    this.coming = undefined;
    the("s-confirm").hidden = !shown.answers;
    this.draw();
    this.tick();
  }

  private fail(error: unknown): void {
    this.forget();
    const why = make("p", {}, `${say("nothing")}。${sayError(error)}`);
    why.setAttribute("role", "alert");
    // It is tried again and again, and said once.
    if (the("s-codes").textContent !== why.textContent) the("s-codes").replaceChildren(why);
    the("s-fresh").textContent = "";
    the("s-left").hidden = true;
  }

  private tick(): void {
    const now = clock();
    const shown = this.shown;
    if (this.typing) return;
    if (!shown) {
      // It could not be shown, and may be now.
      if (the("s-codes").childElementCount === 0 || Math.floor(now) % 5 === 0) void this.renew();
      return;
    }
    const left = shown.until - now;
    if (left <= 0 || now < this.from - 1) {
      const coming = this.coming;
      if (coming && left <= 0 && now < coming.until) this.put(coming, shown.until);
      else void this.renew();
      return;
    }
    the("s-left").hidden = !shown.live;
    if (shown.live) {
      the<HTMLProgressElement>("s-left").value = left;
      the("s-fresh").textContent = say("fresh", { n: Math.ceil(left) });
    } else the("s-fresh").textContent = say("steady");
    if (shown.live && left < AHEAD && !this.coming && !this.asking) void this.prepare(shown);
  }

  /** Makes the next view, so that nobody waits for it. */
  private async prepare(shown: Shown): Promise<void> {
    this.asking = true;
    try {
      const coming = await this.view(shown.until);
      if (this.shown === shown) this.coming = coming;
    } catch {
      // It is told when its time has come.
    } finally {
      this.asking = false;
    }
  }

  private draw(): void {
    const { shown } = this;
    if (!shown) return;
    const cards = shown.numbers.map((number) => this.list?.codes.find((card) => card.number === number));
    const names = cards.map((card) => card?.name ?? "");
    const isPair = names.length > 1;
    const member = cards[cards.length - 1];
    const parts = [isPair ? (names[1] ?? "") : (names[0] ?? "")];
    if (isPair) parts.push(say("guardian", { n: names[0] ?? "" }));
    else if (member?.relation) parts.push(say("alone"));
    if (this.challenge !== null) parts.push(say("confirmed", { n: this.challenge }));
    // It is read out when it changes: the same name every half minute would be chatter.
    const who = parts.join(" · ");
    if (the("s-who").textContent !== who) the("s-who").textContent = who;
    const place = the("s-codes");
    place.replaceChildren();
    const { clientWidth, clientHeight } = place;
    const isWide = getComputedStyle(place).flexDirection === "row";
    const many = shown.pictures.length;
    const width = isWide ? clientWidth / many : clientWidth;
    const height = isWide ? clientHeight : clientHeight / many;
    // One size of modules for both, so that one camera reads them from one distance.
    const most = Math.min(width, height);
    const side = Math.max(...shown.pictures.map((picture) => picture.side));
    shown.pictures.forEach((picture, at) => {
      const room = many > 1 ? (most * picture.side) / side : most;
      place.append(drawSymbol(picture, room, say("symbolOf", { n: names[at] ?? "" })));
    });
  }

  private askNumber(): void {
    const digits = make("input", { type: "text", id: "s-number", inputMode: "numeric", maxLength: 9, autocomplete: "off" });
    digits.setAttribute("aria-label", say("confirmSay"));
    const done = make("button", { type: "submit", className: "act", textContent: say("confirm") });
    const form = make("form", { className: "card" }, make("p", {}, say("confirmSay")), digits, done);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!/^[0-9]{1,9}$/.test(digits.value)) return;
      this.challenge = Number(digits.value);
      this.typing = false;
      this.forget();
      the("s-codes").replaceChildren();
      void this.renew();
    });
    this.forget();
    this.typing = true;
    the("s-fresh").textContent = "";
    the("s-left").hidden = true;
    the("s-codes").replaceChildren(form);
    digits.focus();
  }
}
