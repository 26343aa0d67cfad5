// Notifications that reach the phone when the page is closed: asked for, subscribed to, told to the
// router, and given up at a sign-out.

import { type Refused, call } from '../../shared/api';
import { choice, forget, keep, read } from './kept';
import type { Done } from './models';
import { note } from '../../shared/phone_notes';
import { redraw } from '../../shared/redraw';
import { registration } from './worker';

export type PushState =
  | 'unsupported' // this browser cannot
  | 'install' // on an iPhone only an installed app can
  | 'ask' // nobody was asked yet
  | 'denied' // the browser was told no
  | 'off' // switched off here
  | 'busy'
  | 'on'
  | 'failed'; // the browser's push service, or the router, did not answer

export class Push {
  state: PushState;
  private readonly path: string;

  constructor(private readonly rep: string) {
    this.path = `/v1/reps/${encodeURIComponent(rep)}/push-subscriptions`;
    this.state = this.found();
  }

  /** At every start: a subscription may have been lost on either side. */
  async begin(): Promise<void> {
    await note('rep', this.rep);
    if (this.state === 'busy') await this.subscribe();
  }

  /** To be called by a tap: the browser asks then. */
  async turnOn(): Promise<void> {
    choice('push', 'on');
    const said = await Notification.requestPermission();
    if (said === 'granted') await this.subscribe();
    else this.set(said === 'denied' ? 'denied' : 'ask');
  }

  async turnOff(): Promise<void> {
    choice('push', 'off');
    this.set('busy');
    await this.drop();
    this.set('off');
  }

  /** Nothing more is shown on this phone. The router is told while it still listens. */
  async drop(): Promise<void> {
    await note('rep', null);
    const subscription = read<string>('subscription');
    forget('subscription');
    const worker = await registration();
    if (!worker) return;
    for (const shown of await worker.getNotifications()) shown.close();
    if (subscription) await call('DELETE', `${this.path}/${encodeURIComponent(subscription)}`).catch(() => null);
    const known = await worker.pushManager.getSubscription().catch(() => null);
    await known?.unsubscribe().catch(() => false);
  }

  private found(): PushState {
    if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
      return isIphone() && !isInstalled() ? 'install' : 'unsupported';
    }
    if (Notification.permission === 'denied') return 'denied';
    if (choice('push') === 'off') return 'off';
    return Notification.permission === 'granted' ? 'busy' : 'ask';
  }

  private async subscribe(): Promise<void> {
    this.set('busy');
    try {
      const { key } = await call<{ key: string }>('GET', '/v1/push-key');
      const worker = await registration();
      if (!worker) throw new Error('no worker');
      await note('key', key);
      const subscription = await subscribed(worker, key);
      const { endpoint, keys } = subscription.toJSON();
      const done = await call<Done>('POST', this.path, { endpoint, keys });
      keep('subscription', done.subscription ?? '');
      this.set('on');
    } catch (error) {
      this.set((error as Refused).status === 401 ? 'off' : 'failed');
    }
  }

  private set(state: PushState): void {
    this.state = state;
    redraw();
  }
}

/** The browser's subscription for this key; one for another key is of no use any more. */
async function subscribed(worker: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const known = await worker.pushManager.getSubscription();
  const of = known?.options.applicationServerKey;
  if (known && of && base64url(of) === key) return known;
  await known?.unsubscribe();
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function isIphone(): boolean {
  // An iPad says that it is a Mac, but no Mac has fingers on its screen.
  return /iPhone|iPad|iPod/.test(navigator.userAgent)
    || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
}

export function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;
}
