// Logging in by a code: typed, or in the URL's fragment (#code=…), which is taken away at once.

import { Refused, call } from './api';
import { t, word } from './words';

export type Role = 'rep' | 'supervisor';

export interface Session {
  role: Role;
  tenant: string;
  id: string;
  expires_at_ms: number;
}

/** Why there is no session; null when there is nothing to say. */
export type Complaint = Refused | 'other_role' | null;

export class Access {
  private readonly path: string; // the other page's session is not touched

  constructor(readonly role: Role) {
    this.path = `/v1/sessions?role=${role}`;
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
    return call<Session>('GET', this.path);
  }

  /** The session of a code, or why there is none. */
  async exchange(code: string): Promise<Session | Complaint> {
    try {
      const session = await call<Session>('POST', '/v1/sessions', { code: code.trim() });
      return session.role === this.role ? session : 'other_role';
    } catch (refused) {
      return refused as Refused;
    }
  }

  async close(): Promise<void> {
    await call('DELETE', this.path).catch(() => null);
  }

  /** What a complaint says to people. */
  sentence(complaint: Complaint): string {
    if (complaint === null) return '';
    if (complaint === 'other_role') return word('login.other', this.role);
    if (complaint.status === 0) return t('login.offline');
    if (complaint.message.includes('signed out')) return t('login.signed_out');
    if (complaint.code === 'bad_code') {
      if (complaint.message.includes('used')) return t('login.used');
      return t(complaint.message.includes('expired') ? 'login.expired' : 'login.bad');
    }
    return complaint.text;
  }
}
