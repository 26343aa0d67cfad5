// One field that finds any lead: by its id, or by part of the name or number of one on the board.

import { useState } from 'preact/hooks';
import { t } from '../../shared/words';
import { go, linkToView } from '../state/address';
import { live } from '../state/live';

const ID = /^ld_[\w-]+$/;
const FULL = /^(\d{3})\d{4}(\d{4})$/; // a number in full is looked for as the board shows it

/** The leads that are meant: an id as it is, a name or number among those that are shown. */
function matching(wanted: string): string[] {
  if (ID.test(wanted)) return [wanted];
  const number = wanted.replace(FULL, '$1****$2');
  const name = wanted.toLowerCase();
  const listed = new Map([...live.queue.readRows, ...live.rungs].map((one) => [one.lead, one]));
  return [...listed.values()].filter((one) => one.masked.includes(number) || one.customer?.toLowerCase().includes(name)).map((one) => one.lead);
}

export function Find() {
  const [wanted, type] = useState('');
  const [said, say] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = wanted.trim();
    if (!text) return;
    const found = matching(text);
    say(found.length === 1 ? '' : t(found.length ? 'find.many' : 'find.none', { n: found.length }));
    if (found.length === 1) go(linkToView('lead', { lead: found[0]! }));
  };
  return (
    <form id="find" role="search" autocomplete="off" onSubmit={submit}>
      <input id="find-text" type="search" maxLength={64} spellcheck={false} autocapitalize="off" aria-label={t('find.label')}
        aria-keyshortcuts="/" placeholder={t('find.hint')} value={wanted}
        onInput={(event) => {
          type(event.currentTarget.value);
          say('');
        }} />
      {said && <p id="find-said" role="status">{said}</p>}
    </form>
  );
}
