// The browser may take a subscription away and give another; the router is told by the worker then.

import { note, noted } from '../shared/phone_notes';

/** Subscribes anew and tells the router, as long as somebody is logged in on this phone. */
export async function renew(registration: ServiceWorkerRegistration): Promise<void> {
  const [rep, key] = [await noted('rep'), await noted('key')];
  if (!rep || !key) return;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await note('rang', null);
  const { endpoint, keys } = subscription.toJSON();
  // When this fails the page does it at its next start.
  await fetch(`/v1/reps/${encodeURIComponent(rep)}/push-subscriptions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ endpoint, keys }),
  });
}
