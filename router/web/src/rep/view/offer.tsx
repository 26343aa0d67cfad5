// The assignment that fills the screen, until it is taken or declined.

import { useEffect, useState } from 'preact/hooks';
import { leftOf, nowMs } from '../../shared/clock';
import { language, t, word } from '../../shared/words';
import { canSound } from '../state/alarm';
import type { Desk } from '../state/desk';
import { type Lead, isStrong } from '../state/models';
import { channelName, noteText, whenText } from '../state/sentences';
import { Chips, Facts, Score, Until } from './parts';
import { useExplained, Why } from './why';

const DEEDS = 4; // signals told on the offer, the newest

export function Offer({ desk, lead, more }: { desk: Desk; lead: Lead; more: number }) {
  const [asking, setAsking] = useState(false);
  useEffect(() => setAsking(false), [lead.assignment]);
  useEffect(() => {
    if (!asking) return undefined;
    document.querySelector<HTMLElement>('.reasons button')?.focus();
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setAsking(false);
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [asking]);
  return <>
    {isStrong(lead) && <p class="alarm" role="alert">{t('offer.strong')}</p>}
    {!canSound() && <button type="button" class="banner">{t('sound.off')}</button>}
    <div class="head">
      <h2 id="offer-title"><span class="seldom">{t('offer')}: </span>{lead.customer ?? t('no_name')}</h2>
      <Chips lead={lead}>{more > 0 && <span class="chip">{t('offer.more', { n: more })}</span>}</Chips>
    </div>
    <p class="from"><span class="seldom">{t('offer.masked')} </span><b class="masked">{lead.masked}</b> {channelName(lead)}
      {lead.captured_at_ms && ` · ${t('offer.came', { when: whenText(lead.captured_at_ms, nowMs()) })}`}</p>
    <Facts lead={lead} />
    <Why lead={lead} />
    <Before lead={lead} />
    <Score lead={lead} />
    <div class="foot">
      <Deadline lead={lead} />
      {asking ? <Reasons desk={desk} lead={lead} back={() => setAsking(false)} /> : <Choices desk={desk} lead={lead} ask={() => setAsking(true)} />}
    </div>
  </>;
}

/** What was heard of the person so far, and from whom. */
function Before({ lead }: { lead: Lead }) {
  const did = useExplained(lead)?.signals ?? [];
  return <dl class="before">
    {did.length > 0 && <div><dt>{t('offer.did')}</dt>{newest(did).map((one) => <dd key={`${one.signal} ${one.at_ms}`}>
      {word('signal', one.signal, { value: Math.round(one.value) })} <time>{whenText(one.at_ms, nowMs())}</time>
    </dd>)}</div>}
    {lead.note && <div><dt>{t('offer.note')}</dt><dd>{noteText(lead.note)}</dd></div>}
    {lead.had_by && lead.had_by.length > 0 && <div><dt>{t('offer.had_by')}</dt><dd>{lead.had_by.join(t('comma'))}</dd></div>}
  </dl>;
}

function newest<T extends { at_ms: number }>(all: T[]): T[] {
  return [...all].sort((one, other) => other.at_ms - one.at_ms).slice(0, DEEDS);
}

function Deadline({ lead }: { lead: Lead }) {
  const until = lead.expires_at_ms ?? lead.next_rung_at_ms;
  if (!until) return null;
  const from = lead.assigned_at_ms ?? 0;
  return <div class="deadline">
    <span>{t(lead.expires_at_ms ? 'offer.expires' : 'offer.escalates')}</span>
    <Until ms={until} />
    <progress max={1} value={leftOf(from, until)} aria-hidden="true" data-from={from} data-left={until} />
  </div>;
}

function Choices({ desk, lead, ask }: { desk: Desk; lead: Lead; ask: () => void }) {
  const waits = desk.outbox.of(lead) !== undefined;
  const label = waits ? t(desk.outbox.tries ? 'asking_again' : 'sending') : t('offer.take');
  return <>
    <button type="button" class="main take" disabled={waits} data-key="take" onClick={() => desk.outbox.put('acknowledge', lead)}>{label}</button>
    <button type="button" class="second" disabled={waits} data-key="decline" onClick={ask}>{t('offer.decline')}</button>
  </>;
}

function Reasons({ desk, lead, back }: { desk: Desk; lead: Lead; back: () => void }) {
  const waits = desk.outbox.of(lead) !== undefined;
  const reasons = desk.state?.decline_reasons ?? [{ code: 'other', en: word('decline', 'other'), zh: word('decline', 'other') }];
  return <>
    <p class="question" id="why-not">{t('decline.why')}</p>
    <div class="reasons" role="group" aria-labelledby="why-not">
      {reasons.map((reason) => <button type="button" class="second" key={reason.code} disabled={waits} data-key={reason.code}
        onClick={() => desk.outbox.put('decline', lead, { reason: reason.code })}>{reason[language()]}</button>)}
    </div>
    <button type="button" class="quiet" data-key="back" onClick={back}>{t('decline.back')}</button>
  </>;
}
