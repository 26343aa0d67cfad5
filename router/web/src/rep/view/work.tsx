// The rep's day: answers that came late, what waits for network, leads to claim, and open leads.

import { nowMs } from '../../shared/clock';
import { refusedText } from '../../shared/api';
import { t } from '../../shared/words';
import type { Desk } from '../state/desk';
import { type Lead, taken } from '../state/models';
import { type Answer, unsent } from '../state/outbox';
import { grouped } from '../state/promises';
import { channelName, leadName, noteText, spaced } from '../state/sentences';
import { CallLink, Chips, Needs, Since } from './parts';
import { Record } from './record';
import { Stands } from './sheet';

export function Work({ desk }: { desk: Desk }) {
  return <>
    <Answers desk={desk} />
    <Waiting desk={desk} />
    <Claims desk={desk} />
    <Leads desk={desk} />
  </>;
}

function Answers({ desk }: { desk: Desk }) {
  const { answers } = desk.outbox;
  return <section id="answers" aria-live="polite" aria-labelledby={answers.length ? 'answers-title' : undefined} hidden={!answers.length}>
    {answers.length > 0 && <h2 id="answers-title">{t('answers.title')}</h2>}
    <ul class="cards">{answers.map((answer) => <AnswerCard key={answer.id} desk={desk} answer={answer} />)}</ul>
  </section>;
}

function AnswerCard({ desk, answer }: { desk: Desk; answer: Answer }) {
  const { refused } = answer;
  const mine = desk.state?.leads.find((one) => one.lead === answer.lead.lead);
  const lead = mine ?? (answer.done ? taken(answer.lead, answer.done) : answer.lead);
  const won = answer.kind === 'acknowledge' && !refused;
  return <li class={`card answer ${refused ? 'refused' : 'won'}`} data-lead={lead.lead}>
    <p class="what"><b>{leadName(lead)}</b>{won && lead.contact?.phone && <span class="digits">{spaced(lead.contact.phone)}</span>}</p>
    <p class="fate">{refused ? refusedText(refused) : t(`answer.${answer.kind}`)}</p>
    <div class="actions">
      {won && <CallLink lead={lead} />}
      <button type="button" class="second" data-key={`ok ${answer.id}`} onClick={() => desk.outbox.dismiss(answer.id)}>{t('answer.ok')}</button>
    </div>
  </li>;
}

function Waiting({ desk }: { desk: Desk }) {
  const waiting = desk.outbox.actions.filter((one) => one.waits);
  const others = unsent().filter((one) => one.rep !== desk.rep);
  return <section id="waiting" aria-live="polite" hidden={!waiting.length && !others.length}>
    {waiting.length > 0 && <>
      <h2>{t('waiting.title', { n: waiting.length })}</h2>
      <div class="card waits">
        <ul>{waiting.map((one) => <li key={one.id}>{t(`waiting.${one.kind}`, { who: leadName(one.lead) })}</li>)}</ul>
        <p class="hint">{t('waiting.why')}</p>
      </div>
    </>}
    {others.map(({ rep, by, n }) => <p class="note" key={rep} data-unsent={rep}>{t('waiting.others', { who: by || rep, n })}</p>)}
  </section>;
}

function Claims({ desk }: { desk: Desk }) {
  const { claimable = [], rep } = desk.state ?? {};
  if (!claimable.length) return null;
  return <section id="claims" aria-labelledby="claims-title">
    <h2 id="claims-title">{t('claims.title', { n: claimable.length })}</h2>
    <ul class="cards">{claimable.map((lead) => <li class="card claimable" key={lead.lead} data-lead={lead.lead}>
      <div class="open">
        <span class="name">{lead.customer ?? lead.masked}</span>
        <Chips lead={lead} />
        <span class="digits">{lead.customer && `${lead.masked} · `}{channelName(lead)} · {lead.parts.score.toFixed(0)}</span>
      </div>
      <div class="line"><Needs lead={lead} /></div>
      <p class="stands">{t('hot_for')} <Since ms={lead.hot_at_ms ?? lead.waiting_since_ms} />{rep?.presence_set !== 'idle' && ` · ${t('claims.be_idle')}`}</p>
      <button type="button" class="main" disabled={desk.claiming !== null} data-key={`claim ${lead.lead}`}
        onClick={() => void desk.claim(lead)}>{t(desk.claiming === lead.lead ? 'sending' : 'claim')}</button>
    </li>)}</ul>
  </section>;
}

function Leads({ desk }: { desk: Desk }) {
  const { leads = [], rep } = desk.state ?? {};
  return <section id="leads" aria-labelledby="leads-title">
    <h2 id="leads-title" class={leads.length ? '' : 'seldom'}>{t('leads.title', { n: leads.length })}</h2>
    {grouped(leads, nowMs()).map(([group, list]) => <div class={`group ${group}`} key={group}>
      <h3>{t(`group.${group}`)} <span class="count">{list.length}</span></h3>
      <ul class="cards">{list.map((lead) => <Card key={lead.lead} desk={desk} lead={lead} />)}</ul>
    </div>)}
    {!leads.length && <p class="empty" id="leads-empty">
      <img src="/assets/icon.svg" alt="" width="64" height="64" />
      {t(rep?.presence_set === 'idle' ? 'leads.empty_idle' : 'leads.empty')}
    </p>}
  </section>;
}

function Card({ desk, lead }: { desk: Desk; lead: Lead }) {
  const number = lead.contact?.phone ? spaced(lead.contact.phone) : lead.masked;
  return <li class={lead.contacted_at_ms ? 'card' : 'card fresh'} data-lead={lead.lead}>
    <div class="row">
      <button type="button" class="open" data-key={`open ${lead.lead}`} onClick={() => desk.open(lead)}>
        <span class="name">{lead.contact?.name || t('no_name')}</span>
        <Chips lead={lead} />
        <span class="digits">{number}</span>
      </button>
      <CallLink lead={lead} />
    </div>
    <div class="line"><Needs lead={lead} /><Stands lead={lead} /></div>
    {lead.note && noteText(lead.note) && <p class="noted">“{noteText(lead.note)}”</p>}
    <Record desk={desk} lead={lead} />
  </li>;
}
