// What people see of the controls of a page as it stands: the contrast of each text against what is
// painted behind it, and of rings and edges against what lies around them (WCAG 2.2, 1.4.3, 1.4.11).
() => {
  const CONTROLS = 'button, a[href], input, select, textarea, summary, [role=button], [tabindex="0"], label, .chip, .banner, .status, #toast';
  const canvas = () => (matchMedia('(prefers-color-scheme: dark)').matches
    && getComputedStyle(document.documentElement).colorScheme !== 'light' ? [18, 18, 18, 1] : [255, 255, 255, 1]);
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const known = new Map();

  /** Any CSS colour as [r, g, b, alpha]. */
  function rgba(text) {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      const exact = /^rgba?\(/.test(text) ? text.match(/[\d.]+/g).map(Number) : [r, g, b, a / 255];
      known.set(text, [exact[0], exact[1], exact[2], exact[3] ?? 1]);
    }
    return known.get(text);
  }

  function over([r, g, b, a], [r2, g2, b2, a2]) {
    const alpha = a + a2 * (1 - a);
    const mix = (top, below) => (alpha ? (top * a + below * a2 * (1 - a)) / alpha : 0);
    return [mix(r, r2), mix(g, g2), mix(b, b2), alpha];
  }

  function filtered(colour, style) {
    if (style.filter === 'none') return colour;
    if (style.filter !== 'grayscale(1)') throw new Error(`a filter that is not judged: ${style.filter}`);
    const grey = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
    return [grey, grey, grey, colour[3]];
  }

  /** What the eye gets of `paint` in a box: all behind it, opacity and filters of every group. */
  function seen(box, paint = [0, 0, 0, 0]) {
    let colour = paint;
    for (let at = box; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      colour = over(colour, rgba(style.backgroundColor));
      colour = filtered([colour[0], colour[1], colour[2], colour[3] * Number(style.opacity)], style);
      // What is fixed, or a dialog of the top layer, has a surface of its own.
      if (colour[3] > 0.999) continue;
    }
    return over(colour, canvas());
  }

  function luminance(colour) {
    const [r, g, b] = colour.slice(0, 3).map((one) => {
      const part = one / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  function isSeen(one) {
    const box = one.getBoundingClientRect();
    return box.width > 2 && box.height > 2 && one.checkVisibility({ visibilityProperty: true });
  }

  function nameOf(one) {
    const text = (one.innerText || one.value || one.placeholder || '').trim().slice(0, 24);
    return `${one.tagName.toLowerCase()}${one.id && `#${one.id}`}${[...one.classList].map((name) => `.${name}`).join('')} "${text}"`;
  }

  const judged = [];
  const judge = (one, what, paint, around) => judged.push({ name: nameOf(one), what, contrast: contrast(paint, around) });

  for (const control of document.querySelectorAll(CONTROLS)) {
    if (!isSeen(control)) continue;
    for (const part of [control, ...control.querySelectorAll('*')]) {
      const style = getComputedStyle(part);
      const field = part.matches('input:not([type=radio], [type=checkbox]), select, textarea');
      const texts = field || [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!texts || !isSeen(part)) continue;
      judge(part, 'text', seen(part, rgba(style.color)), seen(part));
      if (field && part.placeholder && !part.value) {
        const hint = getComputedStyle(part, '::placeholder');
        judge(part, 'placeholder', seen(part, over([...rgba(hint.color).slice(0, 3), rgba(hint.color)[3] * Number(hint.opacity)], [0, 0, 0, 0])), seen(part));
      }
      if (field && !part.disabled) judge(part, 'edge', seen(part, rgba(style.borderTopColor)), seen(part.parentElement));
    }
    for (const layer of [null, '::after']) {
      const style = getComputedStyle(control, layer);
      if (style.outlineStyle === 'none' || !parseFloat(style.outlineWidth)) continue;
      const around = parseFloat(style.outlineOffset) < 0 ? seen(control) : seen(control.parentElement);
      judge(control, 'ring', over(rgba(style.outlineColor), around), around);
    }
  }
  return judged;
}
