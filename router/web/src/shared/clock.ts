// The router's time, and every text on the page that counts up or down by it.

let offsetMs = 0; // the router's time at the page's performance.now() = 0
let pace = 1;

/** Takes the router's time from an answer; `speed` is 1 but in demo, replay and tests. */
export function setClock(atMs: number, speed: number): void {
  pace = speed || 1;
  offsetMs = atMs - performance.now() * pace;
}

export function nowMs(): number {
  return offsetMs ? offsetMs + performance.now() * pace : Date.now();
}

/** 1:05, or 2:03:04 from an hour on. */
export function clockText(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The time of day of an instant, in the reader's zone. */
export function timeOfDay(ms: number, language: string): string {
  return new Date(ms).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
}

/** Writes all elements with data-until or data-since, and all data-left bars (to data-from). */
export function tick(): void {
  const now = nowMs();
  for (const one of document.querySelectorAll<HTMLElement>('[data-until]')) {
    const left = Number(one.dataset['until']) - now;
    set(one, clockText(left + 999));
    one.classList.toggle('soon', left < 30_000);
  }
  for (const one of document.querySelectorAll<HTMLElement>('[data-since]')) {
    set(one, clockText(now - Number(one.dataset['since'])));
  }
  for (const one of document.querySelectorAll<HTMLProgressElement>('progress[data-left]')) {
    one.value = leftOf(Number(one.dataset['from']), Number(one.dataset['left']));
  }
}

/** How much is left of the time between two instants: 1 to 0. */
export function leftOf(from: number, until: number): number {
  return until > from ? Math.max(0, Math.min(1, (until - nowMs()) / (until - from))) : 0;
}

function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

setInterval(tick, 250);
