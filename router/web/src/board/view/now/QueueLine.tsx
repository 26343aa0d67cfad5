// One waiting lead; the whole line is the link of its number.

import { attributesText } from '../../../shared/facts';
import { t, word } from '../../../shared/words';
import { linkToView } from '../../state/address';
import type { Row } from '../../state/queue';
import { Since } from '../parts';

export const HEADS = ['place', 'score', 'lead', 'need', 'hot', 'waited', 'age', 'rungs', 'notes'] as const;

function notes(row: Row): string {
  const told: string[] = [];
  if (row.overdue) told.push(t('queue.overdue'));
  if (row.asks.length) told.push(t('queue.asks', { what: row.asks.map((one) => word('value', one.split(':').pop() ?? one)).join(t('comma')) }));
  if (row.refused_by.length) told.push(t('queue.refused', { n: row.refused_by.length }));
  return told.join(' · ');
}

export function QueueLine({ row, index, top, height }: { row: Row | undefined; index: number; top: number; height: number }) {
  const style = { top: `${top}px`, height: `${height}px` };
  if (!row) return <div role="row" aria-rowindex={index + 2} class="line unread" style={style}><span role="cell" class="place">{index + 1}</span></div>;
  const kind = row.hot_at_ms ? 'hot-line' : row.overdue ? 'overdue' : '';
  const [told, wants] = [notes(row), attributesText(row)];
  return (
    <div role="row" aria-rowindex={index + 2} class={`line ${kind}`} style={style} data-row data-lead={row.lead}>
      <span role="cell" class="place">{row.place}</span>
      <span role="cell" class="score"><progress max={100} value={Number(row.score.toFixed(1))} aria-hidden="true" /><b>{row.score.toFixed(1)}</b></span>
      <span role="cell" class="lead">
        <b>{row.customer ?? t('no_name')}</b>
        <a href={linkToView('lead', { lead: row.lead })} data-item aria-label={t('queue.explain', { lead: row.masked })}>{row.masked}</a>
      </span>
      <span role="cell" class="need">
        <span class="wants" title={wants}>{wants || '–'}</span>
        <span class="from"><span class="channel">{word('channel', row.channel)}</span> · <span class="pool">{word('pool', row.pool)}</span></span>
      </span>
      <span role="cell" class="hot">{row.hot_at_ms ? <Since at={row.hot_at_ms} hot /> : null}</span>
      <span role="cell" class="waited"><Since at={row.waiting_since_ms} /></span>
      <span role="cell" class="age"><Since at={row.captured_ms} /></span>
      <span role="cell" class="rungs">
        {row.rung > 0 && <span class="rung" role="img" aria-label={t('queue.rungs_fired', { n: row.rung })}>{'●'.repeat(Math.min(row.rung, 4))}</span>}
      </span>
      <span role="cell" class="notes" title={told}>{told}</span>
    </div>
  );
}
