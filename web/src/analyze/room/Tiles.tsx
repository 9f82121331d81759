import type { ReactNode } from 'react';
import type { Figure } from '@/api/types';
import { FigureLink } from '../figure/FigureLink';
import classes from './Room.module.css';

export interface TileOf {
  name: string;
  figure: Figure;
  /** Shows the interval beside the number. */
  sure?: boolean;
  /** What stands under it. */
  below?: ReactNode;
}

/** A few large numbers side by side; each opens its explanation. */
export function Tiles({ tiles }: { tiles: TileOf[] }) {
  return (
    <div className={classes.tiles}>
      {tiles.map(({ name, figure, sure, below }) => (
        <div key={name} className={classes.tile}>
          <div className={classes.tileName}>{name}</div>
          <FigureLink figure={figure} label={name} sure={sure} large />
          {below}
        </div>
      ))}
    </div>
  );
}
