// Whether the page can be put on the home screen, and how.

import { isInstalled, isIphone } from './push';
import { redraw } from '../../shared/redraw';

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offered: InstallPrompt | null = null;

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offered = event as InstallPrompt;
  redraw();
});

addEventListener('appinstalled', () => {
  offered = null;
  redraw();
});

/** `button`: the browser asks on a tap; `share`: by hand, on an iPhone; null: nothing to do. */
export function installing(): 'button' | 'share' | null {
  if (isInstalled()) return null;
  if (offered) return 'button';
  return isIphone() ? 'share' : null;
}

export async function install(): Promise<void> {
  await offered?.prompt();
  offered = null;
  redraw();
}
