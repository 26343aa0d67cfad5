// Notifications that reach the phone when the page is closed: asked for, subscribed to, told to the
// router, and given up at a sign-out.

import { type Refused, call } from '../../shared/api';
import { choice, forget, keep, read } from './kept';
import type { Done, PushKey } from './models';
import { note, noted } from '../../shared/phone_notes';
import { redraw } from '../../shared/redraw';
import { onRang, registration } from './worker';

export type PushState =
  | 'unsupported' // this browser cannot
  | 'install' // on an iPhone only an installed app can
  | 'ask' // nobody was asked yet
  | 'denied' // the browser was told no
  | 'off' // switched off here
  | 'busy'
  | 'trying' // subscribed, and a test is on its way
  | 'on' // a push came back on this phone, not long ago
  | 'silent' // the test did not come back
  | 'failed'; // the browser's push service, or the router, did not answer

const TRIAL_MS = 20_000; // for so long a test may be on its way
const PROVEN_MS = 3 * 24 * 3_600_000; // for so long a push that came shows that the way works

export class Push {
  state: PushState;
  /** When a push last came on this phone: real milliseconds. */
  rangAt = 0;
  private trial = 0;
  private readonly path: string;

  constructor(private readonly rep: string) {
    this.path = `/v1/reps/${encodeURIComponent(rep)}/push-subscriptions`;
    this.state = this.found();
    onRang(() => this.rang(Date.now()));
  }

  /** At every start: a subscription may have been lost on either side. */
  async begin(): Promise<void> {
    await note('rep', this.rep);
    // What was shown before somebody forbade it says nothing of what comes after.
    if (this.state === 'denied') await note('rang', null);
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
    clearTimeout(this.trial);
    this.set('busy');
    await this.drop();
    this.set('off');
  }

  /** Nothing more is shown on this phone. The router is told while it still listens. */
  async drop(): Promise<void> {
    clearTimeout(this.trial);
    await note('rep', null);
    await note('rang', null);
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
      const { key } = await call<PushKey>('GET', '/v1/push-key');
      const worker = await registration();
      if (!worker) throw new Error('no worker');
      await note('key', key);
      const subscription = await subscribed(worker, key);
      const { endpoint, keys } = subscription.toJSON();
      const { subscription: id = '' } = await call<Done>('POST', this.path, { endpoint, keys });
      // What was shown of another subscription says nothing of this one.
      if (read<string>('subscription') !== id) await note('rang', null);
      keep('subscription', id);
      const rangAt = Number(await noted('rang'));
      if (Date.now() - rangAt < PROVEN_MS) this.rang(rangAt);
      else await this.tryIt(id);
    } catch (error) {
      this.set((error as Refused).status === 401 ? 'off' : 'failed');
    }
  }

  /** Has a test pushed to this phone: only one that comes back shows that it rings. */
  private async tryIt(id: string): Promise<void> {
    this.set('trying');
    clearTimeout(this.trial);
    this.trial = window.setTimeout(() => this.set('silent'), TRIAL_MS);
    try {
      await call('POST', `${this.path}/${encodeURIComponent(id)}/trial`);
    } catch (error) {
      // It may have been sent all the same, or be refused for now: what comes back decides.
      if (!(error as Refused).unknown) {
        clearTimeout(this.trial);
        this.set('silent');
      }
    }
  }

  private rang(at: number): void {
    if (!['busy', 'trying', 'silent', 'on'].includes(this.state)) return;
    clearTimeout(this.trial);
    this.rangAt = at;
    this.set('on');
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
