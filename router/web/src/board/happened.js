// What the journal says of a lead, one line a change.

import { t, word } from '../shared/words';

const REASONS = {
  queued: 'reason', withdrawn: 'reason', left: 'reason', reopened: 'reason', declined: 'decline', closed: 'outcome',
};
// Their sentence holds the rep's name.
const NAMES_REP = new Set(['assigned', 'withdrawn', 'declined', 'acknowledged', 'left', 'handed_over', 'activity', 'contacted']);

/** A rep's name with the id, or the id alone. */
export function named(rep, names) {
  const name = names.get(rep);
  return name && name !== rep ? t('rep.named', { name, rep }) : rep;
}

/** One change as a person tells it: what, who, and why; `names` are the reps', by id. */
export function eventText(change, names) {
    const who = change.rep ? named(change.rep, names) : null;
  const what = word('change', change.kind, { who });
  const why = change.kind === 'closed' ? change.outcome : change.reason;
  const told = [what];
  if (change.kind === 'rung') told.push(word('rung', change.name));
  if (who && !NAMES_REP.has(change.kind)) told.push(who);
  if (change.by) told.push(t('change.by', { who: change.by }));
  if (why && change.kind in REASONS) told.push(word(REASONS[change.kind], why));
  else if (why) told.push(why);
  if (change.note) told.push(change.note);
  return told.join(' · ');
}
