// What is read from the router and kept fresh, all in one way. A read is made again soon after a
// change of what it depends on, once more when that has settled, every 15 s anyway, and when a lost
// connection is back. It knows as of when it is, so that what cannot be read any more says its age.

import { useEffect } from 'preact/hooks';
import { Refused, call } from '../../shared/api';
import { nowMs } from '../../shared/clock';
import { redraw } from '../../shared/redraw';
import type { Change, Desk } from './models';

const SOON_MS = 1000; // at most so often, however many changes there are
const SETTLED_MS = 2500; // after the last change: pools are up to 2 s old, and figures follow by themselves
const ANYWAY_MS = 15_000; // what changes without a change, like a score
const AGAIN_MS = 3000; // after a read that failed
const SLOW = 2; // a read that takes long is made less often, so that it leaves the router its time,
const RARER_MAX = 4; // and no rarer than this many times
const OLD_MS = 2 * ANYWAY_MS;

/** Whether a change concerns what is read, as far as that is known. */
export type Depends<T = unknown> = (change: Change, found: T | null) => boolean;

/** Something that is kept fresh from `begin` to `end`. */
export abstract class Fresh {
  /** As of when it is, by the router's clock; null before the first answer. */
  at: number | null = null;
  /** Why it could not be read the last time. */
  refused: Refused | null = null;
  private answered = 0;
  private due = 0;
  private settled = 0;
  private tried = -Infinity;
  private took = 0;
  private reading: Promise<void> | null = null;

  protected constructor(readonly name: string, private readonly every = SOON_MS) {}

  protected abstract concerns(change: Change): boolean;
  protected abstract fetch(): Promise<void>;

  /** Whether it is shown though it is not known to be so any more. */
  get isOld(): boolean {
    return this.at !== null && (this.refused !== null || performance.now() - this.answered > OLD_MS);
  }

  begin(): void {
    reads.all.add(this);
    this.later();
  }

  end(): void {
    reads.all.delete(this);
    clearTimeout(this.due);
    clearTimeout(this.settled);
    this.due = 0;
    reads.gone(this);
  }

  hear(changes: Change[]): void {
    if (!changes.some((change) => this.concerns(change))) return;
    this.later();
    clearTimeout(this.settled);
    this.settled = window.setTimeout(() => this.later(), SETTLED_MS);
  }

  /** It is read soon. */
  later(every = this.every): void {
    if (this.due || !reads.all.has(this)) return;
    const apart = Math.max(every, Math.min(SLOW * this.took, RARER_MAX * every));
    const pause = Math.max(0, this.tried + apart - performance.now());
    this.due = window.setTimeout(() => {
      this.due = 0;
      void this.now();
    }, pause);
  }

  /** Reads it anew; behind a read that is under way, whose answer may be too old. */
  async now(): Promise<void> {
    if (this.reading) {
      await this.reading;
      return this.later();
    }
    this.reading = this.read();
    await this.reading;
  }

  /** What is shown is of this instant. */
  protected known(at = nowMs()): void {
    this.at = at;
    this.answered = performance.now();
    this.refused = null;
  }

  /** Awaits what was asked for, and notes how it went. */
  protected async meet(asked: Promise<void>): Promise<void> {
    const at = nowMs();
    try {
      await asked;
      this.known(at);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refused = error;
    }
    if (!reads.all.has(this)) return;
    reads.answered(this);
    if (this.refused?.unknown) {
      this.took = 0; // how long one takes that fails says nothing of the next
      this.later(AGAIN_MS);
    }
    redraw();
  }

  private async read(): Promise<void> {
    this.tried = performance.now();
    await this.meet(this.fetch());
    if (!this.refused) this.took = performance.now() - this.tried;
    this.reading = null;
  }
}

/** One answer of the interface. */
export class Read<T> extends Fresh {
  found: T | null = null;
  private shown = 0;

  constructor(readonly path: string, private readonly depends: Depends<T>, every?: number) {
    super(path, every);
  }

  /** What another answer told of the same. */
  prime(found: T, at: number): void {
    this.found = found;
    this.known(at);
  }

  forget(): void {
    this.found = null;
    this.at = null;
  }

  /** Kept fresh for as long as anybody shows it; returns how to stop. */
  show(): () => void {
    open.set(this.path, this as Read<unknown>);
    if (this.shown === 0) this.begin();
    this.shown += 1;
    return () => {
      this.shown -= 1;
      if (this.shown > 0) return;
      this.end();
      open.delete(this.path);
    };
  }

  protected concerns(change: Change): boolean {
    return this.depends(change, this.found);
  }

  protected async fetch(): Promise<void> {
    this.found = await call<T>('GET', this.path);
  }
}

/** All that is kept fresh now, and who is told how it went. */
class Reads {
  readonly all = new Set<Fresh>();
  answered: (one: Fresh) => void = () => {};
  gone: (one: Fresh) => void = () => {};

  constructor() {
    setInterval(() => this.everything(), ANYWAY_MS);
  }

  hear(changes: Change[]): void {
    for (const one of this.all) one.hear(changes);
  }

  /** Something was changed from here, or may have been missed: all is read soon. */
  everything(): void {
    for (const one of this.all) one.later();
    redraw(); // what grew old meanwhile says so
  }
}

export const reads = new Reads();
const open = new Map<string, Read<unknown>>();

/** Reads `path` for as long as the view shows it, and at most every so many milliseconds. */
export function useRead<T>(path: string, depends: Depends<T>, every?: number): Read<T> {
  const read = (open.get(path) ?? new Read<T>(path, depends, every)) as Read<T>;
  if (!open.has(path)) open.set(path, read as Read<unknown>);
  useEffect(() => read.show(), [read]);
  return read;
}

const ofPolicy = (change: Change): boolean => change.kind === 'policy_activated';

/** What a read may depend on. A new policy changes all but people. */
export const on = {
  anything: (): boolean => true,
  leads: (change: Change): boolean => change.lead !== undefined || ofPolicy(change),
  staff: (change: Change): boolean => change.kind.startsWith('staff_'),
  lead: (lead: string) => (change: Change): boolean => change.lead === lead || ofPolicy(change),
  rep: (rep: string) => (change: Change, desk: Desk | null): boolean =>
    change.rep === rep || change.former === rep || ofPolicy(change)
    || [...desk?.assignments ?? [], ...desk?.leads ?? []].some((one) => one.lead === change.lead),
};
