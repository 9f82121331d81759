import { type ReactNode, useLayoutEffect, useRef } from 'react';

interface Props {
  /** What is in it, for screen readers. */
  label: string;
  className?: string;
  /** What is newest stands at the end and is shown first. */
  fromEnd?: boolean;
  children: ReactNode;
}

/** A box that scrolls by itself, and is therefore reached from the keyboard. */
export function ScrollBox({ label, className, fromEnd, children }: Props) {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (fromEnd && box.current) box.current.scrollLeft = box.current.scrollWidth;
  }, [fromEnd]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
