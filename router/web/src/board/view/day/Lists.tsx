// What happened on a day, lead by lead: who went over time, and what was escalated.

import type { ComponentChildren } from 'preact';
import { t, word, type Key } from '../../../shared/words';
import { linkToView } from '../../state/address';
import { count, instant, span } from '../../state/figures';
import { live } from '../../state/live';
import type { OverTimeList, PastEscalations } from '../../state/models';
import type { Range } from '../../state/ranges';
import { on, useRead, type Read } from '../../state/reads';
import { rangeQuery } from '../kpis/TestLeads';
import { Csv, Shown } from '../parts';

export const SHOWN_MAX = 40; // what fits the page; the CSV has them all
const LATE_HEADS = ['lead', 'captured', 'channel', 'pool', 'happened', 'when', 'times', 'had', 'touched'] as const;
const RUNG_HEADS = ['when', 'rung', 'lead', 'pool', 'late_by', 'had', 'end'] as const;

export function More({ all }: { all: number }) {
  return all > SHOWN_MAX ? <p class="hint">{t('day.late_more', { n: count(all - SHOWN_MAX) })}</p> : null;
}

function List<T>({ id, title, none, path, read, heads, all, children }: {
  id: string; title: string; none: Key; path: string; read: Read<T>; heads: readonly string[]; all: number; children: ComponentChildren;
}) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <header><h3 id={`${id}-title`}>{title}</h3><Csv path={path} what={title} /></header>
      <Shown of={read}>{() => all === 0 && <p class="empty">{t(none)}</p>}</Shown>
      {all > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby={`${id}-title`}>
          <table>
            <thead><tr>{heads.map((head) => <th key={head} scope="col">{word('day', head)}</th>)}</tr></thead>
            <tbody>{children}</tbody>
          </table>
        </div>
      )}
      <More all={all} />
    </section>
  );
}

function LeadLink({ lead }: { lead: string }) {
  return <a class="link digits" href={linkToView('lead', { lead })}>{lead}</a>;
}

export function OverTime({ range }: { range: Range }) {
  const path = `/v1/kpis/over-time?${rangeQuery(range)}`;
  const read = useRead<OverTimeList>(path, on.leads);
  const late = read.found?.leads ?? [];
  const at = (ms: number): string => instant(ms, range.from_ms);
  return (
    <List id="day-over-time" title={t('day.over_time', { n: count(late.length) })} none="day.over_time_none" path={path} read={read} heads={LATE_HEADS} all={late.length}>
      {late.slice(0, SHOWN_MAX).map((one) => (
        <tr key={`${one.lead} ${one.captured_at_ms}`} data-lead={one.lead}>
          <td><LeadLink lead={one.lead} /></td><td><time>{at(one.captured_at_ms)}</time></td><td>{word('channel', one.channel)}</td><td>{word('pool', one.pool)}</td>
          <td>{word('reason', one.happened)}</td><td><time>{at(one.at_ms)}</time></td><td>{count(one.times)}</td><td>{live.nameOf(one.rep)}</td>
          <td>{one.first_touch_at_ms === undefined ? t('day.untouched') : <time>{at(one.first_touch_at_ms)}</time>}</td>
        </tr>
      ))}
    </List>
  );
}

export function Escalated({ range }: { range: Range }) {
  const path = `/v1/kpis/escalations?${rangeQuery(range)}`;
  const read = useRead<PastEscalations>(path, on.leads);
  const rungs = read.found?.escalations ?? [];
  const at = (ms: number): string => instant(ms, range.from_ms);
  return (
    <List id="day-rungs" title={t('day.rungs', { n: count(rungs.length) })} none="day.rungs_none" path={path} read={read} heads={RUNG_HEADS} all={rungs.length}>
      {rungs.slice(0, SHOWN_MAX).map((one) => (
        <tr key={`${one.lead} ${one.at_ms} ${one.n}`} data-lead={one.lead}>
          <td><time>{at(one.at_ms)}</time></td><td>{word('rung', one.name)}</td><td><LeadLink lead={one.lead} /></td><td>{word('pool', one.pool)}</td>
          <td>{span(one.late_s)}</td><td>{one.rep ? live.nameOf(one.rep) : t('rungs.nobody')}</td>
          <td>{one.acknowledged_at_ms === undefined ? t('day.open') : t('day.taken', { at: at(one.acknowledged_at_ms) })}</td>
        </tr>
      ))}
    </List>
  );
}
