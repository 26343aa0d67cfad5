// The live events, and the truth about the connection: it is lost when the stream breaks or falls
// silent, or when the browser is offline; it comes back by itself.

import type { Changes } from './contract';

const SILENCE_MS = 40_000; // the gateway says `alive` every 15 s
const AGAIN_MS = [500, 1000, 2000, 4000, 8000];

interface Heard<Snapshot> {
  snapshot(body: Snapshot): void;
  changes(body: Changes): void;
  lost(): void;
  back(): void;
  /** At every sign of life; told by the network, so that no timer of a hidden page is slow. */
  heard?(): void;
  /** Whether it is over for good: asked when the browser gave up. */
  refused(): Promise<boolean>;
}

/**
 * Opens the stream at `path`. `on` has `snapshot(body)`, `changes(body)`, `lost()`, `back()` and
 * `refused()`. The browser reconnects with Last-Event-ID; where it gives up a new stream is opened.
 */
export class Stream<Snapshot> {
  ended = false;
  private failures = 0;
  private isLost = false;
  /** Not `navigator.onLine`: a machine without any network, where all runs, is never online. */
  private wentOffline = false;
  private heard = 0;
  private again = 0;
  private source: EventSource | null = null;
  private readonly watch: number;
  private readonly goOffline: () => void;
  private readonly goOnline: () => void;
  private readonly seen: () => void;

  constructor(private readonly path: string, private readonly on: Heard<Snapshot>) {
    this.watch = window.setInterval(() => this.look(), 2000);
    this.goOffline = () => {
      this.wentOffline = true;
      this.lose();
    };
    this.goOnline = () => {
      this.wentOffline = false;
      this.reopen();
    };
    this.seen = () => {
      if (document.visibilityState === 'visible' && this.isLost) this.reopen();
    };
    addEventListener('offline', this.goOffline);
    addEventListener('online', this.goOnline);
    document.addEventListener('visibilitychange', this.seen);
    this.reopen();
  }

  close(): void {
    this.ended = true;
    clearInterval(this.watch);
    clearTimeout(this.again);
    removeEventListener('offline', this.goOffline);
    removeEventListener('online', this.goOnline);
    document.removeEventListener('visibilitychange', this.seen);
    this.source?.close();
  }

  /** From a new snapshot on. */
  reopen(): void {
    if (this.ended) return;
    clearTimeout(this.again);
    this.source?.close();
    const source = new EventSource(this.path);
    this.source = source;
    this.heard = performance.now();
    const note = (): void => {
      this.heard = performance.now();
      this.find();
      this.on.heard?.();
    };
    source.addEventListener('open', note);
    source.addEventListener('alive', note);
    source.addEventListener('snapshot', (event) => {
      note();
      this.on.snapshot(JSON.parse(event.data));
    });
    source.addEventListener('changes', (event) => {
      note();
      this.on.changes(JSON.parse(event.data));
    });
    source.addEventListener('error', () => {
      if (source !== this.source || this.ended) return;
      this.lose();
      // CONNECTING: the browser tries again by itself, with Last-Event-ID.
      if (source.readyState === EventSource.CLOSED) this.later();
    });
  }

  private later(): void {
    clearTimeout(this.again);
    const pause = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)] ?? 0;
    this.failures += 1;
    this.again = window.setTimeout(async () => {
      if (await this.on.refused()) this.close();
      else this.reopen();
    }, pause);
  }

  private look(): void {
    if (performance.now() - this.heard < SILENCE_MS || this.source?.readyState !== EventSource.OPEN) return;
    this.lose();
    this.reopen();
  }

  private lose(): void {
    if (this.isLost || this.ended) return;
    this.isLost = true;
    this.on.lost();
  }

  private find(): void {
    this.failures = 0;
    if (!this.isLost || this.wentOffline) return;
    this.isLost = false;
    this.on.back();
  }
}
