import type { ReactNode } from 'react';
import classes from './settings.module.css';

/** A framed region that scrolls sideways by itself, so that the page never does. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
    <section className={classes.scroller} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
