import type { ReactNode } from 'react';
import type { Figure } from '@/api/types';
import { useExplain } from '../explain/useExplain';
import classes from './Room.module.css';

interface Finding {
  key: string;
  text: string;
  bad: boolean;
  figure: Figure;
}

interface Props {
  title: ReactNode;
  findings: Finding[];
  /** What stands there when nothing was found. */
  none?: ReactNode;
}

/** What to do about the numbers of a room, in sentences; each opens the number it rests on. */
export function Findings({ title, findings, none }: Props) {
  const { open } = useExplain();
  if (findings.length === 0 && !none) return null;
  return (
    <>
      <h2 className={classes.heading}>{title}</h2>
      {findings.length === 0 && <p className={classes.quiet}>{none}</p>}
      <ul className={classes.findings}>
        {findings.map((finding) => (
          <li key={`${finding.key} ${finding.figure.metric}`} data-bad={finding.bad || undefined}>
            <button
              type="button"
              className={classes.finding}
              onClick={() => open(finding.figure.address)}
            >
              {finding.text}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
