// One lead of the rep's, filling the screen: just taken, or opened from the list.

import { useEffect, useState } from 'preact/hooks';
import { call } from '../../shared/api';
import { nowMs, timeOfDay } from '../../shared/clock';
import { toldText } from '../../shared/told';
import { language, t } from '../../shared/words';
import type { Desk } from '../state/desk';
import type { Happened, Lead, LeadHistory } from '../state/models';
import { channelName, whenText } from '../state/sentences';
import { CallLink, Chips, ContactLines, Facts, Until } from './parts';
import { Asking } from './asking';
import { Record } from './record';
import { Why } from './why';

export function Sheet({ desk, lead, more }: { desk: Desk; lead: Lead; more: number }) {
  const close = (): void => desk.open(null);
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, []);
  const done = Boolean(lead.contacted_at_ms);
  return <>
    {more > 0 && <button type="button" class="banner next" data-key="next" onClick={close}>{t('offer.next')}</button>}
    <div class="head">
      <h2 id="offer-title">{lead.contact?.name || t('no_name')}</h2>
      <Chips lead={lead} />
    </div>
    <p class="from">{channelName(lead)} · {t('score')} {lead.parts.score.toFixed(1)}</p>
    <ContactLines lead={lead} />
    <CallLink lead={lead} kind="big" />
    <Stands lead={lead} />
    <h3>{t('record')}</h3>
    <Record desk={desk} lead={lead} whole />
    <Why lead={lead} whole />
    <Facts lead={lead} />
    <History lead={lead} />
    <div class="foot">
      <div class="pair">
        {!done && <Asking class="quiet" data-key="release" disabled={desk.outbox.of(lead) !== undefined} sure={t('release.sure')}
          act={() => desk.outbox.put('release', lead, { epoch: lead.epoch })}>{t('release')}</Asking>}
        <button type="button" class="second" data-key="to_list" onClick={close}>{t('to_list')}</button>
      </div>
    </div>
  </>;
}

/** What the lead waits for: the first call, or one that was promised. */
export function Stands({ lead }: { lead: Lead }) {
  if (!lead.contacted_at_ms) {
    return lead.reopens_at_ms ? <p class="stands">{t('lead.within')} <Until ms={lead.reopens_at_ms} /></p> : null;
  }
  const now = nowMs();
  if (!lead.next_at_ms) return <p class="stands recorded">{t('lead.contacted')}</p>;
  const overdue = lead.next_at_ms < now;
  return <p class={overdue ? 'stands overdue' : 'stands'}>{t(overdue ? 'lead.overdue' : 'lead.promised', { when: whenText(lead.next_at_ms, now) })}</p>;
}

function History({ lead }: { lead: Lead }) {
  const [entries, setEntries] = useState<Happened[] | 'failed' | null>(null);
  useEffect(() => {
    let gone = false;
    call<LeadHistory>('GET', `/v1/leads/${encodeURIComponent(lead.lead)}/history`)
      .then((found) => !gone && setEntries(found.entries), () => !gone && setEntries('failed'));
    return () => {
      gone = true;
    };
  }, [lead.lead, lead.contacted_at_ms, lead.next_at_ms]);
  return <section class="history" aria-labelledby="history-title">
    <h3 id="history-title">{t('history')}</h3>
    {entries === null && <p class="hint">{t('history.loading')}</p>}
    {entries === 'failed' && <p class="hint">{t('history.failed')}</p>}
    {Array.isArray(entries) && <ol>{[...entries].reverse().map((one, place) => <li key={place} data-kind={one.kind}>
      <time title={timeOfDay(one.at_ms, language())}>{whenText(one.at_ms, nowMs())}</time>
      <span>{toldText(one, (ms) => whenText(ms, nowMs()))}</span>
    </li>)}</ol>}
  </section>;
}
