import type { ReactNode } from 'react';
import tables from './table.module.css';

/** A framed region that scrolls sideways by itself, so that the page never does. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
    <section className={tables.scroller} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
