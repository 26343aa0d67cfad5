// One lead: why it has its score, how that moved, who was asked to take it and why, and its number.

import { useState } from 'preact/hooks';
import { nowMs } from '../../../shared/clock';
import { attributeRows } from '../../../shared/facts';
import { toldText } from '../../../shared/told';
import { language, t, word } from '../../../shared/words';
import { back, linkToView } from '../../state/address';
import { instant } from '../../state/figures';
import { live } from '../../state/live';
import type { Curve, DecisionList, Explanation, Lead, LeadHistory } from '../../state/models';
import { on, useRead } from '../../state/reads';
import { here } from '../../state/session';
import { HandOver } from '../handing/HandOver';
import { Reopen } from '../handing/Reopen';
import { Bar, Csv, Shown, Since } from '../parts';
import { CurveChart } from './CurveChart';
import { Decisions } from './Decisions';
import { Happened } from './Happened';
import { Reveal } from './Reveal';

function Head({ lead, found }: { lead: Lead; found: Explanation }) {
  const [giving, give] = useState(false);
  const [reopening, reopen] = useState(false);
  const open = !['closed', 'new'].includes(lead.state);
  return (
    <header class="lead-head">
      <b class="huge digits">{lead.parts.score.toFixed(1)}</b>
      <div>
        <h2><span class="customer">{lead.customer ?? t('no_name')}</span> <span id="lead-title" class="digits">{lead.masked}</span></h2>
        <p>
          <span class="chip">{word('state', lead.state)}</span>{' '}
          {lead.high && <span class="chip high">{t('lead.high')}</span>}{' '}
          {lead.hot_at_ms && ['waiting', 'assigned'].includes(lead.state)
            ? <span class="chip hot">{t('hot_for')} <Since at={lead.hot_at_ms} /></span> : null}{' '}
          {lead.test && <span class="chip">{t('lead.test')}</span>}
        </p>
      </div>
      <div class="acts">
        <Reveal lead={lead.lead} />
        {here.mayAct && open && <button type="button" class="second hand-over" onClick={() => give(true)}>{t('hand_over')}</button>}
        {here.mayAct && lead.state === 'closed' && <button type="button" class="second" id="reopen-button" onClick={() => reopen(true)}>{t('reopen')}</button>}
        <button type="button" class="quiet" id="close-lead" aria-keyshortcuts="Escape" onClick={() => back(linkToView('now'))}>{t('back')}</button>
      </div>
      {found.waiting && <p class="waits"><b>{t('lead.waits')}</b> {toldText(found.waiting, (ms) => instant(ms, nowMs()))}</p>}
      <Why found={found} />
      {giving && <HandOver given={lead} close={() => give(false)} />}
      {reopening && <Reopen lead={lead} close={() => reopen(false)} />}
    </header>
  );
}

/** The sentence in the reader's language, and in the other one below. */
function Why({ found: { why } }: { found: Explanation }) {
  const both = [['zh-CN', why.zh], ['en', why.en]] as const;
  const ordered = language() === 'zh' ? both : [...both].reverse();
  return <div class="sentences">{ordered.map(([lang, text]) => <p key={lang} lang={lang}>{text}</p>)}</div>;
}

/** 0.30 × 80 + 0.50 × 85 + 0.20 × 94 = 85.3, as bars and as a sum. */
function Sum({ found: { lead, weights, policy } }: { found: Explanation }) {
  const names = ['profile', 'heat', 'freshness'] as const;
  const terms = names.map((name) => `${(weights[name] ?? 0).toFixed(2)} × ${lead.parts[name].toFixed(1)}`);
  return (
    <div class="parts">
      {names.map((name) => <Bar key={name} label={t(`part.${name}`)} value={lead.parts[name]} />)}
      <p class="sum"><span>{terms.join(' + ')} = {lead.parts.score.toFixed(1)}</span> <span>{t('why.policy', { version: policy })}</span></p>
    </div>
  );
}

function Facts({ found: { lead, points, uncounted } }: { found: Explanation }) {
  const rows: [string, string][] = [
    [t('queue.channel'), word('channel', lead.channel)], [t('queue.pool'), word('pool', lead.pool)],
    [t('why.captured'), instant(lead.captured_at_ms, nowMs())],
    [t('why.holder'), lead.holder ? live.nameOf(lead.holder) : t('rungs.nobody')],
    ...attributeRows(lead).map(([name, label, value]): [string, string] => [label, points[name] ? `${value} (+${points[name].toFixed(0)})` : value]),
  ];
  return (
    <>
      <dl class="facts">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {uncounted.map((one) => <p key={one.name} class="hint uncounted">{one[language()]}</p>)}
    </>
  );
}

function Signals({ found: { signals } }: { found: Explanation }) {
  return (
    <section>
      <h3>{t('why.signals')}</h3>
      {signals.length === 0 && <p class="empty">{t('why.no_signals')}</p>}
      <ul class="events">
        {signals.map((one) => (
          <li key={`${one.signal} ${one.at_ms}`}>
            <time>{instant(one.at_ms, nowMs())}</time>
            <span>{word('signal', one.signal, { value: one.value })}</span>
            <b>{one.points === undefined ? t('why.no_points') : `+${one.points.toFixed(0)}`}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function LeadView({ lead }: { lead: string }) {
  const path = `/v1/leads/${encodeURIComponent(lead)}`;
  const explained = useRead<Explanation>(`${path}/explain`, on.lead(lead));
  const curve = useRead<Curve>(`${path}/curve`, on.lead(lead));
  const decided = useRead<DecisionList>(`${path}/decisions`, on.lead(lead));
  const happened = useRead<LeadHistory>(`${path}/history`, on.lead(lead));
  if (!explained.found) {
    return (
      <div class="alone">
        <Shown of={explained}>{() => null}</Shown>
        {explained.refused && <a class="link" href={linkToView('now')}>{t('lead.to_now')}</a>}
      </div>
    );
  }
  const { found } = explained;
  return (
    <article id="lead" aria-labelledby="lead-title" data-lead={lead}>
      <Shown of={explained}>{() => <Head lead={found.lead} found={found} />}</Shown>
      <section class="panel" id="curve" aria-labelledby="curve-title">
        <header><h3 id="curve-title">{t('curve.title')}</h3> <Csv path={`${path}/curve`} what={t('curve.title')} /></header>
        <Shown of={curve}>{(found) => <CurveChart curve={found} />}</Shown>
      </section>
      <section class="panel" id="sum" aria-label={t('score')}><Sum found={found} /><Facts found={found} /><Signals found={found} /></section>
      <section class="panel" id="decisions" aria-labelledby="decisions-title">
        <header><h3 id="decisions-title">{t('decisions.title')}</h3> <Csv path={`${path}/decisions`} what={t('decisions.title')} /></header>
        <Shown of={decided}>{({ decisions }) => <Decisions decisions={decisions} />}</Shown>
      </section>
      <section class="panel" id="history" aria-labelledby="history-title">
        <header><h3 id="history-title">{t('why.history')}</h3> <Csv path={`${path}/history`} what={t('why.history')} /></header>
        <Shown of={happened}>{({ entries }) => <Happened entries={entries} />}</Shown>
      </section>
    </article>
  );
}
