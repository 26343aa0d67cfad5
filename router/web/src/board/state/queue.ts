// The queue in pages: those in sight are kept fresh, the others are read when they come into sight.

import { call } from '../../shared/api';
import { nowMs } from '../../shared/clock';
import { view } from './address';
import type { Change, QueuePage, QueueRow } from './models';
import { Fresh, on } from './reads';
import { redraw } from '../../shared/redraw';

export const PAGE = 100;

interface Page {
  rows: Row[];
  stale: boolean;
}

/** A row with the instants that its ages count from. */
export interface Row extends QueueRow {
  waiting_since_ms: number;
  captured_ms: number;
}

export class Queue extends Fresh {
  total = 0;
  /** Whether `total` is that of the whole queue. */
  counted = false;
  private pages = new Map<number, Page>();
  private inSight: [number, number] = [0, 0];
  private pool: string | null = null;
  private channel: string | null = null;
  private asked = new Map<number, Promise<void>>();

  constructor() {
    super('/v1/queue');
  }

  /** Which pool and channel are shown; another choice empties it. */
  choose(pool: string | null, channel: string | null): void {
    if (pool === this.pool && channel === this.channel) return;
    [this.pool, this.channel] = [pool, channel];
    this.forget();
    void this.meet(this.readPage(0));
  }

  forget(): void {
    this.pages.clear();
    this.asked.clear();
    this.counted = false;
    this.total = 0;
    this.inSight = [0, 0];
  }

  row(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.rows[index % PAGE];
  }

  /** All rows that were read, in their order. */
  get readRows(): Row[] {
    return [...this.pages.keys()].sort((one, other) => one - other).flatMap((page) => this.pages.get(page)!.rows);
  }

  /** The rows from `first` to `last` are in sight: what is not known of them is read. */
  show(first: number, last: number): void {
    this.inSight = [Math.floor(first / PAGE), Math.floor(Math.max(first, last) / PAGE)];
    for (let page = this.inSight[0]; page <= this.inSight[1]; page += 1) {
      const known = this.pages.get(page);
      if ((!known || known.stale) && !this.asked.has(page)) void this.meet(this.readPage(page));
    }
  }

  /** The first rows, as the snapshot of the events gives them. */
  take(rows: QueueRow[], at: number): void {
    if (this.pool || this.channel) return;
    this.known(at);
    this.keep(0, rows);
    if (this.counted) return;
    this.total = rows.length;
    this.counted = rows.length < PAGE;
  }

  protected concerns(change: Change): boolean {
    return on.leads(change);
  }

  /** Reads what is in sight anew; the rest when it comes into sight. */
  protected async fetch(): Promise<void> {
    for (const page of this.pages.values()) page.stale = true;
    if (!['now', 'lead'].includes(view())) return;
    const wanted = new Set([0, this.inSight[0], this.inSight[1]]);
    await Promise.all([...wanted].map((page) => this.readPage(page)));
  }

  private async readPage(page: number): Promise<void> {
    const { pool, channel } = this;
    const path = `/v1/queue?offset=${page * PAGE}&limit=${PAGE}${query(pool, channel)}`;
    const asking = call<QueuePage>('GET', path).then(({ leads, total }) => {
      if (pool !== this.pool || channel !== this.channel) return;
      this.counted = true;
      this.total = total;
      this.keep(page, leads);
      redraw();
    }).finally(() => this.asked.delete(page));
    this.asked.set(page, asking);
    await asking;
  }

  private keep(page: number, rows: QueueRow[]): void {
    const now = nowMs();
    const old = new Map((this.pages.get(page)?.rows ?? []).map((row) => [row.lead, row]));
    this.pages.set(page, { stale: false, rows: rows.map((row) => aged(row, now, old.get(row.lead))) });
  }
}

/** Ages are told to the second, so an instant that moved by less is the same. */
function aged(row: QueueRow, now: number, before?: Row): Row {
  const [waiting, captured] = [now - row.waited_s * 1000, now - row.age_s * 1000];
  const same = (one: number, other?: number): number => (other !== undefined && Math.abs(one - other) < 1500 ? other : one);
  return { ...row, waiting_since_ms: same(waiting, before?.waiting_since_ms), captured_ms: same(captured, before?.captured_ms) };
}

/** What narrows the queue, behind the rest of a query. */
export function query(pool: string | null, channel: string | null): string {
  return Object.entries({ pool, channel }).map(([name, value]) => (value ? `&${name}=${encodeURIComponent(value)}` : '')).join('');
}
