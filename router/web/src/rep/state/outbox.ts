// What the rep did and the router has not yet answered. Each action is kept with its id until its
// fate is known, over a reload and the end of a session too, and sent in order, by whoever did it
// alone: nothing is lost, and nothing acts twice.

import { Refused, type RefusedBody, call, newId } from '../../shared/api';
import { nowMs } from '../../shared/clock';
import { forget, keep, read } from './kept';
import type { Done, Lead } from './models';
import { redraw } from '../../shared/redraw';

export type Kind = 'acknowledge' | 'decline' | 'release' | 'activity' | 'undo';

export interface Action {
  id: string;
  /** Who did it, and what they are called. */
  rep: string;
  by: string;
  kind: Kind;
  /** What it is done to, as it was known then. */
  lead: Lead;
  path: string;
  body: { action_id: string; done_at_ms: number; outcome?: string };
  /** Whether the rep was told that it waits for network. */
  waits: boolean;
  /** Whether a try may have reached the router. */
  sent: boolean;
}

/** Whose actions wait on this phone, and how many. */
export interface Unsent {
  rep: string;
  by: string;
  n: number;
}

/** The answer to an action that had to wait; shown until it is dismissed. */
export interface Answer {
  id: string;
  kind: Kind;
  lead: Lead;
  refused?: RefusedBody;
  done?: Done;
}

interface Told {
  /** The router has decided on an action, whether it waited or not. */
  settled(action: Action): void;
  /** The fate of an action whose rep is still looking at it. */
  answered(action: Action, done: Done): void;
  refused(action: Action, refused: Refused): void;
  /** The session is over, as an action was told. */
  ended(refused: Refused): void;
  /** Something changed at the router. */
  changed(): void;
}

const AGAIN_MS = [500, 1000, 2000, 4000, 8000, 15_000];
const PATIENCE = 3; // as often is an action sent before it is said to wait

export class Outbox {
  actions: Action[];
  answers: Answer[] = read<Answer[]>('answers') ?? [];
  /** What the rep is called. */
  by = '';
  /** The action that is being sent; how often it was tried, without an answer. */
  tries = 0;
  private sending = false;
  private closed = false;
  private again = 0;
  private readonly online = (): void => this.send();
  /** Another tab of this page has changed them. */
  private readonly reread = (): void => {
    this.actions = keptActions().filter((one) => one.rep === this.rep);
    this.answers = read<Answer[]>('answers') ?? [];
    redraw();
  };

  constructor(private readonly rep: string, private readonly told: Told) {
    this.actions = keptActions().filter((one) => one.rep === rep);
    addEventListener('online', this.online);
    addEventListener('storage', this.reread);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.again);
    removeEventListener('online', this.online);
    removeEventListener('storage', this.reread);
  }

  /** What is under way with a lead; at most one thing at a time is asked of it. */
  of(lead: Lead): Action | undefined {
    return this.actions.find((one) => one.lead.lead === lead.lead
      && (one.kind !== 'acknowledge' && one.kind !== 'decline' || one.lead.assignment === lead.assignment));
  }

  /** Puts an action behind the others, unless one is under way with its lead. */
  put(kind: Kind, lead: Lead, body: object = {}): void {
    const before = this.of(lead);
    if (before && !(kind === 'undo' && before.kind === 'activity')) return;
    const id = newId();
    this.actions.push({
      id, rep: this.rep, by: this.by, kind, lead, waits: false, sent: false, path: pathOf(kind, lead),
      body: { ...body, action_id: id, done_at_ms: Math.floor(nowMs()) },
    });
    this.save();
    this.send();
  }

  /** Takes back what surely no router has heard of; false when one may have. */
  takeBack(action: Action): boolean {
    if (action.sent) return false;
    this.actions = this.actions.filter((one) => one.id !== action.id);
    this.save();
    return true;
  }

  dismiss(id: string): void {
    this.answers = this.answers.filter((one) => one.id !== id);
    this.save();
  }

  /** Sends what waits, from the oldest on, until one remains unanswered. */
  send(): void {
    clearTimeout(this.again);
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.sending || this.closed) return;
    this.sending = true;
    try {
      for (let next = this.actions[0]; next && !this.closed; next = this.actions[0]) {
        if (!await this.attempt(next)) break;
      }
    } finally {
      this.sending = false;
    }
  }

  /** Whether its fate is known now. */
  private async attempt(action: Action): Promise<boolean> {
    const before = action.sent;
    action.sent = true;
    // Kept first: a page that is closed in the middle does not know either.
    if (!before) this.save();
    try {
      const done = await call<Done>('POST', action.path, action.body);
      if (this.closed) return false;
      this.told.settled(action);
      this.settle(action, { done });
      if (!action.waits) this.told.answered(action, done);
    } catch (error) {
      if (this.closed) return false;
      const refused = error as Refused;
      if (refused.unknown) {
        // Without network it has not left this phone.
        if (refused.status === 0 && !navigator.onLine) action.sent = before;
        this.wait(refused);
        return false;
      }
      if (refused.status === 401) {
        this.told.ended(refused);
        return false;
      }
      this.told.settled(action);
      this.settle(action, { refused: refused.body });
      if (!action.waits) this.told.refused(action, refused);
    }
    this.told.changed();
    return true;
  }

  private settle(action: Action, fate: Pick<Answer, 'done' | 'refused'>): void {
    this.tries = 0;
    this.actions = this.actions.filter((one) => one.id !== action.id);
    if (action.waits) this.answers.push({ id: action.id, kind: action.kind, lead: action.lead, ...fate });
    this.save();
  }

  private wait(refused: Refused): void {
    this.tries += 1;
    // Without network there is nothing to be patient for. Only a call tells: on a machine without
    // network a router on the loopback address answers all the same.
    if (this.tries > PATIENCE || (refused.status === 0 && !navigator.onLine)) {
      for (const one of this.actions) one.waits = true;
    }
    this.save();
    const pause = AGAIN_MS[Math.min(this.tries - 1, AGAIN_MS.length - 1)];
    this.again = window.setTimeout(() => this.send(), pause);
  }

  private save(): void {
    const others = keptActions().filter((one) => one.rep !== this.rep);
    for (const [name, list] of [['outbox', [...others, ...this.actions]], ['answers', this.answers]] as const) {
      if (list.length) keep(name, list);
      else forget(name);
    }
    redraw();
  }
}

function keptActions(): Action[] {
  return read<Action[]>('outbox') ?? [];
}

/** Whose actions wait here to be sent. */
export function unsent(): Unsent[] {
  const found = new Map<string, Unsent>();
  for (const { rep, by } of keptActions()) found.set(rep, { rep, by, n: (found.get(rep)?.n ?? 0) + 1 });
  return [...found.values()];
}

/** Without the contacts of their leads, as the phone may lie about until its rep is back. */
export function coverUnsent(): void {
  const covered = keptActions().map((one) => {
    const { contact: _, ...lead } = one.lead;
    return { ...one, lead };
  });
  if (covered.length) keep('outbox', covered);
}

/** Those of a rep are not sent any more. */
export function dropUnsent(rep: string): void {
  const others = keptActions().filter((one) => one.rep !== rep);
  if (others.length) keep('outbox', others);
  else forget('outbox');
}

function pathOf(kind: Kind, lead: Lead): string {
  if (kind === 'acknowledge' || kind === 'decline') {
    return `/v1/assignments/${encodeURIComponent(lead.assignment ?? '')}/${kind}`;
  }
  return `/v1/leads/${encodeURIComponent(lead.lead)}/${kind === 'activity' ? 'activities' : kind}`;
}
