// What page and worker both know of this phone, in IndexedDB, the one storage that both can read:
// whose phone it is, the language chosen, the push key, when a push last came, and which notices
// were shown.

const DATABASE = 'hotlead';
const SEEN_MAX = 200;

export type Note = 'rep' | 'key' | 'language' | 'rang';

/** Keeps a note, or forgets it (null). Where storage is forbidden nothing is kept. */
export async function note(name: Note, value: string | null): Promise<void> {
  await run('notes', 'readwrite', (notes) => (value === null ? notes.delete(name) : notes.put(value, name))).catch(() => null);
}

export async function noted(name: Note): Promise<string | null> {
  const found = await run('notes', 'readonly', (notes) => notes.get(name)).catch(() => null);
  return typeof found === 'string' ? found : null;
}

/** Whether this notice is seen for the first time; it is not, from now on. */
export async function firstSeen(notice: string): Promise<boolean> {
  try {
    await run('seen', 'readwrite', (seen) => seen.add(Date.now(), notice));
  } catch (error) {
    // Without storage it is better shown twice than not at all.
    return (error as DOMException | null)?.name !== 'ConstraintError';
  }
  await run('seen', 'readwrite', (seen) => {
    const keys = seen.index('at').getAllKeys();
    keys.onsuccess = () => {
      for (const old of keys.result.slice(0, Math.max(0, keys.result.length - SEEN_MAX))) seen.delete(old);
    };
    return keys;
  }).catch(() => null);
  return true;
}

async function run(
  store: 'notes' | 'seen', mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(request.error ?? transaction.error);
      transaction.onabort = () => reject(request.error ?? transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('notes');
      request.result.createObjectStore('seen').createIndex('at', '');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
