import classes from './Avatar.module.css';
import { hueOf, initials } from './initials';

interface Props {
  name: string;
  size?: number;
}

/** A person in a small circle. The name itself stands beside it or in the title. */
export function Avatar({ name, size = 20 }: Props) {
  return (
    <span
      className={classes.avatar}
      title={name}
      aria-hidden
      data-hue={hueOf(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }}
    >
      {initials(name)}
    </span>
  );
}
