// The KPIs of a range, sliced, each with its definition; and the heatmap of response times.

import { nowMs } from '../../../shared/clock';
import { t, word } from '../../../shared/words';
import { asked, linkTo } from '../../state/address';
import { ALL, basis, count, few, figure, instant, type Figure } from '../../state/figures';
import { live } from '../../state/live';
import type { By, Heatmap, Kpis, Measures } from '../../state/models';
import { rangeOf, zone, type Range } from '../../state/ranges';
import { on, useRead } from '../../state/reads';
import { Csv, Shown } from '../parts';
import { HeatTable } from './HeatTable';
import { RangePicker } from './RangePicker';
import { NoLeads, rangeQuery, testAsked } from './TestLeads';

export const SLICES = ['channel', 'pool', 'rep'] as const;
export const FIGURES_MS = 3000; // they are counted anew, so no more often than this

export function byAsked(): By {
  return SLICES.find((one) => one === asked('by')) ?? 'channel';
}

export function kpiPath(range: Range, by: By): string {
  return `/v1/kpis?${rangeQuery(range)}&by=${by}`;
}

export function sliceName(by: By, name: string): string {
  if (by === 'channel') return word('channel', name);
  return by === 'rep' ? live.nameOf(name) : word('pool', name);
}

/** A figure's name; its definition is shown on hover and focus, and is a link to its formula below. */
function Name({ name }: { name: Figure }) {
  return (
    <a class="asks" href={linkTo({ word: name })} aria-describedby={`tip-${name}`}>
      {t(`figure.${name}`)}
      <span role="tooltip" id={`tip-${name}`}>{t(`figure.${name}.means`)}</span>
    </a>
  );
}

/** A figure of a table; on few cases it is grey, and says on how many. */
function Cell({ name, row }: { name: Figure; row: Measures }) {
  const of = few(name, row);
  return (
    <td class={of === null ? 'number' : 'number few'} data-figure={name} title={basis(name, row) || undefined}>
      {figure(name, row)}{of !== null && <small>{t('basis.of', { n: count(of) })}</small>}
    </td>
  );
}

export function SliceTable({ kpis, by, link = true }: { kpis: Kpis; by: By; link?: boolean }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t(`by.${by}`)}</th>
          {ALL.map((name) => <th key={name} scope="col" class="number">{link ? <Name name={name} /> : t(`figure.${name}`)}</th>)}
        </tr>
      </thead>
      <tbody data-list="slices">
        {kpis.slices.map(({ name, measures }) => (
          <tr key={name} data-slice={name}>
            <th scope="row">{sliceName(by, name)}</th>
            {ALL.map((one) => <Cell key={one} name={one} row={measures} />)}
          </tr>
        ))}
        <tr class="total" data-slice="">
          <th scope="row">{t('all')}</th>
          {ALL.map((one) => <Cell key={one} name={one} row={kpis.total} />)}
        </tr>
      </tbody>
    </table>
  );
}

export function Tiles({ kpis }: { kpis: Kpis }) {
  return (
    <dl class="tiles">
      {ALL.map((name) => (
        <div key={name} data-figure={name} class={`${name === 'first_touch_p50' ? 'first' : ''} ${few(name, kpis.total) === null ? '' : 'few'}`}>
          <dt>{t(`figure.${name}`)}</dt>
          <dd>{figure(name, kpis.total)} <small>{basis(name, kpis.total)}</small></dd>
        </div>
      ))}
    </dl>
  );
}

function Definitions() {
  const chosen = asked('word');
  const show = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'center' });
  return (
    <section class="panel" id="words" aria-labelledby="words-title">
      <header><h2 id="words-title">{t('kpis.words')}</h2></header>
      <dl>
        {ALL.map((name) => (
          <div key={name} ref={chosen === name ? show : undefined} class={chosen === name ? 'chosen' : ''} data-word={name}>
            <dt>{t(`figure.${name}`)}</dt><dd>{t(`figure.${name}.means`)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{t(testAsked() ? 'test.counted' : 'kpis.counted')}</p>
    </section>
  );
}

export function KpiView() {
  const by = byAsked();
  const range = rangeOf(asked('kpis'), asked('from'), asked('to'));
  const path = kpiPath(range, by);
  const kpis = useRead<Kpis>(path, on.anything, FIGURES_MS);
  const heatPath = `/v1/kpis/heatmap?${rangeQuery(range)}&zone=${encodeURIComponent(zone())}`;
  const heat = useRead<Heatmap>(heatPath, on.leads, FIGURES_MS);
  return (
    <>
      <RangePicker />
      <Shown of={kpis}>
        {(found) => (
          <>
            {found.total.leads === 0 && <NoLeads range={range} text={t('kpis.empty')} />}
            <Tiles kpis={found} />
            <section class="panel" id="slices" aria-labelledby="slices-title">
              <header>
                <h2 id="slices-title">{t(`kpis.by.${by}`)}</h2>
                <p class="chips" role="group" aria-label={t('kpis.slice')}>
                  {SLICES.map((one) => <a key={one} href={linkTo({ by: one })} aria-current={by === one ? 'true' : undefined}>{t(`by.${one}`)}</a>)}
                </p>
                <span class="soft grow">{found.as_of_ms > 0 && t('kpis.as_of', { at: instant(found.as_of_ms, nowMs()) })}</span>
                <Csv path={path} what={t(`kpis.by.${by}`)} />
              </header>
              <div class="scroll" tabIndex={0} role="group" aria-labelledby="slices-title"><SliceTable kpis={found} by={by} /></div>
            </section>
          </>
        )}
      </Shown>
      <section class="panel" id="heatmap" aria-labelledby="heatmap-title">
        <header><h2 id="heatmap-title">{t('heat.title')}</h2> <span class="soft grow">{zone()}</span> <Csv path={heatPath} what={t('heat.title')} /></header>
        <Shown of={heat}>{(found) => <HeatTable heat={found} />}</Shown>
      </section>
      <Definitions />
    </>
  );
}
