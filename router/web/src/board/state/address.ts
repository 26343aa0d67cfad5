// What is shown is in the address, whole: a link to any view keeps its filters.

import { redraw } from '../../shared/redraw';

export type View = 'now' | 'lead' | 'kpis' | 'team' | 'day';
type Name = 'lead' | 'pool' | 'channel' | 'kpis' | 'from' | 'to' | 'by' | 'word' | 'team' | 'edit' | 'day' | 'wall' | 'test';
export type Given = Partial<Record<Name, string | null>>;

/** What each view keeps of the address when it is left for another one. */
const KEPT: Record<View, Name[]> = {
  now: ['pool', 'channel', 'wall'], lead: ['pool', 'channel', 'wall', 'test'], kpis: ['wall', 'test'], team: [], day: ['test'],
};

let parts = read();

/** A login code is taken out by the session, and never gets into a link. */
function read(): URLSearchParams {
  const found = new URLSearchParams(location.hash.slice(1));
  found.delete('code');
  return found;
}

export function asked(name: Name): string | null {
  return parts.get(name) || null;
}

/** Whether the address names it at all, be it without a value. */
export function given(name: Name): boolean {
  return parts.has(name);
}

export function view(): View {
  if (asked('lead')) return 'lead';
  if (parts.has('kpis')) return 'kpis';
  if (parts.has('team')) return 'team';
  return parts.has('day') ? 'day' : 'now';
}

/** The address with these parts set, or taken away by null. */
export function linkTo(given: Given): string {
  const next = new URLSearchParams(parts);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) next.delete(name);
    else next.set(name, value);
  }
  return `#${next}`;
}

/** The address of another view, with the filters that it shares with this one. */
export function linkToView(to: View, given: Given = {}): string {
  const next = new URLSearchParams();
  for (const name of KEPT[to]) if (parts.get(name)) next.set(name, parts.get(name)!);
  for (const [name, value] of Object.entries(given)) if (value !== null && value !== undefined) next.set(name, value);
  return `#${next}`;
}

export function go(link: string, { replace = false } = {}): void {
  const address = `${location.pathname}${link === '#' ? '' : link}`;
  if (replace) history.replaceState(history.state, '', address);
  else history.pushState({ within: true }, '', address);
  heard();
}

/** Back to where the reader came from within the board, else to `otherwise`. */
export function back(otherwise: string): void {
  if ((history.state as { within?: boolean } | null)?.within) history.back();
  else go(otherwise, { replace: true });
}

function heard(): void {
  parts = read();
  redraw();
}

addEventListener('popstate', heard);
addEventListener('hashchange', heard);
