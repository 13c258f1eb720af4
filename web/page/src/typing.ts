// A hardware scanner that types like a keyboard. What a line can have been is the verifier's to say;
// the page hands over what was typed, and says when nothing more came.

/** A little longer than the longest pause inside one text. */
const PAUSE = 400;

/** Listens for keys outside of fields while `may` says so; `typed` with no text says that time has passed. */
export function listen(may: () => boolean, typed: (text: string) => Promise<void>): void {
  let waiting = "";
  let sending: Promise<void> = Promise.resolve();
  let left = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = (): void => {
    const text = waiting;
    waiting = "";
    sending = sending.then(() => typed(text));
    clearTimeout(timer);
    // Once to end a text that has no line end, and again for what has left since.
    left = text === "" ? left - 1 : 12;
    if (left > 0) timer = setTimeout(send, PAUSE);
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const isField = target?.matches("input, textarea, select") ?? false;
    if (isField || !may() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key === "Enter" ? "\n" : event.key === "Tab" ? "\t" : event.key;
    if (key.length !== 1) return;
    // A scanner's line end must not press a button; a person's may, when nothing was typed before.
    if (key === "\n" || key === "\t" || key === " ") {
      if (waiting === "" && left === 0) return;
      event.preventDefault();
    }
    waiting += key;
    clearTimeout(timer);
    timer = setTimeout(send, key === "\n" || key === "\t" ? 0 : 60);
    left = Math.max(left, 1);
  });
}
