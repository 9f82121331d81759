import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { errorText } from '@/api/problem';
import classes from './State.module.css';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** Something could not be loaded; the words are the server's. */
export function ErrorState({ error, onRetry }: Props) {
  const { t } = useLingui();
  return (
    <div className={classes.state} role="alert">
      <div className={classes.icon} aria-hidden>
        <IconAlertTriangle size={24} stroke={1.5} />
      </div>
      <div className={classes.title}>{t`Не получилось`}</div>
      <div className={classes.text}>{errorText(error)}</div>
      {onRetry && (
        <div className={classes.action}>
          <Button variant="default" onClick={onRetry}>
            <Trans>Повторить</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
