// What makes a rep look up: sound, vibration, and a screen that stays on.

const PATTERNS = {
  fresh: { every: 4000, times: 3, notes: [[880, 0], [1175, 0.16]], shake: [180, 90, 180] },
  strong: {
    every: 1500, times: Infinity,
    notes: [[988, 0], [740, 0.18], [988, 0.36], [740, 0.54], [1318, 0.74]], shake: [400, 120, 400, 120, 250],
  },
};

let sound = null;
let lock = null;
let wantsLock = false;
let ringing = null;

/** Browsers let a page sound only after a tap; called by the tap on idle and by any other. */
export async function unlock() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  sound ??= new Context();
  if (sound.state !== 'running') await sound.resume().catch(() => null);
}

export function canSound() {
  return sound?.state === 'running';
}

/** Rings as `fresh` (a few times), `strong` (until told otherwise), or not at all (null). */
export function ring(level, what = '') {
  const key = level ? `${level} ${what}` : '';
  if ((ringing?.key ?? '') === key) return;
  if (ringing) {
    clearInterval(ringing.timer);
    shakeBy(0);
  }
  ringing = null;
  document.body.dataset.alarm = level ?? '';
  if (!level) return;
  const pattern = PATTERNS[level];
  let left = pattern.times;
  const once = () => {
    left -= 1;
    if (left < 0) clearInterval(ringing?.timer);
    else play(pattern);
  };
  ringing = { key, timer: setInterval(once, pattern.every) };
  once();
}

function play({ notes, shake }) {
  shakeBy(shake);
  if (!canSound()) return;
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
function shakeBy(pattern) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(pattern);
}

/** Keeps the screen on, where the browser can: a phone that sleeps hears of no lead. */
export async function stayAwake(wanted) {
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

document.addEventListener('visibilitychange', () => stayAwake(wantsLock));
