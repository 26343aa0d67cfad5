// What the rep did and the router has not yet answered. Each action is kept with its id until its
// fate is known, over a reload too, and sent in order: nothing is lost, and nothing acts twice.

import { Refused, type RefusedBody, call, newId } from '../../shared/api';
import { forget, keep, read } from './kept';
import type { Done, Lead } from './models';
import { redraw } from '../../shared/redraw';

export type Kind = 'acknowledge' | 'decline' | 'release' | 'activity';

export interface Action {
  id: string;
  kind: Kind;
  /** What it is done to, as it was known then. */
  lead: Lead;
  path: string;
  body: object;
  /** Real milliseconds. */
  at: number;
  /** Whether the rep was told that it waits for network. */
  waits: boolean;
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
  actions: Action[] = read<Action[]>('outbox') ?? [];
  answers: Answer[] = read<Answer[]>('answers') ?? [];
  /** The action that is being sent; how often it was tried, without an answer. */
  tries = 0;
  private sending = false;
  private closed = false;
  private again = 0;
  private readonly online = (): void => this.send();
  /** Another tab of this page has changed them. */
  private readonly reread = (): void => {
    this.actions = read<Action[]>('outbox') ?? [];
    this.answers = read<Answer[]>('answers') ?? [];
    redraw();
  };

  constructor(private readonly told: Told) {
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
    if (this.of(lead)) return;
    const id = newId();
    this.actions.push({
      id, kind, lead, at: Date.now(), waits: !navigator.onLine, path: pathOf(kind, lead), body: { ...body, action_id: id },
    });
    this.save();
    this.send();
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
        this.wait(action, refused);
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

  private wait(action: Action, refused: Refused): void {
    this.tries += 1;
    // Without network there is nothing to be patient for.
    if (this.tries > PATIENCE || (refused.status === 0 && !navigator.onLine)) {
      for (const one of this.actions) one.waits = true;
    }
    if (action.waits) this.save();
    redraw();
    const pause = AGAIN_MS[Math.min(this.tries - 1, AGAIN_MS.length - 1)];
    this.again = window.setTimeout(() => this.send(), pause);
  }

  private save(): void {
    for (const [name, list] of [['outbox', this.actions], ['answers', this.answers]] as const) {
      if (list.length) keep(name, list);
      else forget(name);
    }
    redraw();
  }
}

function pathOf(kind: Kind, lead: Lead): string {
  if (kind === 'acknowledge' || kind === 'decline') {
    return `/v1/assignments/${encodeURIComponent(lead.assignment ?? '')}/${kind}`;
  }
  return `/v1/leads/${encodeURIComponent(lead.lead)}/${kind === 'release' ? 'release' : 'activities'}`;
}
