// Who looks: a supervisor, who may act, or a viewer.

import { Refused } from '../../shared/api';
import { Access, type Complaint, type Session } from '../../shared/login';
import { redraw } from '../../shared/redraw';

const access = new Access('supervisor', 'viewer');

const AGAIN_MS = 3000;

class Here {
  session: Session | null = null;
  /** Until it is known whether the cookie still holds a session. */
  asking = true;
  complaint: Complaint = null;
  private retry = 0;
  private begun: () => void = () => {};
  private ended: () => void = () => {};

  /** `begun()` when a session is there, `ended()` when it is over. */
  async begin(begun: () => void, ended: () => void): Promise<void> {
    this.begun = begun;
    this.ended = ended;
    addEventListener('hashchange', () => this.fromFragment());
    if (!this.fromFragment()) await this.resume();
  }

  /** With the session that the cookie still holds; without network, as soon as there is one. */
  private async resume(): Promise<void> {
    try {
      this.open(await access.kept());
    } catch (error) {
      const refused = error as Refused;
      this.end(refused.status === 401 ? null : refused);
      if (refused.unknown) this.later(() => this.resume());
    }
  }

  /** Whether this is somebody who may change anything. */
  get mayAct(): boolean {
    return this.session?.role === 'supervisor';
  }

  get sentence(): string {
    return access.sentence(this.complaint);
  }

  async exchange(code: string): Promise<void> {
    const found = await access.exchange(code);
    if (found && typeof found === 'object' && !(found instanceof Refused)) {
      this.open(found);
      return;
    }
    this.end(found);
    if (found instanceof Refused && found.unknown) this.later(() => this.exchange(code));
  }

  async logOut(): Promise<void> {
    await access.close(this.session?.role);
    this.end(null);
  }

  /** The session is over; `why`, if there is anything to say. */
  end(why: Complaint): void {
    const was = this.session !== null;
    this.session = null;
    this.asking = false;
    this.complaint = why;
    if (was) this.ended();
    redraw();
  }

  private later(again: () => Promise<void>): void {
    clearTimeout(this.retry);
    this.retry = window.setTimeout(() => void again(), AGAIN_MS);
  }

  private open(session: Session): void {
    clearTimeout(this.retry);
    if (this.session) this.ended();
    this.session = session;
    this.asking = false;
    this.complaint = null;
    this.begun();
    redraw();
  }

  private fromFragment(): boolean {
    const code = access.takeCode();
    if (code) void this.exchange(code);
    return Boolean(code);
  }
}

export const here = new Here();
