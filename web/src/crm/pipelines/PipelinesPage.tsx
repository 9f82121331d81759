import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Menu } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconChevronDown,
  IconCopy,
  IconPlus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { pipelinesQuery } from '@/api/reference';
import type { Pipeline } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { InlineText } from '@/kit/InlineEdit';
import { Page } from '@/kit/Page';
import { PipelineForm } from './PipelineForm';
import { usePipelineCalls } from './pipelineCalls';
import classes from './pipelines.module.css';
import { StageList } from './StageList';

/** How the company sells: its pipelines, and the stages of each. */
export function PipelinesPage() {
  const { t } = useLingui();
  const search = useSearch({ from: '/_app/settings/pipelines' });
  const navigate = useNavigate();
  const query = useQuery(pipelinesQuery);
  const [making, setMaking] = useState<{ copyOf: Pipeline | null } | null>(null);
  const pipelines = query.data?.items ?? [];
  const sorted = pipelines.toSorted((a, b) => Number(a.archived) - Number(b.archived));
  const current = pipelines.find((one) => one.id === search.id) ?? sorted[0];

  return (
    <Page
      title={t`Воронки и этапы`}
      actions={
        <Button
          leftSection={<IconPlus size={14} stroke={2} />}
          onClick={() => setMaking({ copyOf: null })}
        >
          <Trans>Воронка</Trans>
        </Button>
      }
      bar={
        pipelines.length > 1 && (
          <nav className={classes.tabs} aria-label={t`Воронки`}>
            {sorted.map((pipeline) => (
              <Link
                key={pipeline.id}
                to="/settings/pipelines"
                search={{ id: pipeline.id }}
                className={classes.tab}
                data-current={pipeline.id === current?.id || undefined}
                aria-current={pipeline.id === current?.id ? 'page' : undefined}
              >
                {pipeline.name}
                {pipeline.archived && (
                  <span className={classes.quiet}>
                    {' '}
                    <Trans>(в архиве)</Trans>
                  </span>
                )}
              </Link>
            ))}
          </nav>
        )
      }
    >
      {query.isError && !query.data && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {current && (
        <PipelineEditor
          key={current.id}
          pipeline={current}
          onCopy={() => setMaking({ copyOf: current })}
        />
      )}
      {making && (
        <PipelineForm
          copyOf={making.copyOf}
          pipelines={pipelines}
          onClose={() => setMaking(null)}
          onCreated={(pipeline) => {
            setMaking(null);
            void navigate({ to: '/settings/pipelines', search: { id: pipeline.id } });
          }}
        />
      )}
    </Page>
  );
}

function PipelineEditor({ pipeline, onCopy }: { pipeline: Pipeline; onCopy: () => void }) {
  const { t } = useLingui();
  const { change } = usePipelineCalls();
  const version = pipeline.version;
  return (
    <div className={classes.editor}>
      <div className={classes.head}>
        <div className={classes.name}>
          <InlineText
            label={t`Название воронки`}
            hideLabel
            value={pipeline.name}
            onSave={(name) => change.mutateAsync({ id: pipeline.id, version, name: name ?? '' })}
          />
        </div>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.8} />}>
              <Trans>Действия</Trans>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={15} stroke={1.6} />} onClick={onCopy}>
              <Trans>Сделать копию</Trans>
            </Menu.Item>
            <Menu.Item
              leftSection={
                pipeline.archived ? (
                  <IconArchiveOff size={15} stroke={1.6} />
                ) : (
                  <IconArchive size={15} stroke={1.6} />
                )
              }
              onClick={() =>
                change.mutate({ id: pipeline.id, version, archived: !pipeline.archived })
              }
            >
              {pipeline.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <StageList pipeline={pipeline} />
    </div>
  );
}
