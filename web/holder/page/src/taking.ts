// What comes in from outside: texts of files, of pictures, and of what the camera sees.

import { lostTrouble } from "../../../page/src/camera";
import { chooseFiles, make, the } from "../../../page/src/dom";
import { button } from "./parts";
import { Look, readPicture } from "./reading";
import { say } from "./words";

/** More bytes than any wallet file has. */
const MOST_BYTES = 500_000;

/** Texts that a file gives: those of a picture's symbols, or its own. */
export async function textsOf(file: File): Promise<string[]> {
  if (!file.type.startsWith("image/")) {
    if (file.size > MOST_BYTES) throw new Error(say("noWallet"));
    return [await file.text()];
  }
  let texts: string[];
  try {
    texts = await readPicture(file);
  } catch {
    throw new Error(say("notPicture"));
  }
  if (texts.length === 0) throw new Error(say("notFound"));
  return texts;
}

/** Three ways for texts to come in; `take` gets them, `fail` what went wrong. */
export function ways(take: (texts: string[]) => Promise<void>, fail: (error: unknown) => void): HTMLElement {
  const stage = make("div", {});
  const choose = (accept: string) => async () => {
    try {
      const files = await chooseFiles(accept);
      const texts = await Promise.all(files.map(textsOf));
      if (texts.length > 0) await take(texts.flat());
    } catch (error) {
      fail(error);
    }
  };
  const row = make(
    "div",
    { className: "row" },
    button("plain", "file", choose(".txt,.wallet,text/plain")),
    button("plain", "picture", choose("image/*")),
    button("plain", "camera", () => look(stage, take, fail)),
  );
  return make("div", { className: "ways" }, row, stage);
}

/** Opens the camera in the sheet until something was read, or the sheet is closed. */
async function look(stage: HTMLElement, take: (texts: string[]) => Promise<void>, fail: (error: unknown) => void): Promise<void> {
  const video = make("video", { playsInline: true, muted: true });
  const dialog = the<HTMLDialogElement>("sheet");
  let isDone = false;
  const end = (): void => {
    isDone = true;
    document.removeEventListener("visibilitychange", hidden);
    view.close();
    stage.replaceChildren();
  };
  const found = (texts: string[]): void => {
    if (isDone) return;
    end();
    take(texts).catch(fail);
  };
  const view = new Look(video, found, () => {
    end();
    fail(new Error(lostTrouble().what));
  });
  // A camera that nobody looks at is let go.
  const hidden = (): void => {
    if (document.hidden) end();
  };
  dialog.addEventListener("close", end, { once: true });
  document.addEventListener("visibilitychange", hidden);
  stage.replaceChildren(video, make("p", {}, say("hold")));
  const trouble = await view.open();
  if (!trouble) return;
  end();
  fail(new Error(`${trouble.what} ${trouble.todo}`));
}
