// Tells the view that something it shows has changed; it is drawn once for all that came together.

let draw: () => void = () => {};
let due = false;

export function onRedraw(act: () => void): void {
  draw = act;
}

export function redraw(): void {
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    draw();
  });
}
