// The assignment that fills the screen, until it is taken or declined.

import { useEffect, useState } from 'preact/hooks';
import { leftOf } from '../../shared/clock';
import { language, t, word } from '../../shared/words';
import { canSound } from '../state/alarm';
import type { Desk } from '../state/desk';
import type { Lead } from '../state/models';
import { channelName } from '../state/sentences';
import { Chips, Facts, Score, Until } from './parts';
import { Why } from './why';

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
  const strong = lead.reminded && lead.hot_at_ms;
  return <>
    {strong && <p class="alarm" role="alert">{t('offer.strong')}</p>}
    {!canSound() && <button type="button" class="banner">{t('sound.off')}</button>}
    <div class="head">
      <h2 id="offer-title"><span class="seldom">{t('offer')}: </span>{channelName(lead)}</h2>
      <Chips lead={lead}>{more > 0 && <span class="chip">{t('offer.more', { n: more })}</span>}</Chips>
    </div>
    <Score lead={lead} />
    <Why lead={lead} />
    <p class="seldom">{t('offer.masked')}</p>
    <p class="masked">{lead.masked}</p>
    <Facts lead={lead} />
    <div class="foot">
      <Deadline lead={lead} />
      {asking ? <Reasons desk={desk} lead={lead} back={() => setAsking(false)} /> : <Choices desk={desk} lead={lead} ask={() => setAsking(true)} />}
    </div>
  </>;
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
