// How a call went, in one tap: each button says when the rep will call again, and does so.

import { useState } from 'preact/hooks';
import { nowMs } from '../../shared/clock';
import { t } from '../../shared/words';
import type { Desk } from '../state/desk';
import type { Lead } from '../state/models';
import { type Choice, type Touch, choices, instant, usual } from '../state/promises';
import { touchNote, whenText } from '../state/sentences';

const TOUCHES: Touch[] = ['reached', 'no_answer'];
const OUTCOMES = ['won', 'lost', 'invalid'] as const;
const SURE_MS = 5000;

interface Wanted {
  choice: Choice | null;
  custom: string;
  note: string;
}

/** `whole` shows all at once; otherwise the two usual results, and the rest on a tap. */
export function Record({ desk, lead, whole = false }: { desk: Desk; lead: Lead; whole?: boolean }) {
  const [open, setOpen] = useState(whole);
  const [wanted, setWanted] = useState<Wanted>({ choice: null, custom: '', note: '' });
  const action = desk.outbox.of(lead);
  if (action) {
    return <p class="recording" role="status">{action.waits ? t('record.waiting') : desk.outbox.tries ? t('asking_again') : t('sending')}</p>;
  }
  const change = (some: Partial<Wanted>): void => setWanted({ ...wanted, ...some });
  return <div class="record">
    <div class="pair">
      {TOUCHES.map((touch) => <TouchButton key={touch} {...{ desk, lead, touch, wanted }} />)}
    </div>
    {open && <More {...{ desk, lead, wanted, change }} />}
    {!whole && <button type="button" class="quiet more" aria-expanded={open} data-key={`more ${lead.lead}`} onClick={() => setOpen(!open)}>
      {t(open ? 'record.less' : 'record.more')}
    </button>}
  </div>;
}

function TouchButton({ desk, lead, touch, wanted }: { desk: Desk; lead: Lead; touch: Touch; wanted: Wanted }) {
  const now = nowMs();
  const next = instant(wanted.choice ?? usual(touch), now, wanted.custom ? new Date(wanted.custom).getTime() : null);
  const record = (): void => desk.outbox.put('activity', lead, {
    epoch: lead.epoch, contacted: true, note: touchNote(touch, wanted.note), next_at_ms: next,
  });
  return <button type="button" class={`second touch ${touch}`} data-key={`${touch} ${lead.lead}`} onClick={record}>
    <span>{t(`touch.${touch}`)}</span>
    <small>{next ? t('touch.next', { when: whenText(next, now) }) : t('touch.no_next')}</small>
  </button>;
}

function More({ desk, lead, wanted, change }: { desk: Desk; lead: Lead; wanted: Wanted; change: (some: Partial<Wanted>) => void }) {
  const id = `next-${lead.lead}`;
  return <>
    <fieldset class="next">
      <legend>{t('record.next')}</legend>
      <div class="chips">
        {choices(nowMs()).map((choice) => <button type="button" key={choice} class="choose" aria-pressed={wanted.choice === choice}
          onClick={() => change({ choice: wanted.choice === choice ? null : choice })}>{t(`next.${choice}`)}</button>)}
      </div>
      {wanted.choice === 'custom' && <input type="datetime-local" id={id} aria-label={t('record.custom')} value={wanted.custom}
        min={local(nowMs())} onInput={(event) => change({ custom: event.currentTarget.value })} />}
    </fieldset>
    <input class="memo" maxLength={200} value={wanted.note} placeholder={t('record.note')} aria-label={t('record.note')}
      enterKeyHint="done" onInput={(event) => change({ note: event.currentTarget.value })} />
    <Outcomes {...{ desk, lead }} note={wanted.note} />
  </>;
}

/** An outcome closes the lead for good, so it takes a second tap. */
function Outcomes({ desk, lead, note }: { desk: Desk; lead: Lead; note: string }) {
  const [sure, setSure] = useState<string | null>(null);
  const tap = (outcome: string): void => {
    if (sure === outcome) {
      desk.outbox.put('activity', lead, { epoch: lead.epoch, contacted: true, note: note.trim(), outcome });
      return;
    }
    setSure(outcome);
    setTimeout(() => setSure((now) => (now === outcome ? null : now)), SURE_MS);
  };
  return <div class="outcomes">
    {OUTCOMES.map((outcome) => <button type="button" key={outcome} class={sure === outcome ? 'second sure' : 'second'}
      data-key={`${outcome} ${lead.lead}`} onClick={() => tap(outcome)}>{t(sure === outcome ? `outcome.sure.${outcome}` : `outcome.${outcome}`)}</button>)}
  </div>;
}

/** An instant as a field of date and time takes it. */
function local(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16);
}
