// One sentence at the foot of the screen, gone after a while.

import { byId } from '../board/dom.js';

let timer = 0;

export function toast(text, kind = 'error') {
  const box = byId('toast');
  box.textContent = text;
  box.className = kind;
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { box.hidden = true; }, 7000);
}

export function hush() {
  byId('toast').hidden = true;
}
