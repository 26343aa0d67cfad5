// A lead's score over time: straight between events, with the thresholds and where it froze.

import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot from 'uplot';
import { nowMs } from '../../../shared/clock';
import { language, t, word } from '../../../shared/words';
import { instant, locale } from '../../state/figures';
import { onSystemTheme, theme } from '../../state/look';
import type { Curve, CurvePoint } from '../../state/models';

const HEIGHT_PX = 260;
const MARKED = new Set(['captured', 'merged', 'joined', 'rescored']);

export function pointText(point: CurvePoint): string {
  const signals = point.signals.map((one) => word('signal', one.signal, { value: one.value }));
  const channel = point.channel ? ` · ${word('channel', point.channel)}` : '';
  if (point.policy) return t('curve.rescored', { version: point.policy });
  return signals.length ? signals.join(t('comma')) : `${word('curve', point.kind === 'froze' ? 'froze.point' : point.kind)}${channel}`;
}

function colour(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

interface Ink {
  ink: string;
  soft: string;
  line: string;
  fire: string;
  hot: string;
  sheet: string;
}

function inks(): Ink {
  return {
    ink: colour('--ink'), soft: colour('--soft'), line: colour('--line'), fire: colour('--fire'), hot: colour('--hot'), sheet: colour('--sheet'),
  };
}

/** A line across at a threshold, with its name at the right end. */
function threshold(plot: UPlot, value: number, name: string, ink: string): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(value, 'y', true);
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.setLineDash([6 * ratio, 5 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(name, bbox.left + bbox.width - 4 * ratio, y - 2 * ratio);
  ctx.restore();
}

/** A line down at an instant, with its name at the top or the foot. */
function upright(plot: UPlot, atMs: number, name: string, ink: string, foot: boolean): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(atMs / 1000, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const ratio = devicePixelRatio;
  const left = x > bbox.left + bbox.width * 0.8;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.setLineDash([2 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = left ? 'right' : 'left';
  ctx.textBaseline = foot ? 'bottom' : 'top';
  ctx.fillText(name, x + (left ? -5 : 5) * ratio, foot ? bbox.top + bbox.height - 4 * ratio : bbox.top + 4 * ratio);
  ctx.restore();
}

function dots(plot: UPlot, points: CurvePoint[], ink: Ink): void {
  const { ctx } = plot;
  ctx.save();
  for (const point of points) {
    if (!MARKED.has(point.kind)) continue;
    const [x, y] = [plot.valToPos(point.at_ms / 1000, 'x', true), plot.valToPos(point.score, 'y', true)];
    ctx.beginPath();
    ctx.arc(x, y, 5 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fillStyle = point.kind === 'joined' ? ink.fire : ink.ink;
    ctx.strokeStyle = ink.sheet;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

function dateText(seconds: number, spanS: number): string {
  const at = new Date(seconds * 1000);
  const time = at.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', ...(spanS < 600 ? { second: '2-digit' } : {}), hour12: false });
  return spanS > 86_400 ? `${at.toLocaleDateString(locale(), { month: 'numeric', day: 'numeric' })} ${time}` : time;
}

/** Room above and below all scores and both thresholds. */
function heights({ points, hot, high_intent }: Curve): UPlot.Range.MinMax {
  const scores = points.map((point) => point.score);
  return [Math.max(0, Math.min(...scores, hot) - 8), Math.min(104, Math.max(...scores, high_intent) + 6)];
}

/** `now()` gives the curve as it was read last: the chart outlives a reading. */
function options(now: () => Curve, width: number, hear: (index: number | null) => void): UPlot.Options {
  const ink = inks();
  const axis = { stroke: ink.soft, grid: { stroke: ink.line, width: 1 }, ticks: { stroke: ink.line, width: 1 }, font: '12px system-ui, sans-serif' };
  return {
    width, height: HEIGHT_PX, legend: { show: false },
    cursor: { y: false, points: { size: 9, fill: ink.fire }, drag: { x: true, y: false } },
    scales: { x: { time: true }, y: { range: () => heights(now()) } },
    axes: [
      { ...axis, values: (plot, ticks) => ticks.map((tick) => dateText(tick, (plot.scales['x']?.max ?? 0) - (plot.scales['x']?.min ?? 0))), space: 110 },
      { ...axis, size: 44 },
    ],
    series: [{}, { stroke: ink.fire, width: 2.5, points: { show: false } }],
    hooks: {
      draw: [(plot) => {
        const curve = now();
        threshold(plot, curve.hot, t('curve.hot', { n: curve.hot }), ink.hot);
        threshold(plot, curve.high_intent, t('curve.high', { n: curve.high_intent }), ink.hot);
        upright(plot, curve.freezes_at_ms, t('curve.froze'), ink.soft, true);
        for (const step of curve.points) {
          if (step.policy) upright(plot, step.at_ms, t('curve.policy', { version: step.policy }), ink.ink, false);
        }
        dots(plot, curve.points, ink);
      }],
      setCursor: [(plot) => hear(plot.cursor.idx ?? null)],
    },
  };
}

function dataOf({ points }: Curve): UPlot.AlignedData {
  return [points.map((one) => one.at_ms / 1000), points.map((one) => one.score)];
}

export function CurveChart({ curve }: { curve: Curve }) {
  const box = useRef<HTMLDivElement>(null);
  const [at, point] = useState<number | null>(null);
  const [shade, turn] = useState(0);
  const [width, measure] = useState(0);
  useEffect(() => onSystemTheme(() => turn((count) => count + 1)), []);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => measure(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  const newest = useRef(curve);
  newest.current = curve;
  const chart = useRef<UPlot | null>(null);
  useEffect(() => {
    if (width < 50) return undefined;
    const plot = new UPlot(options(() => newest.current, width, point), dataOf(newest.current), box.current!);
    chart.current = plot;
    return () => {
      chart.current = null;
      plot.destroy();
    };
  }, [`${width} ${theme()} ${shade} ${language()}`]);
  useEffect(() => chart.current?.setData(dataOf(curve)), [curve.points.length, curve.points.at(-1)?.at_ms]);
  const here = at === null ? curve.points.at(-1) : curve.points[at];
  const frozen = t(curve.frozen ? 'curve.frozen_since' : 'curve.freezes', { at: instant(curve.freezes_at_ms, nowMs()) });
  const events = curve.points.filter((one) => MARKED.has(one.kind));
  return (
    <>
      <div ref={box} class="plot" role="img" aria-label={t('curve.told', { n: events.length, hot: curve.hot, high: curve.high_intent })} />
      <p class="readout"><span id="readout" class="digits">{here && `${instant(here.at_ms, nowMs())} · ${here.score.toFixed(1)} · ${pointText(here)}`}</span> <span>{frozen}</span></p>
      <details class="points">
        <summary>{t('curve.points')}</summary>
        <ol class="events">
          {events.map((one) => <li key={`${one.at_ms} ${one.kind}`}><time>{instant(one.at_ms, nowMs())}</time><span>{pointText(one)}</span><b>{one.score.toFixed(1)}</b></li>)}
        </ol>
      </details>
    </>
  );
}
