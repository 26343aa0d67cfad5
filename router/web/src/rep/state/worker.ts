// The worker behind the page: started once, and what it says when a notification is tapped.

const SCRIPT = '/sw.js';

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let started: Promise<ServiceWorkerRegistration | null> | null = null;

/** The page's worker, or null where there can be none: an address without https, say. */
export function registration(): Promise<ServiceWorkerRegistration | null> {
  started ??= start();
  return started;
}

/** Calls `show(lead)` when a notification is tapped while the page is open. */
export function onShow(show: (lead: string) => void): void {
  heard(({ show: lead }) => lead && show(lead));
}

/** Calls `act` when a push came that only tries the way. */
export function onRang(act: () => void): void {
  heard(({ rang }) => rang && act());
}

function heard(act: (said: { show?: string; rang?: boolean }) => unknown): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', (event: MessageEvent) => act(event.data));
}

async function start(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  try {
    await navigator.serviceWorker.register(trusted(SCRIPT), { scope: '/rep', updateViaCache: 'none' });
    return await navigator.serviceWorker.ready;
  } catch {
    return null;
  }
}

/** The one script that the page's policy lets it start. */
function trusted(url: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = policies?.createPolicy('hotlead', {
    createScriptURL(wanted) {
      if (wanted !== SCRIPT) throw new TypeError(`no script of ours: ${wanted}`);
      return wanted;
    },
  });
  return policy ? policy.createScriptURL(url) : url;
}
