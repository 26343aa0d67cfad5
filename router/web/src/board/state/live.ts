// The live state of the tenant: a snapshot, then what is read again whenever something changed.

import { Refused, call } from '../../shared/api';
import { setClock } from '../../shared/clock';
import { Connection } from '../../shared/connection';
import { Stream } from '../../shared/stream';
import { asked, view } from './address';
import { seeCapacities } from './crew';
import type { Pool, QueueRow, Rep, Rung, Stats } from './models';
import { Queue } from './queue';
import { redraw } from '../../shared/redraw';
import { here } from './session';

const READ_EVERY_MS = 1000; // at most, however many changes there are
const READ_AGAIN_MS = 3000; // after a read that failed
const READ_ANYWAY_MS = 15_000; // what changes without a change, like a score
const READ_SETTLED_MS = 2500; // after the last change: pools are up to 2 s old
const FRESH_MS = 8000;

interface Snapshot {
  stats: Stats;
  queue: QueueRow[];
  reps: Rep[];
  pools: Pool[];
  escalations: Rung[];
  at_ms: number;
  speed: number;
}

interface Change {
  kind: string;
  lead?: string;
  episode?: number;
  n?: number;
}

export function rungKey({ lead, episode, n }: { lead?: string; episode?: number; n?: number }): string {
  return `${lead} ${episode} ${n}`;
}

class Live {
  stats: Stats | null = null;
  pools: Pool[] = [];
  reps: Rep[] = [];
  /** The newest first. */
  rungs: Rung[] = [];
  readonly connection = new Connection(redraw);
  readonly queue = new Queue((error) => this.fail(error));
  /** A rung that has just fired, to when it is no longer new. */
  readonly fresh = new Map<string, number>();
  private readonly listeners = new Set<(leads: Set<string>) => void>();
  private stream: Stream<Snapshot, { changes: Change[] }> | null = null;
  private anyway = 0;
  private settled = 0;
  private soon = 0;
  private readAt = 0;
  private reading = false;

  begin(): void {
    this.connection.begin();
    this.stream = new Stream('/v1/events', {
      snapshot: (body) => this.take(body),
      changes: (body) => this.hear(body.changes),
      lost: () => this.connection.note('stream', false),
      back: () => {
        this.connection.note('stream', true);
        this.later();
      },
      refused: () => this.isOver(),
    });
    this.anyway = window.setInterval(() => this.later(), READ_ANYWAY_MS);
    this.later();
  }

  end(): void {
    this.stream?.close();
    clearInterval(this.anyway);
    clearTimeout(this.soon);
    clearTimeout(this.settled);
    this.soon = 0;
    this.stats = null;
    this.pools = [];
    this.reps = [];
    this.rungs = [];
    this.queue.forget();
  }

  /** Calls `act` with the leads that changed; returns how to stop it. */
  onChange(act: (leads: Set<string>) => void): () => void {
    this.listeners.add(act);
    return () => this.listeners.delete(act);
  }

  nameOf(rep: string | null | undefined): string {
    const found = this.reps.find((one) => one.rep === rep);
    return found?.name || rep || '';
  }

  /** Of the hot leads that wait or ring, the one whose clock runs longest; null when there is none. */
  get hottest(): { since: number; lead: string; count: number } | null {
    let first: { since: number; lead: string } | null = null;
    let count = 0;
    for (const { hot, hot_ringing, hottest, hot_at_ms } of this.pools) {
      count += hot + hot_ringing;
      if (hottest && hot_at_ms && !(first && first.since <= hot_at_ms)) first = { since: hot_at_ms, lead: hottest };
    }
    return first && { ...first, count };
  }

  /** Something was changed from here: it is read soon. */
  later(every = READ_EVERY_MS): void {
    if (this.soon || !this.stream || this.stream.ended) return;
    const pause = Math.max(0, this.readAt + every - performance.now());
    this.soon = window.setTimeout(() => {
      this.soon = 0;
      void this.read();
    }, pause);
  }

  /** What a call of any view met: a session that is over ends the board's. */
  fail(error: unknown): void {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) here.end(error);
    else if (this.stream && !this.stream.ended) {
      this.connection.note('calls', false);
      this.later(READ_AGAIN_MS);
    }
  }

  private take(body: Snapshot): void {
    setClock(body.at_ms, body.speed);
    this.stats = body.stats;
    this.reps = body.reps;
    seeCapacities(this.reps);
    this.pools = body.pools;
    this.rungs = newestFirst(body.escalations);
    this.queue.take(body.queue);
    redraw();
  }

  private hear(changes: Change[]): void {
    const leads = new Set<string>();
    for (const change of changes) {
      if (change.lead) leads.add(change.lead);
      if (change.kind !== 'rung') continue;
      const key = rungKey(change);
      this.fresh.set(key, performance.now() + FRESH_MS);
      window.setTimeout(() => {
        this.fresh.delete(key);
        redraw();
      }, FRESH_MS);
    }
    for (const act of this.listeners) act(leads);
    this.later();
    clearTimeout(this.settled);
    this.settled = window.setTimeout(() => this.later(), READ_SETTLED_MS);
  }

  private async read(): Promise<void> {
    if (this.reading) {
      this.later();
      return;
    }
    this.reading = true;
    this.readAt = performance.now();
    try {
      this.queue.choose(asked('pool'), asked('channel'));
      const [stats, pools, team, rungs] = await Promise.all([
        call<Stats>('GET', '/v1/stats'), call<{ pools: Pool[] }>('GET', '/v1/pools'),
        call<{ reps: Rep[] }>('GET', '/v1/reps'), call<{ escalations: Rung[] }>('GET', '/v1/escalations'),
        view() === 'kpis' || view() === 'team' ? null : this.queue.refresh()]);
      if (!here.session) return;
      this.stats = stats;
      this.pools = pools.pools;
      this.reps = team.reps;
      seeCapacities(this.reps);
      this.rungs = newestFirst(rungs.escalations);
      this.connection.note('calls', true);
    } catch (error) {
      this.fail(error);
    } finally {
      this.reading = false;
      this.readAt = performance.now();
      redraw();
    }
  }

  /** When the stream is refused: a call tells why. */
  private async isOver(): Promise<boolean> {
    await this.read();
    return this.stream?.ended ?? true;
  }
}

function newestFirst(rungs: Rung[]): Rung[] {
  return [...rungs].sort((one, other) => other.at_ms - one.at_ms);
}

export const live = new Live();
