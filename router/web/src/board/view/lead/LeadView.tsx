// One lead: why it has its score, how that moved, who was asked to take it and why, and its number.

import { useEffect, useState } from 'preact/hooks';
import { nowMs } from '../../../shared/clock';
import { attributeRows } from '../../../shared/facts';
import { has, language, t, word } from '../../../shared/words';
import { back, linkToView } from '../../state/address';
import { instant } from '../../state/figures';
import { live } from '../../state/live';
import type { Curve, Decision, Explanation, HistoryEntry, Lead } from '../../state/models';
import { useRead } from '../../state/reading';
import { here } from '../../state/session';
import { HandOver } from '../now/HandOver';
import { Bar, Csv, Problem, Since } from '../parts';
import { CurveChart } from './CurveChart';
import { Decisions } from './Decisions';
import { Happened } from './Happened';
import { Reveal } from './Reveal';

const AGAIN_MS = 15_000; // a score sinks without an event

function Head({ lead, found }: { lead: Lead; found: Explanation }) {
  const [giving, give] = useState(false);
  const open = !['closed', 'new'].includes(lead.state);
  return (
    <header class="lead-head">
      <b class="huge digits">{lead.parts.score.toFixed(1)}</b>
      <div>
        <h2 id="lead-title" class="digits">{lead.masked}</h2>
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
        <button type="button" class="quiet" id="close-lead" aria-keyshortcuts="Escape" onClick={() => back(linkToView('now'))}>{t('close')}</button>
      </div>
      <Why found={found} />
      {giving && <HandOver given={lead} close={() => give(false)} />}
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

function Facts({ found: { lead, points } }: { found: Explanation }) {
  const rows: [string, string][] = [
    [t('queue.channel'), word('channel', lead.channel)], [t('queue.pool'), lead.pool],
    [t('why.captured'), instant(lead.captured_at_ms, nowMs())],
    [t('why.holder'), lead.holder ? live.nameOf(lead.holder) : t('rungs.nobody')],
    ...attributeRows(lead).map(([name, label, value]): [string, string] => [label, points[name] ? `${value} (+${points[name].toFixed(0)})` : value]),
  ];
  return <dl class="facts">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
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
            <span>{has('signal', one.signal) ? word('signal', one.signal, { value: one.value }) : `${one.signal} ${one.value}`}</span>
            <b>{one.points === undefined ? t('why.no_points') : `+${one.points.toFixed(0)}`}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function LeadView({ lead }: { lead: string }) {
  const path = `/v1/leads/${encodeURIComponent(lead)}`;
  const explained = useRead<Explanation>(`${path}/explain`, AGAIN_MS);
  const curve = useRead<Curve>(`${path}/curve`, AGAIN_MS);
  const decided = useRead<{ decisions: Decision[] }>(`${path}/decisions`);
  const happened = useRead<{ entries: HistoryEntry[] }>(`${path}/history`);
  useEffect(() => {
    let due = 0;
    const stop = live.onChange((leads) => {
      if (!leads.has(lead) || due) return;
      // The read store follows the journal by itself, a little later.
      due = window.setTimeout(() => {
        due = 0;
        for (const one of [explained, curve, decided, happened]) one.again();
      }, 800);
    });
    return () => {
      clearTimeout(due);
      stop();
    };
  }, [lead]);
  const { found } = explained;
  if (!found) {
    return explained.refused
      ? <div class="alone"><Problem refused={explained.refused} again={explained.again} /> <a class="link" href={linkToView('now')}>{t('lead.to_now')}</a></div>
      : <p class="reading" role="status">{t('reading')}</p>;
  }
  return (
    <article id="lead" aria-labelledby="lead-title" data-lead={lead}>
      <Head lead={found.lead} found={found} />
      <section class="panel" id="curve" aria-labelledby="curve-title">
        <header><h3 id="curve-title">{t('curve.title')}</h3> <Csv path={`${path}/curve`} what={t('curve.title')} /></header>
        {curve.found && <CurveChart curve={curve.found} />}
        {!curve.found && curve.refused && <Problem refused={curve.refused} again={curve.again} />}
      </section>
      <section class="panel" id="sum" aria-label={t('score')}><Sum found={found} /><Facts found={found} /><Signals found={found} /></section>
      <section class="panel" id="decisions" aria-labelledby="decisions-title">
        <header><h3 id="decisions-title">{t('decisions.title')}</h3> <Csv path={`${path}/decisions`} what={t('decisions.title')} /></header>
        {decided.found && <Decisions decisions={decided.found.decisions} />}
        {!decided.found && decided.refused && <Problem refused={decided.refused} again={decided.again} />}
      </section>
      <section class="panel" id="history" aria-labelledby="history-title">
        <header><h3 id="history-title">{t('why.history')}</h3> <Csv path={`${path}/history`} what={t('why.history')} /></header>
        {happened.found && <Happened entries={happened.found.entries} />}
        {!happened.found && happened.refused && <Problem refused={happened.refused} again={happened.again} />}
      </section>
    </article>
  );
}
