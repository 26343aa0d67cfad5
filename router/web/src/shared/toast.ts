// One sentence at the foot of the screen, gone after a while.

import { redraw } from './redraw';

const SHOWN_MS = 7000;
let timer = 0;

export const shownToast: { text: string; kind: 'error' | 'good' } = { text: '', kind: 'error' };

export function toast(text: string, kind: 'error' | 'good' = 'error'): void {
  Object.assign(shownToast, { text, kind });
  clearTimeout(timer);
  timer = window.setTimeout(hush, SHOWN_MS);
  redraw();
}

export function hush(): void {
  clearTimeout(timer);
  if (!shownToast.text) return;
  shownToast.text = '';
  redraw();
}
