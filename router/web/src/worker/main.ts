// The worker behind the phone's page: it keeps the page for a bad network, and shows what is pushed.

import { note } from '../shared/phone_notes';
import { learn } from '../shared/words';
import { en } from '../words/push/en';
import { zh } from '../words/push/zh';
import { type Tapped, tell } from './notice';
import { dropOldShells, keepShell, shellAnswer } from './shell';
import { renew } from './subscription';

const worker = self as unknown as ServiceWorkerGlobalScope;
learn({ en, zh });

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  // A new worker has not shown yet that it rings.
  event.waitUntil(note('rang', null).then(dropOldShells).then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const kept = shellAnswer(event.request);
  if (kept) event.respondWith(kept);
});

worker.addEventListener('push', (event) => {
  event.waitUntil(tell(worker.registration, event.data));
});

worker.addEventListener('pushsubscriptionchange', (event) => {
  (event as ExtendableEvent).waitUntil(renew(worker.registration));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data ?? {}) as Tapped));
});

/** To the page that is open, or to a new one; it shows the lead. */
async function open({ lead }: Tapped): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((one) => new URL(one.url).pathname === '/rep');
  if (!page) {
    await worker.clients.openWindow(lead ? `/rep#lead=${encodeURIComponent(lead)}` : '/rep');
    return;
  }
  await page.focus().catch(() => page);
  if (lead) page.postMessage({ show: lead });
}
