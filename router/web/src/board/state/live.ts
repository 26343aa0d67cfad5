// The live state of the tenant: what every view shows, kept fresh by the stream of its changes.

import { setClock } from '../../shared/clock';
import { Connection } from '../../shared/connection';
import { redraw } from '../../shared/redraw';
import { Stream } from '../../shared/stream';
import { learnLabels } from '../../shared/words';
import { seeCapacities } from './crew';
import type { Board, Change, Escalations, Pool, Pools, Rep, Rung, Stats, Team } from './models';
import { Queue } from './queue';
import { Fresh, Read, on, reads } from './reads';
import { here } from './session';

const FRESH_MS = 8000;

export function rungKey({ lead, episode, n = 0 }: { lead?: string; episode?: number; n?: number }): string {
  return `${lead} ${episode} ${n}`;
}

class Live {
  readonly connection = new Connection(redraw);
  readonly queue = new Queue();
  readonly counts = new Read<Stats>('/v1/stats', on.anything);
  readonly glance = new Read<Pools>('/v1/pools', on.anything);
  readonly team = new Read<Team>('/v1/reps', on.anything);
  readonly escalated = new Read<Escalations>('/v1/escalations', on.leads);
  /** A rung that has just fired, to when it is no longer new. */
  readonly fresh = new Map<string, number>();
  private readonly own: Fresh[] = [this.counts, this.glance, this.team, this.escalated, this.queue];
  private stream: Stream<Board> | null = null;

  constructor() {
    reads.answered = (one) => this.judge(one);
    reads.gone = (one) => this.connection.note(one.name, true);
  }

  get stats(): Stats | null {
    return this.counts.found;
  }

  get pools(): Pool[] {
    return this.glance.found?.pools ?? [];
  }

  get reps(): Rep[] {
    return this.team.found?.reps ?? [];
  }

  /** The newest first. */
  get rungs(): Rung[] {
    return [...this.escalated.found?.escalations ?? []].sort((one, other) => other.at_ms - one.at_ms);
  }

  begin(): void {
    this.connection.begin();
    this.stream = new Stream('/v1/events', {
      snapshot: (body) => this.take(body),
      changes: (body) => this.hear(body.changes),
      lost: () => this.connection.note('stream', false),
      back: () => {
        this.connection.note('stream', true);
        reads.everything();
      },
      refused: () => this.isOver(),
    });
    for (const one of this.own) one.begin();
  }

  end(): void {
    this.stream?.close();
    for (const one of this.own) one.end();
    for (const one of [this.counts, this.glance, this.team, this.escalated]) one.forget();
    this.queue.forget();
  }

  rep(id: string | null | undefined): Rep | undefined {
    return this.reps.find((one) => one.rep === id);
  }

  nameOf(rep: string | null | undefined): string {
    return this.rep(rep)?.name || rep || '';
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

  /** How a read went: a session that is over ends the board's. */
  private judge(one: Fresh): void {
    const { refused } = one;
    if (refused?.status === 401) here.end(refused);
    // What only one view shows says by itself why it cannot be read.
    else this.connection.note(one.name, !refused || (!this.own.includes(one) && refused.status !== 0));
    if (one === this.team) seeCapacities(this.reps);
  }

  private take(body: Board): void {
    setClock(body.at_ms, body.speed);
    learnLabels(body.labels);
    this.counts.prime(body.stats, body.at_ms);
    this.team.prime({ reps: body.reps }, body.at_ms);
    this.glance.prime({ pools: body.pools }, body.at_ms);
    this.escalated.prime({ escalations: body.escalations, reach: body.reach }, body.at_ms);
    this.queue.take(body.queue, body.at_ms);
    seeCapacities(this.reps);
    redraw();
  }

  private hear(changes: Change[]): void {
    for (const change of changes) {
      if (change.kind !== 'rung' && change.kind !== 'slower_rung') continue;
      const key = rungKey(change);
      this.fresh.set(key, performance.now() + FRESH_MS);
      window.setTimeout(() => {
        this.fresh.delete(key);
        redraw();
      }, FRESH_MS);
    }
    reads.hear(changes);
    // What things are called is told by the snapshot alone.
    if (changes.some((change) => change.kind === 'policy_activated')) this.stream?.reopen();
  }

  /** When the stream is refused: a call tells why. */
  private async isOver(): Promise<boolean> {
    await this.counts.now();
    return this.stream?.ended ?? true;
  }
}

export const live = new Live();
