// Who uses this phone: from the code to the sign-out, after which nothing of them is left on it. A
// session that ends by its age leaves what was done and not yet sent, for the same rep alone.

import { Refused, call } from '../../shared/api';
import { Access, type Complaint, type Session, isSignedOut } from '../../shared/login';
import { Desk } from './desk';
import { keptDesk, wipe } from './kept';
import { coverUnsent, dropUnsent } from './outbox';
import { Push } from './push';
import { redraw } from '../../shared/redraw';
import { onShow, registration } from './worker';

const AGAIN_MS = 3000;

export class Phone {
  readonly access = new Access('rep');
  /** `starting` until it is known whether there is a session. */
  phase: 'starting' | 'login' | 'desk' = 'starting';
  complaint: Complaint = null;
  busy = false;
  /** How many actions are gone unsent, for the rep was signed out everywhere. */
  gone = 0;
  desk: Desk | null = null;
  push: Push | null = null;
  private again = 0;

  begin(): void {
    addEventListener('online', () => {
      const cut = this.complaint instanceof Refused && this.complaint.status === 0;
      if (cut || (this.desk && !this.push)) void this.resume();
    });
    addEventListener('hashchange', () => {
      const code = this.access.takeCode();
      if (code) void this.exchange(code);
      else this.showFromAddress();
    });
    onShow((lead) => void this.desk?.show(lead));
    const code = this.access.takeCode();
    if (code) void this.exchange(code);
    else void this.resume();
    void registration();
  }

  async exchange(code: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    redraw();
    const found = await this.access.exchange(code);
    this.busy = false;
    if (found instanceof Refused || found === 'other_role' || found === null) this.ask(found);
    else this.open(found);
    redraw();
  }

  /** Logs out on this phone. */
  async leave(): Promise<void> {
    await this.push?.drop();
    await this.access.close();
    if (this.desk) dropUnsent(this.desk.rep);
    this.end(null);
  }

  /** Ends all sessions of this rep, on whatever phone. Throws Refused. */
  async leaveEverywhere(): Promise<void> {
    if (!this.desk) return;
    await call('DELETE', `/v1/reps/${encodeURIComponent(this.desk.rep)}/sessions`);
    await this.leave();
  }

  /** The session that the browser still has; meanwhile what was kept of the desk is shown. */
  private async resume(): Promise<void> {
    clearTimeout(this.again);
    const kept = keptDesk();
    if (kept && !this.desk) {
      this.desk = this.newDesk(kept.rep);
      this.desk.recall(kept);
      this.phase = 'desk';
      redraw();
    }
    try {
      this.open(await this.access.kept());
    } catch (error) {
      const refused = error as Refused;
      if (refused.status === 401) {
        this.end(kept ? refused : null);
        return;
      }
      if (this.desk) this.desk.connection.note('calls', false);
      else this.ask(refused);
      this.again = window.setTimeout(() => void this.resume(), AGAIN_MS);
    }
  }

  private open(session: Session): void {
    clearTimeout(this.again);
    if (this.phase === 'desk' && this.desk?.rep === session.id && this.push) return;
    if (this.desk?.rep !== session.id) {
      this.desk?.close();
      if (keptDesk()?.rep !== session.id) wipe();
      this.desk = this.newDesk(session.id);
    }
    this.phase = 'desk';
    this.complaint = null;
    this.gone = 0;
    this.desk.connection.begin();
    this.desk.begin();
    this.push = new Push(session.id);
    void this.push.begin();
    this.showFromAddress();
    redraw();
  }

  private newDesk(rep: string): Desk {
    return new Desk(rep, (reason) => void this.lost(reason));
  }

  /** The session ended elsewhere, or by its age. */
  private async lost(reason: Refused): Promise<void> {
    const push = this.push;
    this.end(reason);
    await push?.drop();
  }

  private end(reason: Complaint): void {
    clearTimeout(this.again);
    const n = this.desk?.outbox.actions.length ?? 0;
    // Who is signed out everywhere may have lost this phone: nothing stays on it.
    const revoked = reason instanceof Refused && isSignedOut(reason);
    this.gone = revoked ? n : 0;
    if (revoked && this.desk) dropUnsent(this.desk.rep);
    this.desk?.close();
    this.desk = null;
    this.push = null;
    wipe();
    coverUnsent();
    this.ask(reason);
  }

  private ask(reason: Complaint): void {
    this.phase = 'login';
    this.complaint = reason;
    redraw();
  }

  /** /rep#lead=ID, as a notification opens it. */
  private showFromAddress(): void {
    const lead = new URLSearchParams(location.hash.slice(1)).get('lead');
    if (!lead || !this.desk) return;
    history.replaceState(null, '', location.pathname);
    void this.desk.show(lead);
  }
}
