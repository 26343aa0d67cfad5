// One field that finds any lead: by its id, or by part of the number of one that is on the board.

import { byId, show } from './dom.js';
import { onLanguage, t } from '../shared/words';

const ID = /^ld_\w+$/;
const FULL = /^(\d{3})\d{4}(\d{4})$/; // a number in full is looked for as the board shows it

export class Find {
  constructor(open) {
    this.open = open;
    this.listed = new Map(); // lead to its masked number
    this.form = byId('find');
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.find(byId('find-text').value.trim());
    });
    onLanguage(() => this.label());
    this.label();
  }

  take(rows) {
    this.listed = new Map(rows.map((row) => [row.lead, row.masked]));
  }

  find(wanted) {
    if (!wanted) return;
    const number = wanted.replace(FULL, '$1****$2');
    const found = ID.test(wanted) ? [wanted] : [...this.listed].filter(([, masked]) => masked.includes(number)).map(([lead]) => lead);
    this.say(found.length === 1 ? '' : t(found.length ? 'find.many' : 'find.none', { n: found.length }));
    if (found.length === 1) this.open(found[0]);
  }

  say(text) {
    byId('find-said').textContent = text;
    show(byId('find-said'), text !== '');
  }

  label() {
    this.form.querySelector('label').textContent = t('find.label');
    byId('find-text').placeholder = t('find.hint');
    this.form.querySelector('button').textContent = t('find.go');
    this.say('');
  }
}
