// The worker of the wallet as the page sees it.

import type { Answer, Ask, Reply } from "./protocol";

/** What the worker has refused: a slug for words, and what it said. */
export class Refused extends Error {
  readonly slug: string;

  constructor(told: string) {
    super(told);
    this.slug = /^([a-z0-9-]+): /.exec(told)?.[1] ?? "";
  }
}

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/** How often a worker is started that has not answered once: a browser that cannot run it never will. */
const ATTEMPTS = 3;

export class Keeper {
  private worker: Worker;
  private count = 0;
  private failures = 0;
  private hasAnswered = false;
  private readonly waiting = new Map<number, Waiting>();

  /** `locked` is called when a worker that failed was started again, `changed` when another tab has changed the wallet. */
  constructor(
    private readonly locked: () => void,
    private readonly changed: () => void,
  ) {
    this.worker = this.start();
  }

  ask(ask: Ask): Promise<Answer> {
    if (this.isHopeless) return Promise.reject(new Refused("cannot-run: the wallet does not run in this browser"));
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...ask, id });
    });
  }

  /** Ends the worker, and with it all that was unlocked; another one begins that knows nothing. */
  lock(): void {
    this.worker.terminate();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    if (!this.isHopeless) this.worker = this.start();
    for (const { reject } of waiting) reject(new Refused("locked: the wallet is locked"));
  }

  private get isHopeless(): boolean {
    return !this.hasAnswered && this.failures >= ATTEMPTS;
  }

  private start(): Worker {
    const worker = new Worker("worker.js", { type: "module", name: "wallet" });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.fail();
    };
    return worker;
  }

  private hear(reply: Reply): void {
    if ("changed" in reply) {
      this.changed();
      return;
    }
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("answer" in reply) {
      this.hasAnswered = true;
      waiting?.resolve(reply.answer);
      return;
    }
    waiting?.reject(new Refused(reply.error));
    if (reply.trap) this.fail();
  }

  private fail(): void {
    this.failures += 1;
    this.lock();
    this.locked();
  }
}
