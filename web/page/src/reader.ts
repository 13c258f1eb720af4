// The worker as the page sees it. One that fails, or says nothing for too long, is ended and started
// again; it finds everything that lasts in the database.

import { STOPS, type Answer, type Ask, type Reply } from "./protocol";

/** How long an answer may take: a passphrase is stretched for seconds on a small phone. */
const PATIENCE = 30_000;

/** How often a worker is started that has not answered once: a browser that cannot run it never will. */
const ATTEMPTS = 3;

/** An error that the worker has told of. */
export class Refused extends Error {}

interface Waiting {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

export class Reader {
  /** How often it was started again. */
  restarts = 0;
  private worker: Worker;
  private count = 0;
  private hasAnswered = false;
  private readonly waiting = new Map<number, Waiting>();

  /**
   * `restarted` is called after each restart, `hopeless` when the worker does not run in this browser,
   * `renewed` when another tab has changed the data.
   */
  constructor(
    private readonly restarted: () => void,
    private readonly hopeless: () => void,
    private readonly renewed: () => void,
  ) {
    this.worker = this.start();
  }

  ask(ask: Ask, transfer: Transferable[] = []): Promise<Answer> {
    if (this.isHopeless) return Promise.reject(new Error(STOPS.browser));
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.restart(), PATIENCE);
      this.waiting.set(id, { resolve, reject, timer });
      try {
        this.worker.postMessage({ ...ask, id }, transfer);
      } catch (error) {
        // What this browser cannot send is no fault of the worker.
        clearTimeout(timer);
        this.waiting.delete(id);
        reject(error instanceof DOMException && transfer.length > 0 ? new Refused(STOPS.pixels) : error);
      }
    });
  }

  private get isHopeless(): boolean {
    return !this.hasAnswered && this.restarts >= ATTEMPTS;
  }

  private start(): Worker {
    const worker = new Worker("worker.js", { type: "module", name: "reader" });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.restart();
    };
    worker.onmessageerror = () => this.restart();
    return worker;
  }

  private hear(reply: Reply): void {
    if ("renewed" in reply) {
      this.renewed();
      return;
    }
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    if ("answer" in reply) {
      this.hasAnswered = true;
      waiting.resolve(reply.answer);
      return;
    }
    waiting.reject(new Refused(reply.error));
    if (reply.trap) this.restart();
  }

  private restart(): void {
    this.worker.terminate();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    this.restarts += 1;
    if (!this.isHopeless) this.worker = this.start();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(new Error(STOPS.again));
    }
    if (this.isHopeless) this.hopeless();
    else this.restarted();
  }
}
