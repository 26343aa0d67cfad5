// One sentence at the foot of the screen, gone after a while.

import { redraw } from './redraw';

const SHOWN_MS = 8000;
let timer = 0;

export const shown: { text: string; kind: 'error' | 'good' } = { text: '', kind: 'good' };

export function toast(text: string, kind: 'error' | 'good' = 'good'): void {
  Object.assign(shown, { text, kind });
  clearTimeout(timer);
  timer = window.setTimeout(hush, SHOWN_MS);
  redraw();
}

export function hush(): void {
  clearTimeout(timer);
  shown.text = '';
  redraw();
}
