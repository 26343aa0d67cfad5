// Which language is spoken, and each sentence in it.

import { en } from '../words/en.js';
import { zh } from '../words/zh.js';

const SAVED = 'hotlead-language';
const WORDS = { en, zh };
const heard = new Set();
let spoken = chosen() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

function chosen() {
  try {
    const saved = localStorage.getItem(SAVED);
    return saved in WORDS ? saved : null;
  } catch {
    return null; // storage is forbidden: the browser's language then
  }
}

export function language() {
  return spoken;
}

/** The sentence of a key, its {places} filled. A key without one is shown as it is. */
export function t(key, given = {}) {
  const sentence = WORDS[spoken][key] ?? WORDS.en[key] ?? key;
  return sentence.replace(/{(\w+)}/g, (whole, name) => (name in given ? String(given[name]) : whole));
}

/** The word for a code of the interface, or the code itself when there is none. */
export function word(kind, code) {
  return WORDS[spoken][`${kind}.${code}`] ?? code;
}

export function has(key) {
  return key in WORDS[spoken];
}

/** Calls `act` whenever the language changes. */
export function onLanguage(act) {
  heard.add(act);
}

/** The button that switches: it names the other language, in that language. */
export function languageButton(button) {
  const label = () => {
    document.documentElement.lang = spoken === 'zh' ? 'zh-CN' : 'en';
    button.textContent = spoken === 'zh' ? 'English' : '中文';
    button.lang = spoken === 'zh' ? 'en' : 'zh-CN';
  };
  button.addEventListener('click', () => {
    spoken = spoken === 'zh' ? 'en' : 'zh';
    try {
      localStorage.setItem(SAVED, spoken);
    } catch {
      // not kept, then
    }
    label();
    for (const act of heard) act();
  });
  label();
}
