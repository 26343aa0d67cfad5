// How the board looks: light or dark, by the system unless it is chosen, and the wall's large type.

import { asked } from './address';
import { redraw } from '../../shared/redraw';

export type Theme = 'system' | 'light' | 'dark';

const SAVED = 'hotlead-board-theme';
const THEMES: Theme[] = ['system', 'light', 'dark'];
let chosen: Theme = saved();

function saved(): Theme {
  try {
    return THEMES.find((one) => one === localStorage.getItem(SAVED)) ?? 'system';
  } catch {
    return 'system'; // storage is forbidden
  }
}

export function theme(): Theme {
  return chosen;
}

export function nextTheme(): void {
  chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? 'system';
  try {
    localStorage.setItem(SAVED, chosen);
  } catch {
    // not kept, then
  }
  redraw();
}

/** Puts the choice on the document, where the styles find it. */
export function applyLook(stale: boolean): void {
  const root = document.documentElement;
  if (chosen === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = chosen;
  root.classList.toggle('wall', asked('wall') !== null);
  document.body.classList.toggle('stale', stale);
}

/** Calls `act` when the system turns light or dark. */
export function onSystemTheme(act: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', act);
  return () => query.removeEventListener('change', act);
}
