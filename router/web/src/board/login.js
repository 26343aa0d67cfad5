// The board's form for a login code.

import { byId, show } from './dom.js';
import { Refused } from '../shared/api';
import { Access } from '../shared/login';
import { onLanguage, t } from '../shared/words';

export class Login {
  /** `begin(session)` is called once a supervisor's session is there. */
  constructor(begin) {
    this.access = new Access('supervisor');
    this.opened = begin;
    this.complaint = null;
    this.form = byId('login-form');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.exchange(byId('code').value);
    });
    addEventListener('hashchange', () => this.fromFragment());
    onLanguage(() => this.label());
    this.label();
  }

  /** With the code of the fragment, else with the session that the cookie still holds. */
  async begin() {
    if (this.fromFragment()) return;
    const session = await this.access.kept().catch((refused) => refused);
    if (session instanceof Refused) this.ask(session.status === 401 ? null : session);
    else this.opened(session);
  }

  close() {
    return this.access.close();
  }

  /** Shows the form; `reason` is why, if there is anything to say. */
  ask(reason) {
    this.complaint = reason;
    show(byId('login'), true);
    this.label();
    byId('code').focus();
  }

  fromFragment() {
    const code = this.access.takeCode();
    if (code) this.exchange(code);
    return Boolean(code);
  }

  async exchange(code) {
    const button = this.form.querySelector('button');
    button.disabled = true;
    const found = await this.access.exchange(code);
    button.disabled = false;
    if (found instanceof Refused || found === 'other_role') {
      this.ask(found);
      return;
    }
    byId('code').value = '';
    show(byId('login'), false);
    this.complaint = null;
    this.opened(found);
  }

  label() {
    this.form.querySelector('label').textContent = t('login.code');
    this.form.querySelector('button').textContent = t('login.go');
    byId('login-hint').textContent = t('login.hint.supervisor');
    const error = byId('login-error');
    show(error, this.complaint !== null);
    error.textContent = this.access.sentence(this.complaint);
  }
}
