import { Trans } from '@lingui/react/macro';
import { Button, Progress } from '@mantine/core';
import type { Job } from '@/api/types';
import { formatNumber } from '@/kit/format';
import classes from './Fit.module.css';

interface Props {
  job: Job;
  label: string;
  onStop?: () => void;
}

/** Long work: how far it is, and a way to stop it. */
export function Counting({ job, label, onStop }: Props) {
  const total = job.total ?? 0;
  return (
    <div className={classes.counting}>
      <Progress.Root size="md">
        <Progress.Section
          value={total > 0 ? (job.done / total) * 100 : 0}
          animated
          aria-label={label}
        />
      </Progress.Root>
      <span className={classes.quiet}>
        {label}
        {total > 0 && (
          <>
            {': '}
            <Trans>
              {formatNumber(job.done)} из {formatNumber(total)}
            </Trans>
          </>
        )}
      </span>
      {onStop && (
        <Button variant="default" size="compact-sm" onClick={onStop}>
          <Trans>Остановить</Trans>
        </Button>
      )}
    </div>
  );
}
