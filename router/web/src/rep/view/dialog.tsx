// A sheet from the foot of the screen. The browser keeps the focus inside it, and closes it on Escape.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  id: string;
  title: string;
  close: () => void;
  children: ComponentChildren;
}

export function Dialog({ id, title, close, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return <dialog id={id} class="bottom" ref={box} aria-labelledby={`${id}-title`} onClose={close}
    onClick={(event) => event.target === box.current && close()}>
    <div class="bottom-inside">
      <h2 id={`${id}-title`} tabIndex={-1}>{title}</h2>
      {children}
    </div>
  </dialog>;
}
