// What the phone's page is made of, kept on the phone so that it opens without network.

import { FILES, VERSION } from 'virtual:shell';

const NAME = `hotlead-shell-${VERSION}`;
const OURS = 'hotlead-shell-';
const PAGE = '/rep';

/** Fetches the whole shell; all or nothing, so that no version is mixed with another. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll([new Request(PAGE, { cache: 'reload' }), ...FILES]);
}

export async function dropOldShells(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== NAME) await caches.delete(name);
  }
}

/** The kept answer to a request of the page's shell, or null: then the browser fetches by itself. */
export function shellAnswer(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return null;
  const wanted = request.mode === 'navigate' && pathname === PAGE ? PAGE : pathname;
  if (wanted !== PAGE && !FILES.includes(wanted)) return null;
  return caches.open(NAME).then((cache) => cache.match(wanted)).then((kept) => kept ?? fetch(request));
}
