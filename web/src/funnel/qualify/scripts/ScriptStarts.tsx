import { Button } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ListedScript } from '@/api/types';
import { scriptsQuery, useRunCalls } from './scriptCalls';
import classes from './scripts.module.css';

type Kind = ListedScript['kind'];

/** The scripts that can be followed now, all of them or of one kind. */
export function useOffered(kind?: Kind): ListedScript[] {
  const scripts = useQuery(scriptsQuery).data?.items ?? [];
  return scripts.filter(
    (one) => !one.archived && one.published !== null && (!kind || one.kind === kind),
  );
}

interface Props {
  deal: string;
  kind?: Kind;
}

/** A button for each script that can be started on a deal. */
export function ScriptStarts({ deal, kind }: Props) {
  const offered = useOffered(kind);
  const { start } = useRunCalls(deal);
  return (
    <div className={classes.starts}>
      {offered.map((script) => (
        <Button
          key={script.id}
          className={classes.start}
          variant="default"
          justify="flex-start"
          leftSection={script.kind === 'call' ? <IconPhone size={14} /> : <IconMail size={14} />}
          loading={start.isPending && start.variables === script.id}
          onClick={() => start.mutate(script.id)}
        >
          {script.name}
        </Button>
      ))}
    </div>
  );
}
