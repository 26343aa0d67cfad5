// A push becomes a notification: once, in the language chosen on the page, whatever it holds.

import { valueText } from '../shared/facts';
import { firstSeen, note, noted } from '../shared/phone_notes';
import { type Language, setLanguage, t, word } from '../shared/words';

/** A push that only tries the way to this phone. */
interface Trial {
  notice: string;
  kind: 'trial';
}

export interface Payload {
  notice: string;
  kind: 'assigned' | 'remind';
  lead: string;
  assignment: string;
  channel: string;
  score: number;
  hot?: boolean;
  high?: boolean;
  region?: string;
  budget?: string;
  until_ms?: number;
}

/** What goes with a notification, for whoever taps it. */
export interface Tapped {
  lead?: string;
}

const AGAIN_MS = 3000;
const TRIAL_SHOWN_MS = 5000;
const ICON = '/assets/icon-192.png';

/** Shows the notice of a push and tells the router that it was shown. */
export async function tell(registration: ServiceWorkerRegistration, data: PushMessageData | null): Promise<void> {
  setLanguage((await noted('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')) as Language);
  const payload = payloadOf(data);
  if (payload) await note('rang', String(Date.now()));
  if (payload?.kind === 'trial') {
    await cameBack(registration);
    return;
  }
  if (!payload) {
    await registration.showNotification('hotlead', { body: t('push.plain'), icon: ICON, tag: 'plain' });
    return;
  }
  if (await firstSeen(payload.notice)) await show(registration, payload);
  await receipt(payload).catch(() => wait(AGAIN_MS).then(() => receipt(payload))).catch(() => null);
}

/** Null when it is none of ours, or broken on the way. */
function payloadOf(data: PushMessageData | null): Payload | Trial | null {
  try {
    const payload = data?.json() as Payload | Trial;
    return payload.notice && (payload.kind === 'trial' || (payload.lead && payload.assignment)) ? payload : null;
  } catch {
    return null;
  }
}

/** The way works: the pages that are open hear of it, and so does whoever looks at the phone. */
async function cameBack(registration: ServiceWorkerRegistration): Promise<void> {
  const { clients } = self as unknown as ServiceWorkerGlobalScope;
  for (const page of await clients.matchAll({ type: 'window', includeUncontrolled: true })) page.postMessage({ rang: true });
  await registration.showNotification(t('push.tried'), { body: t('push.tried.body'), icon: ICON, lang: t('tag'), tag: 'trial' });
  await wait(TRIAL_SHOWN_MS);
  for (const shown of await registration.getNotifications({ tag: 'trial' })) shown.close();
}

async function show(registration: ServiceWorkerRegistration, payload: Payload): Promise<void> {
  const strong = payload.kind === 'remind';
  const options: NotificationOptions & { renotify: boolean; vibrate: number[]; timestamp: number } = {
    body: body(payload),
    icon: ICON,
    lang: t('tag'),
    // A reminder takes the place of what it reminds of, and sounds all the same.
    tag: payload.assignment,
    renotify: true,
    requireInteraction: strong,
    vibrate: strong ? [400, 120, 400, 120, 400, 120, 700] : [180, 90, 180],
    timestamp: Date.now(),
    data: { lead: payload.lead } satisfies Tapped,
  };
  await registration.showNotification(title(payload), options);
}

function title(payload: Payload): string {
  if (payload.kind === 'remind') return t('push.remind');
  const channel = word('channel', payload.channel);
  return t(payload.high ? 'push.high' : payload.hot ? 'push.hot' : 'push.assigned', { channel });
}

function body(payload: Payload): string {
  const told = [t('push.score', { score: payload.score.toFixed(1) })];
  if (payload.kind === 'remind') told.push(word('channel', payload.channel));
  if (payload.region) told.push(valueText('region', payload.region));
  if (payload.budget) told.push(t('push.budget', { budget: valueText('budget', payload.budget) }));
  if (payload.until_ms) {
    const at = new Date(payload.until_ms).toLocaleTimeString(t('tag'), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    told.push(t('push.until', { at }));
  }
  return told.join(' · ');
}

async function receipt({ notice, lead }: Payload): Promise<void> {
  const answer = await fetch(`/v1/notices/${encodeURIComponent(notice)}/receipt`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ lead }),
  });
  // Any other refusal stays one, however often it is asked.
  if (answer.status >= 500) throw new Error(String(answer.status));
}

function wait(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}
