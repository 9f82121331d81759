import type { ReactNode } from 'react';
import classes from './Page.module.css';

interface Props {
  title: ReactNode;
  /** A line of quiet facts beside the title: counts, sums. */
  facts?: ReactNode;
  /** Buttons at the right end. */
  actions?: ReactNode;
  /** A second row under the title: filters, tabs. */
  bar?: ReactNode;
  /** Whether the body scrolls as a whole; a table or a board scrolls inside itself instead. */
  scroll?: boolean;
  children: ReactNode;
}

/** The frame of every page behind the login: header, optional bar, body. */
export function Page({ title, facts, actions, bar, scroll = true, children }: Props) {
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <h1 className={classes.title}>{title}</h1>
        {facts && <div className={classes.facts}>{facts}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {bar && <div className={classes.bar}>{bar}</div>}
      {/* A scrolling region must be reachable from the keyboard. */}
      <div className={scroll ? classes.scroll : classes.fixed} tabIndex={scroll ? 0 : undefined}>
        {children}
      </div>
    </div>
  );
}
