// What makes a rep look up: sound, vibration, and a screen that stays on.

interface Pattern {
  every: number;
  times: number;
  notes: [number, number][];
  shake: number[];
}

export type Level = 'fresh' | 'strong';

const PATTERNS: Record<Level, Pattern> = {
  fresh: { every: 4000, times: 3, notes: [[880, 0], [1175, 0.16]], shake: [180, 90, 180] },
  strong: {
    every: 1500, times: Infinity,
    notes: [[988, 0], [740, 0.18], [988, 0.36], [740, 0.54], [1318, 0.74]], shake: [400, 120, 400, 120, 250],
  },
};

let sound: AudioContext | null = null;
let lock: WakeLockSentinel | null = null;
let wantsLock = false;
let ringing: { key: string; timer: number } | null = null;

/** Browsers let a page sound only after a tap; called by the tap on idle and by any other. */
export async function unlock(): Promise<void> {
  if (!('AudioContext' in window)) return;
  sound ??= new AudioContext();
  if (sound.state !== 'running') await sound.resume().catch(() => null);
}

export function canSound(): boolean {
  return sound?.state === 'running';
}

/** Rings as `fresh` (a few times), `strong` (until told otherwise), or not at all (null). */
export function ring(level: Level | null, what = ''): void {
  const key = level ? `${level} ${what}` : '';
  if ((ringing?.key ?? '') === key) return;
  if (ringing) {
    clearInterval(ringing.timer);
    shakeBy([]);
  }
  ringing = null;
  document.body.dataset['alarm'] = level ?? '';
  if (!level) return;
  const pattern = PATTERNS[level];
  let left = pattern.times;
  const once = (): void => {
    left -= 1;
    if (left < 0) clearInterval(ringing?.timer);
    else play(pattern);
  };
  ringing = { key, timer: window.setInterval(once, pattern.every) };
  once();
}

function play({ notes, shake }: Pattern): void {
  shakeBy(shake);
  if (!sound || !canSound()) return;
  const start = sound.currentTime + 0.02;
  for (const [pitch, after] of notes) {
    const [tone, volume] = [sound.createOscillator(), sound.createGain()];
    tone.type = 'triangle';
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start + after);
    volume.gain.exponentialRampToValueAtTime(0.6, start + after + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + after + 0.15);
    tone.connect(volume).connect(sound.destination);
    tone.start(start + after);
    tone.stop(start + after + 0.17);
  }
}

/** Like sound, a phone shakes only after a tap on the page. */
function shakeBy(pattern: number[]): void {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(pattern);
}

/** Keeps the screen on, where the browser can: a phone that sleeps rings by notifications alone. */
export async function stayAwake(wanted: boolean): Promise<void> {
  wantsLock = wanted;
  if (!('wakeLock' in navigator)) return;
  if (!wanted) {
    await lock?.release().catch(() => null);
    lock = null;
  } else if (!lock && document.visibilityState === 'visible') {
    lock = await navigator.wakeLock.request('screen').catch(() => null);
    lock?.addEventListener('release', () => { lock = null; });
  }
}

document.addEventListener('visibilitychange', () => void stayAwake(wantsLock));
