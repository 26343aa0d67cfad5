// Logging in by a code: typed, or in the URL's fragment (#code=…), which is taken away at once.

import { call } from './api.js';
import { byId, show } from './dom.js';
import { onLanguage, t } from './words.js';

export class Login {
  /** `begin(session)` is called once a session of the role is there. */
  constructor(role, begin) {
    this.role = role;
    this.path = `/v1/sessions?role=${role}`; // the other page's session is not touched
    this.opened = begin;
    this.complaint = null;
    this.form = byId('login-form');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.exchange(byId('code').value.trim());
    });
    addEventListener('hashchange', () => this.fromFragment());
    onLanguage(() => this.label());
    this.label();
  }

  /** With the code of the fragment, else with the session that the cookie still holds. */
  async begin() {
    if (this.fromFragment()) return;
    const session = await call('GET', this.path).catch((refused) => refused);
    if (session.role) this.opened(session);
    else this.ask(session.status === 401 ? null : session);
  }

  async close() {
    await call('DELETE', this.path).catch(() => null);
  }

  /** Shows the form; `reason` is why, if there is anything to say. */
  ask(reason) {
    this.complaint = reason;
    show(byId('login'), true);
    this.label();
    byId('code').focus();
  }

  fromFragment() {
    const code = new URLSearchParams(location.hash.slice(1)).get('code');
    if (!code) return false;
    // The rest of it, a lead to be shown, is kept.
    const rest = new URLSearchParams(location.hash.slice(1));
    rest.delete('code');
    history.replaceState(null, '', `${location.pathname}${rest.size ? `#${rest}` : ''}`);
    this.exchange(code);
    return true;
  }

  async exchange(code) {
    const button = this.form.querySelector('button');
    button.disabled = true;
    try {
      const session = await call('POST', '/v1/sessions', { code });
      byId('code').value = '';
      if (session.role !== this.role) {
        this.ask({ code: 'other_role' });
        return;
      }
      show(byId('login'), false);
      this.complaint = null;
      this.opened(session);
    } catch (refused) {
      this.ask(refused);
    } finally {
      button.disabled = false;
    }
  }

  label() {
    this.form.querySelector('label').textContent = t('login.code');
    this.form.querySelector('button').textContent = t('login.go');
    byId('login-hint').textContent = t(`login.hint.${this.role}`);
    const error = byId('login-error');
    show(error, this.complaint !== null);
    error.textContent = this.complaint ? this.sentence() : '';
  }

  sentence() {
    if (this.complaint.code === 'other_role') return t(`login.other.${this.role}`);
    if (this.complaint.code === 'bad_code') {
      const said = this.complaint.message ?? '';
      if (said.includes('used')) return t('login.used');
      if (said.includes('expired')) return t('login.expired');
      return t('login.bad');
    }
    return this.complaint.text ?? t('login.ended');
  }
}
