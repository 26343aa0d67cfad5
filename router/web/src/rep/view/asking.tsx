// A button that asks once, in its own place: the first tap says what the second one does.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const ASKS_MS = 6000;

interface Props extends Omit<JSX.IntrinsicElements['button'], 'onClick' | 'class'> {
  class: string;
  /** What it says once it was tapped; the act follows at once when there is nothing to ask. */
  sure: string | null;
  act: () => void;
  children: ComponentChildren;
}

export function Asking({ class: look, sure, act, children, ...rest }: Props) {
  const [armed, arm] = useState(false);
  useEffect(() => {
    if (!armed) return undefined;
    const timer = setTimeout(() => arm(false), ASKS_MS);
    return () => clearTimeout(timer);
  }, [armed]);
  const tap = (): void => {
    arm(sure !== null && !armed);
    if (sure === null || armed) act();
  };
  return <button type="button" {...rest} class={armed ? `${look} armed` : look} onClick={tap}>{armed ? sure : children}</button>;
}
