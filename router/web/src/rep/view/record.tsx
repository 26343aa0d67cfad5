// How a call went, in one tap: each button says when the rep will call again, and does so.

import { useEffect, useRef, useState } from 'preact/hooks';
import { nowMs } from '../../shared/clock';
import { t } from '../../shared/words';
import type { Desk } from '../state/desk';
import type { Lead } from '../state/models';
import { type Choice, type Touch, choices, fieldText, instant, proposed, usual } from '../state/promises';
import { touchNote, whenText } from '../state/sentences';

const TOUCHES: Touch[] = ['reached', 'no_answer'];
const OUTCOMES = ['won', 'lost', 'invalid'] as const;

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
    <div class="touches">
      {TOUCHES.map((touch) => <TouchButton key={touch} {...{ desk, lead, touch, wanted }} />)}
      {!whole && <button type="button" class="second more" aria-expanded={open} aria-label={t(open ? 'record.less' : 'record.more')}
        data-key={`more ${lead.lead}`} onClick={() => setOpen(!open)} />}
    </div>
    {open && <More {...{ desk, lead, wanted, change }} />}
  </div>;
}

function TouchButton({ desk, lead, touch, wanted }: { desk: Desk; lead: Lead; touch: Touch; wanted: Wanted }) {
  const now = nowMs();
  const next = instant(wanted.choice ?? usual(touch), now, wanted.custom);
  const record = (): void => desk.outbox.put('activity', lead, {
    epoch: lead.epoch, contacted: true, note: touchNote(touch, wanted.note), next_at_ms: next,
  });
  const lacks = next === 'missing' || next === 'past';
  const says = lacks ? t(`touch.${next}`) : next === null ? t('touch.no_next') : t('touch.next', { when: whenText(next, now) });
  return <button type="button" class={`second touch ${touch}`} data-key={`${touch} ${lead.lead}`} disabled={lacks} onClick={record}>
    <span>{t(`touch.${touch}`)}</span>
    <small>{says}</small>
  </button>;
}

function More({ desk, lead, wanted, change }: { desk: Desk; lead: Lead; wanted: Wanted; change: (some: Partial<Wanted>) => void }) {
  const choose = (choice: Choice): void => change(wanted.choice === choice ? { choice: null }
    : { choice, ...(choice === 'custom' && !wanted.custom && { custom: fieldText(proposed(nowMs())) }) });
  return <>
    <fieldset class="next">
      <legend>{t('record.next')}</legend>
      <div class="chips">
        {choices(nowMs()).map((choice) => <button type="button" key={choice} class="choose" aria-pressed={wanted.choice === choice}
          onClick={() => choose(choice)}>{t(`next.${choice}`)}</button>)}
      </div>
      {wanted.choice === 'custom' && <TimeField value={wanted.custom} change={(custom) => change({ custom })} />}
    </fieldset>
    <input class="memo" maxLength={200} value={wanted.note} placeholder={t('record.note')} aria-label={t('record.note')}
      enterKeyHint="done" onInput={(event) => change({ note: event.currentTarget.value })} />
    <Outcomes {...{ desk, lead }} note={wanted.note} />
  </>;
}

/** Opens by itself: whoever chooses a time wants to say which. */
function TimeField({ value, change }: { value: string; change: (value: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    try {
      field.current?.showPicker();
    } catch {
      field.current?.focus(); // a browser without, or that wants a tap first
    }
  }, []);
  return <input type="datetime-local" ref={field} aria-label={t('record.custom')} value={value}
    min={fieldText(nowMs())} onInput={(event) => change(event.currentTarget.value)} />;
}

/** An outcome closes the lead, and can be undone for a minute. */
function Outcomes({ desk, lead, note }: { desk: Desk; lead: Lead; note: string }) {
  const tap = (outcome: string): void => desk.outbox.put('activity', lead, {
    epoch: lead.epoch, contacted: true, note: note.trim(), outcome,
  });
  return <div class="outcomes">
    {OUTCOMES.map((outcome) => <button type="button" key={outcome} class="second" data-key={`${outcome} ${lead.lead}`}
      onClick={() => tap(outcome)}>{t(`outcome.${outcome}`)}</button>)}
  </div>;
}
