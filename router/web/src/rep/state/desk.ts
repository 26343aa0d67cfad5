// A rep at work: the state as the router has it, read anew whenever something changes.

import { type Refused, act, call } from '../../shared/api';
import { nowMs, setClock } from '../../shared/clock';
import { Connection } from '../../shared/connection';
import { Stream } from '../../shared/stream';
import { has, learnLabels, t, word } from '../../shared/words';
import { type Level, canSound, ring, stayAwake, unlock } from './alarm';
import { type KeptDesk, keep } from './kept';
import { type Change, type DeskState, type Done, type Lead, type Presence, isStrong, taken } from './models';
import { type Action, Outbox } from './outbox';
import { closes } from './undoing';
import { redraw } from '../../shared/redraw';
import { hush, toast } from '../../shared/toast';

const HEARTBEAT_MS = 20_000;
const NEARLY_MS = HEARTBEAT_MS - 2000; // the stream says `alive` every 15 s
const AGAIN_MS = 3000; // after a call that failed
const SLOW_MS = 1200; // for so long the kept desk is shown as if it were the newest
const LAPSED_MS = 2000; // behind its deadline an offer that nothing is heard of is not offered

export class Desk {
  state: DeskState | null = null;
  /** Whether the router has been heard since the page was opened. */
  fresh = false;
  /** When what is shown was read: real milliseconds. */
  readAt = 0;
  /** The lead that fills the screen though it is not offered: taken just now, or opened. */
  sheet: Lead | null = null;
  /** That stays in front of what is offered meanwhile: its number is to be called. */
  sheetFirst = false;
  /** The presence that is being set. */
  wanted: Presence | null = null;
  /** The lead that is being claimed. */
  claiming: string | null = null;
  /** The lead of the notification that was tapped. */
  shown: string | null = null;
  readonly connection = new Connection(redraw);
  readonly outbox: Outbox;
  private readonly path: string;
  private stream: Stream<DeskState> | null = null;
  private closed = false;
  private reading = false;
  private readAgain = false;
  private beating = 0;
  private again = 0;
  private beatAt = 0;
  private slow = false;

  /** `ended(reason)` is called when the session is over. */
  constructor(readonly rep: string, private readonly ended: (reason: Refused) => void) {
    this.path = `/v1/reps/${encodeURIComponent(rep)}`;
    this.outbox = new Outbox(rep, {
      settled: (action) => this.settled(action),
      answered: (action, done) => this.answered(action, done),
      refused: (_, refused) => toast(refused.text),
      ended: (refused) => this.ended(refused),
      changed: () => void this.read(),
    });
  }

  /** Shows the desk that was kept, until the router is heard. */
  recall({ state, at }: KeptDesk): void {
    this.state = state;
    if (state.labels) learnLabels(state.labels);
    this.outbox.by = state.rep.name;
    this.readAt = at;
    setClock(state.at_ms + (Date.now() - at) * state.speed, state.speed);
    setTimeout(() => {
      this.slow = true;
      redraw();
    }, SLOW_MS);
    redraw();
  }

  begin(): void {
    document.addEventListener('click', this.unlock);
    document.addEventListener('visibilitychange', this.seen);
    addEventListener('online', this.online);
    this.stream = new Stream(`${this.path}/events`, {
      snapshot: (body) => this.take(body),
      changes: (body) => this.hear(body.changes),
      lost: () => this.connection.note('stream', false),
      back: () => {
        this.connection.note('stream', true);
        void this.beat();
      },
      heard: () => {
        // A hidden page's timers come once a minute, which is too late for the router.
        if (performance.now() - this.beatAt > NEARLY_MS) void this.beat();
      },
      refused: () => this.isOver(),
    });
    this.beating = window.setInterval(() => void this.beat(), HEARTBEAT_MS);
    void this.beat();
    this.outbox.send();
  }

  close(): void {
    this.closed = true;
    this.stream?.close();
    this.outbox.close();
    clearInterval(this.beating);
    clearTimeout(this.again);
    document.removeEventListener('click', this.unlock);
    document.removeEventListener('visibilitychange', this.seen);
    removeEventListener('online', this.online);
    ring(null);
    void stayAwake(false);
  }

  /** Whether what is shown may be out of date. */
  get stale(): boolean {
    return this.connection.lostAt !== null || (!this.fresh && this.slow);
  }

  /** The assignments that can be acted on, the one that was tapped first. */
  get offers(): Lead[] {
    const lost = this.connection.lostAt !== null;
    if (!this.state || !(this.fresh || lost)) return [];
    return this.state.assignments
      .filter((one) => !this.outbox.of(one)?.waits)
      .filter((one) => !lost || !one.expires_at_ms || one.expires_at_ms + LAPSED_MS > nowMs())
      .sort((one, other) => Number(other.lead === this.shown) - Number(one.lead === this.shown));
  }

  /** Rings for what is offered, until it is acted on. */
  sound(): void {
    const offered = this.offers[0];
    const busy = offered && this.outbox.of(offered);
    const level: Level | null = !offered || busy ? null : isStrong(offered) ? 'strong' : 'fresh';
    ring(level, offered?.assignment);
    const rep = this.state?.rep;
    void stayAwake(Boolean(rep && (rep.presence_set === 'idle' || rep.live > 0)));
  }

