import type { ReactNode } from 'react';

interface Props {
  /** What is in it, for screen readers. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A box that scrolls by itself, and is therefore reached from the keyboard. */
export function ScrollBox({ label, className, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
