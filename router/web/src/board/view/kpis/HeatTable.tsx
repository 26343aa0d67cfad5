// Median response time by hour and weekday of the capture: the darker, the longer people waited.

import { t } from '../../../shared/words';
import { count, shortSpan, span } from '../../state/figures';
import type { Cell, Heatmap } from '../../state/models';

const STEPS_S = [60, 300, 900, 3600, 14_400];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

function shade(cell: Cell | undefined): string {
  if (!cell || cell.leads === 0) return 'none';
  if (cell.p50_s === undefined) return 'untouched';
  const seconds = cell.p50_s;
  const step = STEPS_S.findIndex((one) => seconds <= one);
  return `h${step < 0 ? STEPS_S.length : step}`;
}

function Box({ cell, day, hour }: { cell: Cell | undefined; day: typeof DAYS[number]; hour: number }) {
  if (!cell || cell.leads === 0) return <td class="none" />;
  const time = cell.p50_s === undefined ? t('heat.untouched') : span(cell.p50_s);
  const open = cell.open_p50_s === undefined || cell.open_p50_s === cell.p50_s ? '' : span(cell.open_p50_s);
  const named = { day: t(`day.${day}`), hour, time, n: count(cell.leads) };
  const told = open ? t('heat.cell_open', { ...named, open }) : t('heat.cell', named);
  return <td class={cell.few ? `${shade(cell)} few` : shade(cell)} title={told}><span aria-hidden="true">{cell.p50_s === undefined ? '×' : shortSpan(cell.p50_s)}</span><span class="for-ears">{told}</span></td>;
}

export function HeatTable({ heat }: { heat: Heatmap }) {
  if (heat.cells.length === 0) return <p class="empty">{t('heat.empty')}</p>;
  const cells = new Map(heat.cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-labelledby="heatmap-title">
      <table class="heat">
        <thead><tr><td />{HOURS.map((hour) => <th key={hour} scope="col">{hour}</th>)}</tr></thead>
        <tbody>
          {DAYS.map((day) => (
            <tr key={day}>
              <th scope="row">{t(`day.${day}`)}</th>
              {HOURS.map((hour) => <Box key={hour} cell={cells.get(`${day} ${hour}`)} day={day} hour={hour} />)}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="legend">
        {[...STEPS_S, 0].map((step, index) => (
          <span key={step}><i class={`h${index}`} aria-hidden="true" />{step ? t('heat.up_to', { time: shortSpan(step) }) : t('heat.more')}</span>
        ))}
        <span><i class="few" aria-hidden="true">1</i>{t('heat.few')}</span>
        <span><i class="untouched" aria-hidden="true" />{t('heat.untouched')}</span>
      </p>
    </div>
  );
}