  /** The lead that fills the screen; none for what is offered, or for the list. */
  open(lead: Lead | null, first = false): void {
    this.sheet = lead;
    this.sheetFirst = first;
    redraw();
  }

  /** What is offered and fills the screen: a lead just taken stays there, but for a strong reminder. */
  get inFront(): Lead | undefined {
    const [offered] = this.offers;
    const waits = this.sheet && this.sheetFirst && offered && !isStrong(offered);
    return waits ? undefined : offered;
  }

  /** A notification of this lead was tapped. */
  async show(lead: string): Promise<void> {
    this.shown = lead;
    await this.read();
    const { assignments = [], leads = [] } = this.state ?? {};
    const mine = leads.find((one) => one.lead === lead);
    if (mine) this.open(mine);
    else if (this.fresh && !assignments.some((one) => one.lead === lead)) toast(t('gone.shown'));
  }

  async set(presence: Presence): Promise<void> {
    if (presence === 'idle') void unlock().then(redraw);
    if (this.wanted) return;
    this.wanted = presence;
    redraw();
    try {
      await act(presence, `${this.path}/presence`, { presence }, { method: 'PUT', keep: false });
    } catch (refused) {
      toast((refused as Refused).text);
    } finally {
      this.wanted = null;
      void this.read();
    }
  }

  async claim(lead: Lead): Promise<void> {
    if (this.claiming) return;
    this.claiming = lead.lead;
    redraw();
    try {
      const done = await act<Done>('claim', `/v1/leads/${encodeURIComponent(lead.lead)}/claim`);
      this.open(taken(lead, done), true);
    } catch (refused) {
      toast((refused as Refused).text);
    } finally {
      this.claiming = null;
      void this.read();
    }
  }

  private readonly unlock = (): void => {
    if (!canSound()) void unlock().then(redraw);
  };

  private readonly seen = (): void => {
    if (document.visibilityState === 'visible') void this.beat();
  };

  private readonly online = (): void => void this.beat();

  /** Still here; and what was missed, if anything was, is read. */
  async beat(): Promise<void> {
    this.beatAt = performance.now();
    try {
      await call('POST', `${this.path}/heartbeat`);
    } catch (refused) {
      this.fail(refused as Refused);
      return;
    }
    await this.read();
  }

  private async read(): Promise<void> {
    if (this.reading) {
      this.readAgain = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.readAgain = false;
        this.take(await call<DeskState>('GET', this.path));
      } while (this.readAgain);
      this.connection.note('calls', true);
    } catch (refused) {
      this.fail(refused as Refused);
    } finally {
      this.reading = false;
    }
  }

  /** The session is over, or the rep is not registered; else it is tried again soon. */
  private fail(refused: Refused): void {
    if (this.closed) return;
    if ([401, 404].includes(refused.status)) {
      this.ended(refused);
      return;
    }
    this.connection.note('calls', false);
    clearTimeout(this.again);
    this.again = window.setTimeout(() => void this.beat(), AGAIN_MS);
  }

  private take(state: DeskState): void {
    if (this.closed) return;
    this.state = state;
    if (state.labels) learnLabels(state.labels);
    this.outbox.by = state.rep.name;
    this.fresh = true;
    this.readAt = Date.now();
    setClock(state.at_ms, state.speed);
    keep('desk', { rep: this.rep, state, at: this.readAt } satisfies KeptDesk);
    const mine = this.sheet && state.leads.find((one) => one.lead === this.sheet?.lead);
    if (mine) this.sheet = mine;
    // One just taken may be a moment ahead of what is read.
    else if (this.sheet && !this.sheet.acknowledged_at_ms) this.sheet = { ...this.sheet, acknowledged_at_ms: state.at_ms };
    else this.sheet = null;
    redraw();
  }

  private hear(changes: Change[]): void {
    for (const change of changes) {
      const lost = ['withdrawn', 'left'].includes(change.kind) && change.rep === this.rep;
      if (lost && change.reason && has('gone', change.reason)) toast(word('gone', change.reason));
    }
    void this.read();
  }

  /** Taken, declined or gone: it rings no more, whatever is read of it next. */
  private settled({ kind, lead }: Action): void {
    if (!this.state || (kind !== 'acknowledge' && kind !== 'decline')) return;
    const assignments = this.state.assignments.filter((one) => one.assignment !== lead.assignment);
    this.state = { ...this.state, assignments };
  }

  private answered(action: Action, done: Done): void {
    if (action.kind === 'acknowledge') {
      hush();
      this.open(taken(action.lead, done), true);
    } else {
      // What was to be done with it is done.
      if (action.kind !== 'decline') this.sheet = null;
      // An outcome is told where it can be undone.
      if (!closes(action)) toast(t(action.kind === 'activity' ? 'outcome.done.open' : `done.${action.kind}`), 'good');
    }
  }

  /** When the stream is refused: a call tells why. */
  private async isOver(): Promise<boolean> {
    await this.beat();
    return this.closed;
  }
}
