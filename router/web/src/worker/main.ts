// The worker behind the phone's page: it keeps the page's shell for a bad network.

import { dropOldShells, keepShell, shellAnswer } from './shell';

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const kept = shellAnswer(event.request);
  if (kept) event.respondWith(kept);
});
