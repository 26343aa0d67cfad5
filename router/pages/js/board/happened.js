// What the journal says of a lead, one line a change.

import { has, t, word } from '../words.js';

const REASONS = {
  queued: 'reason', withdrawn: 'reason', left: 'reason', reopened: 'reason', declined: 'decline', closed: 'outcome',
};

/** One change as a person tells it: what, who, and why. */
export function eventText(change) {
  const key = `change.${change.kind}`;
  const what = has(key) ? t(key) : change.kind;
  const why = change.kind === 'closed' ? change.outcome : change.reason;
  const told = [what];
  if (change.kind === 'rung') told.push(word('rung', change.name));
  if (change.rep) told.push(change.rep);
  if (change.by) told.push(t('change.by', { who: change.by }));
  if (why && change.kind in REASONS) told.push(word(REASONS[change.kind], why));
  else if (why) told.push(why);
  if (change.note) told.push(change.note);
  return told.join(' · ');
}
