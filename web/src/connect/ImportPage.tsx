import { Trans, useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Import } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatDateTime } from '@/kit/format';
import { Page } from '@/kit/Page';
import { CheckStep } from './CheckStep';
import { ColumnsStep } from './ColumnsStep';
import classes from './Import.module.css';
import { importQuery } from './importCalls';
import { entityLabel, STEPS, type Step, stepOf } from './labels';
import { RunStep } from './RunStep';

/** One import. Where it stands is known to the server, so this page shows the same after a reload. */
export function ImportPage() {
  const { t } = useLingui();
  const { id } = useParams({ from: '/_app/imports/$id' });
  const search = useSearch({ strict: false }) as { step?: string };
  const navigate = useNavigate();
  const found = useQuery(importQuery(id));
  const item = found.data;
  const step = item ? stepOf(item.state, search.step) : 'columns';
  const go = (to: Step | undefined) =>
    void navigate({
      to: '/imports/$id',
      params: { id },
      search: (to ? { step: to } : {}) as never,
    });

  if (found.error && !item) {
    return (
      <Page title={t`Импорт`}>
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      title={
        <>
          <Link to="/imports" className={classes.back}>
            <Trans>Импорт</Trans>
          </Link>
          <span className={classes.slash}>/</span>
          {item?.file_name ?? '…'}
        </>
      }
      facts={
        item && (
          <>
            {entityLabel(item.entity)} · {formatDateTime(item.created_at)}
            {item.created_by && ` · ${item.created_by.name}`}
          </>
        )
      }
      bar={<Steps step={step} />}
    >
      {item ? <Body item={item} step={step} go={go} /> : <Skeleton height={240} />}
    </Page>
  );
}

interface BodyProps {
  item: Import;
  step: Step;
  go: (step: Step | undefined) => void;
}

function Body({ item, step, go }: BodyProps) {
  switch (step) {
    case 'check':
      return <CheckStep item={item} onBack={() => go('columns')} />;
    case 'run':
      return <RunStep item={item} onBack={() => go('columns')} />;
    default:
      return <ColumnsStep item={item} onNext={() => go(undefined)} />;
  }
}

function Steps({ step }: { step: Step }) {
  const { t } = useLingui();
  const names: Record<Step, string> = {
    file: t`Файл`,
    columns: t`Столбцы`,
    check: t`Проверка`,
    run: t`Загрузка`,
  };
  const at = STEPS.indexOf(step);
  return (
    <ol className={classes.steps} aria-label={t`Шаги импорта`}>
      {STEPS.map((name, index) => (
        <li
          key={name}
          className={classes.stepName}
          data-done={index < at || undefined}
          aria-current={name === step ? 'step' : undefined}
        >
          <span className={classes.stepNumber} aria-hidden>
            {index + 1}
          </span>
          {names[name]}
        </li>
      ))}
    </ol>
  );
}
