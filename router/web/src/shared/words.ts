// Which language is spoken, and each sentence in it.

import type { en as boardEn } from '../words/board/en';
import type { en as pushEn } from '../words/push/en';
import type { en as repEn } from '../words/rep/en';
import { en } from '../words/shared/en';
import { zh } from '../words/shared/zh';
import type { Labels } from './contract';

export type Language = 'en' | 'zh';
export type Key = keyof typeof en | keyof typeof repEn | keyof typeof pushEn | keyof typeof boardEn;
type Words = Record<string, string>;
export type Given = Record<string, string | number | null | undefined>;

const SAVED = 'hotlead-language';
const words: Record<Language, Words> = { en: { ...en }, zh: { ...zh } };
const heard = new Set<(now: Language) => void>();
let spoken: Language = chosen() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

function chosen(): Language | null {
  try {
    const saved = localStorage.getItem(SAVED);
    return saved === 'en' || saved === 'zh' ? saved : null;
  } catch {
    return null; // storage is forbidden: the browser's language then
  }
}

/** Adds the sentences of one page to those that both know. */
export function learn(page: Record<Language, Words>): void {
  Object.assign(words.en, page.en);
  Object.assign(words.zh, page.zh);
}

const LABELLED = { attributes: 'attribute', signals: 'signal', pools: 'pool', rungs: 'rung' } as const;

/** Adds the policy's words; they come before those of the page. */
export function learnLabels(labels: Labels): void {
  for (const [group, kind] of Object.entries(LABELLED) as [keyof Labels, string][]) {
    for (const [name, called] of Object.entries(labels[group])) label(`${kind}.${name}`, called);
  }
  for (const [name, { values }] of Object.entries(labels.attributes)) {
    for (const [value, called] of Object.entries(values)) label(`value.${name}.${value}`, called);
  }
}

function label(key: string, called: Record<Language, string>): void {
  for (const one of ['en', 'zh'] as const) words[one][key] = called[one];
}

export function language(): Language {
  return spoken;
}

/** The sentence of a key, its {places} filled. */
export function t(key: Key, given: Given = {}): string {
  return filled(words[spoken][key] ?? key, given);
}

/** The word for a code of the interface; the code made readable when there is none. */
export function word(kind: string, code: string, given: Given = {}): string {
  const found = words[spoken][`${kind}.${code}`];
  return found === undefined ? readable(code) : filled(found, given);
}

/** `garden_area` as "Garden area"; what people wrote stays as it is. */
function readable(code: string): string {
  return /^[a-z][a-z0-9_-]*$/.test(code) ? code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ') : code;
}

export function has(kind: string, code: string): boolean {
  return `${kind}.${code}` in words[spoken];
}

function filled(sentence: string, given: Given): string {
  return sentence.replace(/{(\w+)}/g, (whole, name: string) => (name in given ? String(given[name]) : whole));
}

/** Calls `act` whenever the language changes. */
export function onLanguage(act: (now: Language) => void): void {
  heard.add(act);
}

/** The worker behind the page speaks as the page does. */
export function setLanguage(wanted: Language): void {
  spoken = wanted;
}

/** What the page and its reader's screen reader are told of the language. */
export function tellLanguage(): void {
  document.documentElement.lang = spoken === 'zh' ? 'zh-CN' : 'en';
}

/** The other language, kept for the next time. */
export function switchLanguage(): void {
  spoken = spoken === 'zh' ? 'en' : 'zh';
  try {
    localStorage.setItem(SAVED, spoken);
  } catch {
    // not kept, then
  }
  tellLanguage();
  for (const act of heard) act(spoken);
}
