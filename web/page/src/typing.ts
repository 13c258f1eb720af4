// A hardware scanner that types like a keyboard. What a line can have been is the verifier's to say;
// the page hands over what was typed, and says when nothing more came.

/** A little longer than the longest pause inside one text. */
const PAUSE = 400;

/** How often it is said that time has passed: until what was told has left. */
const AFTER = 10;

/**
 * Listens for keys outside of fields while `may` says so. `typed` gets a line when it ends or nothing
 * more comes, and nothing when time has passed; `elapsed` is when its last key was pressed.
 */
export function listen(may: () => boolean, typed: (text: string, elapsed: number) => Promise<void>): void {
  let waiting = "";
  let sending: Promise<void> = Promise.resolve();
  let left = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = (elapsed: number): void => {
    const text = waiting;
    waiting = "";
    sending = sending.then(() => typed(text, elapsed));
    left = text === "" ? left - 1 : AFTER;
    wait();
  };
  const wait = (): void => {
    clearTimeout(timer);
    if (left > 0 || waiting !== "") timer = setTimeout(() => send(performance.now()), PAUSE);
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const isField = target?.matches("input, textarea, select") ?? false;
    if (isField || !may() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key === "Enter" ? "\n" : event.key === "Tab" ? "\t" : event.key;
    if (key.length !== 1) return;
    const isEnd = key === "\n" || key === "\t";
    // A scanner's line end must not press a button; a person's may, when nothing was typed before.
    if (isEnd || key === " ") {
      if (waiting === "") return;
      event.preventDefault();
    }
    waiting += key;
    if (isEnd) send(event.timeStamp);
    else wait();
  });
}
