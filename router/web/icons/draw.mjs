// Draws the icons of the app from icon.svg, once: node icons/draw.mjs, with chromium installed.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const assets = new URL('../public/assets/', import.meta.url).pathname;
const flame = readFileSync(join(assets, 'icon.svg'), 'utf-8');
// Maskable: the ground fills all, and the flame stays within the middle that no mask cuts off.
const masked = flame.replace(' rx="14"', '').replace('<path ', '<path transform="translate(11.5 11.5) scale(.64)" ');

const ICONS = [['icon-192', 192, flame], ['icon-512', 512, flame], ['icon-maskable', 512, masked]];
for (const [name, size, svg] of ICONS) {
  const page = join(mkdtempSync(join(tmpdir(), 'icon-')), 'icon.html');
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  writeFileSync(page, `<body style="margin:0"><img style="display:block" width="${size}" height="${size}" src="${image}">`);
  execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--default-background-color=00000000',
    '--hide-scrollbars', `--window-size=${size},${size}`, `--screenshot=${join(assets, `${name}.png`)}`, page]);
}
