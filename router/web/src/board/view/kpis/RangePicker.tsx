// Which days are looked at; a custom range is two dates, both of them counted.

import { t } from '../../../shared/words';
import { asked, go, linkTo } from '../../state/address';
import { RANGES, isoDay, rangeOf } from '../../state/ranges';
import { TestLeads } from './TestLeads';

export function RangePicker() {
  const chosen = RANGES.find((one) => one === asked('kpis')) ?? 'today';
  const { from_ms, to_ms } = rangeOf(chosen, asked('from'), asked('to'));
  const [from, to] = [isoDay(from_ms), isoDay(to_ms - 1)];
  const pick = (name: 'from' | 'to') => (event: Event): void => {
    const value = (event.currentTarget as HTMLInputElement).value;
    if (!value) return;
    const next = { from, to, [name]: value };
    if (next.from > next.to) next[name === 'from' ? 'to' : 'from'] = value;
    go(linkTo({ kpis: 'custom', ...next }), { replace: true });
  };
  return (
    <section class="range" aria-label={t('range')}>
      <p class="chips" role="group" aria-label={t('range')}>
        {RANGES.map((one) => (
          <a key={one} data-range={one} aria-current={chosen === one ? 'true' : undefined}
            href={linkTo(one === 'custom' ? { kpis: one, from, to } : { kpis: one, from: null, to: null })}>{t(`range.${one}`)}</a>
        ))}
      </p>
      <label>{t('range.from')} <input type="date" id="range-from" value={from} max={to} onChange={pick('from')} /></label>
      <label>{t('range.to')} <input type="date" id="range-to" value={to} min={from} onChange={pick('to')} /></label>
      <TestLeads />
    </section>
  );
}
