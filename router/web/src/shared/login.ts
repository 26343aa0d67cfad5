// Logging in by a code: typed, or in the URL's fragment (#code=…), which is taken away at once.

import { Refused, call } from './api';
import type { Caller } from './contract';
import { t, word } from './words';

export type Role = Caller['role'];
export type Session = Caller;

/** Why there is no session; null when there is nothing to say. */
export type Complaint = Refused | 'other_role' | null;

export class Access {
  private readonly roles: Role[];

  /** For whom the page is; `also` may look at it too. */
  constructor(readonly role: Role, ...also: Role[]) {
    this.roles = [role, ...also];
  }

  /** The code in the fragment, which is gone from the address then; the rest of it stays. */
  takeCode(): string | null {
    const rest = new URLSearchParams(location.hash.slice(1));
    const code = rest.get('code');
    if (code === null) return null;
    rest.delete('code');
    history.replaceState(null, '', `${location.pathname}${rest.size ? `#${rest}` : ''}`);
    return code;
  }

  /** The session that the cookie still holds. Throws Refused. */
  async kept(): Promise<Session> {
    let none: Refused | null = null;
    for (const role of this.roles) {
      const found = await call<Session>('GET', path(role)).catch((refused: Refused) => refused);
      if (!(found instanceof Refused)) return found;
      if (found.status !== 401) throw found;
      none ??= found;
    }
    throw none;
  }

  /** The session of a code, or why there is none. */
  async exchange(code: string): Promise<Session | Complaint> {
    try {
      const session = await call<Session>('POST', '/v1/sessions', { code: code.trim() });
      return this.roles.includes(session.role) ? session : 'other_role';
    } catch (refused) {
      return refused as Refused;
    }
  }

  async close(role: Role = this.role): Promise<void> {
    await call('DELETE', path(role)).catch(() => null);
  }

  /** What a complaint says to people. */
  sentence(complaint: Complaint): string {
    if (complaint === null) return '';
    if (complaint === 'other_role') return word('login.other', this.role);
    if (complaint.status === 0) return t('login.offline');
    if (isSignedOut(complaint)) return t('login.signed_out');
    if (complaint.code === 'bad_code') {
      if (complaint.message.includes('registered')) return t('error.unknown_rep');
      if (complaint.message.includes('used')) return t('login.used');
      return t(complaint.message.includes('expired') ? 'login.expired' : 'login.bad');
    }
    return complaint.text;
  }
}

/** Whether a session ended because somebody ended all of them. */
export function isSignedOut(refused: Refused): boolean {
  return refused.message.includes('signed out');
}

/** Of one role: the other page's session is not touched. */
function path(role: Role): string {
  return `/v1/sessions?role=${role}`;
}
