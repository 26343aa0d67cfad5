// The one number that matters, and the counts beside it.

import { t } from '../../../shared/words';
import { linkToView } from '../../state/address';
import { count } from '../../state/figures';
import { live } from '../../state/live';
import type { Stats } from '../../state/models';
import { HotClock } from './HotClock';

const COUNTS = ['assigned', 'acknowledged', 'closed', 'captured'] as const;

function Tile({ name, value, kind, since }: { name: keyof typeof MEANS; value?: string; kind?: string; since?: number }) {
  return (
    <div class={kind} title={t(MEANS[name])} data-kpi={name}>
      <dt>{t(`kpi.${name}`)}</dt>
      <dd data-since={since === undefined ? undefined : String(since)}>{value}</dd>
    </div>
  );
}

const MEANS = {
  waiting: 'kpi.waiting.means', oldest_wait: 'kpi.oldest_wait.means', assigned: 'kpi.assigned.means',
  acknowledged: 'kpi.acknowledged.means', closed: 'kpi.closed.means', captured: 'kpi.captured.means',
  reps_free: 'kpi.reps_free.means', rungs_overdue: 'kpi.rungs_overdue.means',
} as const;

export function Counts({ stats }: { stats: Stats }) {
  const all = Object.values(stats.reps).reduce((sum, one) => sum + one, 0);
  const hottest = live.hottest;
  return (
    <section class="counts" aria-label={t('counts')}>
      <HotClock hottest={hottest} link={hottest ? linkToView('lead', { lead: hottest.lead }) : null} />
      <dl id="kpis">
        <Tile name="waiting" value={count(stats.waiting)} kind="first" />
        {stats.oldest_since_ms ? <Tile name="oldest_wait" since={stats.oldest_since_ms} /> : <Tile name="oldest_wait" value="–" />}
        <Tile name="reps_free" value={`${count(stats.reps_free)} / ${count(all)}`} kind={stats.reps_free === 0 && stats.waiting > 0 ? 'bad' : ''} />
        {COUNTS.map((name) => <Tile key={name} name={name} value={count(stats[name])} />)}
        <Tile name="rungs_overdue" value={count(stats.rungs_overdue)} kind={stats.rungs_overdue > 0 ? 'bad' : ''} />
      </dl>
    </section>
  );
}
