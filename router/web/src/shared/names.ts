// What an id may be: of any script that people use, in the terms of topics/names.py, which decides.
// Asked here too, for a browser cuts an address at a slash and climbs at two dots.

const NAME = /^[^|,:\s/{}*"\\]{1,64}$/u;
const UNSEEN = /[\p{C}\p{Z}]/u;

export function isName(text: string): boolean {
  return NAME.test(text) && !UNSEEN.test(text) && text !== '.' && text !== '..';
}
