// The page for the morning meeting: one day on A4.

import { nowMs } from '../../../shared/clock';
import { t, word } from '../../../shared/words';
import { asked, go, linkTo, linkToView } from '../../state/address';
import { count, dayTitle, instant } from '../../state/figures';
import type { Kpis, QueuePage } from '../../state/models';
import { dayOf, dayStart, isoDay, type Range } from '../../state/ranges';
import { on, useRead } from '../../state/reads';
import { FIGURES_MS, kpiPath, SliceTable, Tiles } from '../kpis/KpiView';
import { NoLeads, testAsked, TestLeads } from '../kpis/TestLeads';
import { Csv, Shown, Since } from '../parts';
import { Escalated, More, OverTime, SHOWN_MAX } from './Lists';

function Table({ range, by }: { range: Range; by: 'pool' | 'rep' | 'channel' }) {
  const path = kpiPath(range, by);
  const read = useRead<Kpis>(path, on.anything, FIGURES_MS);
  return (
    <section class="panel" id={`day-${by}`} aria-labelledby={`day-${by}-title`}>
      <header><h3 id={`day-${by}-title`}>{t(`kpis.by.${by}`)}</h3><Csv path={path} what={t(`kpis.by.${by}`)} /></header>
      <Shown of={read}>
        {(found) => <div class="scroll" tabIndex={0} role="group" aria-labelledby={`day-${by}-title`}><SliceTable kpis={found} by={by} link={false} /></div>}
      </Shown>
    </section>
  );
}

/** Who waits too long at this moment; the day's own list is below it. */
function Waiting() {
  const read = useRead<QueuePage>('/v1/queue?limit=1000', on.leads, FIGURES_MS);
  const late = (read.found?.leads ?? []).filter((row) => row.overdue);
  return (
    <section class="panel" id="day-late" aria-labelledby="day-late-title">
      <header><h3 id="day-late-title">{t('day.late', { n: count(late.length) })}</h3><Csv path="/v1/queue?limit=1000" what={t('queue')} /></header>
      <Shown of={read}>{() => late.length === 0 && <p class="empty">{t('day.late_none')}</p>}</Shown>
      {late.length > 0 && (
        <table>
          <thead><tr>{(['lead', 'score', 'channel', 'pool', 'waited', 'rungs'] as const).map((head) => <th key={head} scope="col">{t(`queue.${head}`)}</th>)}</tr></thead>
          <tbody>
            {late.slice(0, SHOWN_MAX).map((row) => (
              <tr key={row.lead}>
                <td><a class="link digits" href={linkToView('lead', { lead: row.lead })}>{row.masked}</a></td><td>{row.score.toFixed(1)}</td>
                <td>{word('channel', row.channel)}</td><td>{word('pool', row.pool)}</td><td><Since at={(read.at ?? nowMs()) - row.waited_s * 1000} /></td><td>{row.rung}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More all={late.length} />
    </section>
  );
}

export function Day() {
  const today = dayStart(nowMs());
  const from = dayOf(asked('day')) ?? today;
  const range = { from_ms: from, to_ms: dayStart(from, 1) };
  const kpis = useRead<Kpis>(kpiPath(range, 'channel'), on.anything, FIGURES_MS);
  const turn = (days: number): string => linkTo({ day: isoDay(dayStart(from, days)) });
  return (
    <article id="day" aria-labelledby="day-title">
      <header class="day-head">
        <h2 id="day-title">{dayTitle(from)}{testAsked() && <> <span class="chip">{t('test.leads')}</span></>}</h2>
        <p class="chips screen-only">
          <a href={turn(-1)} id="day-before">← {t('day.before')}</a>
          {from < today && <a href={turn(1)} id="day-after">{t('day.after')} →</a>}
        </p>
        <label class="screen-only">{t('day.choose')} <input type="date" id="day-date" value={isoDay(from)} max={isoDay(today)}
          onChange={(event) => event.currentTarget.value && go(linkTo({ day: event.currentTarget.value }))} /></label>
        <TestLeads />
        <button type="button" class="main screen-only" id="print" onClick={() => print()}>{t('day.print')}</button>
        <p class="paper-only">{t('day.printed', { at: instant(nowMs(), from) })}</p>
      </header>
      <Shown of={kpis}>
        {(found) => <>{found.total.leads === 0 && <NoLeads range={range} text={t('day.empty')} />}<Tiles kpis={found} /></>}
      </Shown>
      <Table range={range} by="pool" />
      <Table range={range} by="rep" />
      {from === today && !testAsked() && <Waiting />}
      <OverTime range={range} />
      <Escalated range={range} />
    </article>
  );
}
