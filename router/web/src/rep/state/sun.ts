// Colours for bright sunlight: chosen in the menu, or by the system's wish for more contrast.

import { choice } from './kept';

export function inSun(): boolean {
  const chosen = choice('sun');
  return chosen ? chosen === 'on' : matchMedia('(prefers-contrast: more)').matches;
}

export function setSun(on: boolean): void {
  choice('sun', on ? 'on' : 'off');
  showSun();
}

export function showSun(): void {
  document.documentElement.toggleAttribute('data-sun', inSun());
}
