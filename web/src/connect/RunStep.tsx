import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Import } from '@/api/types';
import { formatDateTime, formatNumber } from '@/kit/format';
import { Besides } from './Besides';
import { CountTiles } from './Counts';
import { detailsOf } from './details';
import classes from './Import.module.css';
import { JobProgress } from './JobProgress';
import { canUndo, written } from './labels';
import { RefusedTable } from './RefusedTable';
import { UndoButton } from './UndoButton';

interface Props {
  item: Import;
  onBack: () => void;
}

/** The last step: the work itself, what came of it, and the way back. */
export function RunStep({ item, onBack }: Props) {
  const { t } = useLingui();
  if (item.state === 'running') return <JobProgress item={item} title={t`Загружаем записи`} />;
  if (item.state === 'undoing') {
    return <JobProgress item={item} title={t`Отменяем импорт`} stoppable={false} />;
  }
  const undo = canUndo(item);
  const again = (item.state === 'failed' || item.state === 'cancelled') && written(item) === 0;
  return (
    <div className={classes.result}>
      <Outcome item={item} />
      {item.counts && item.state !== 'undone' && (
        <>
          <CountTiles counts={item.counts} done />
          <Besides item={item} done />
          <RefusedTable item={item} />
        </>
      )}
      <div className={classes.buttons}>
        {item.state === 'done' && written(item) > 0 && <Records item={item} />}
        {again && (
          <Button onClick={onBack}>
            <Trans>Назад к столбцам</Trans>
          </Button>
        )}
        {undo && <UndoButton item={item} />}
        <Button component={Link} to="/imports" variant="default">
          <Trans>К списку импортов</Trans>
        </Button>
      </div>
    </div>
  );
}

function Outcome({ item }: { item: Import }) {
  const { t } = useLingui();
  switch (item.state) {
    case 'done':
      return (
        <p className={classes.outcome} data-good>
          <Trans>Импорт завершён</Trans>
          <span className={classes.quiet}> {formatDateTime(item.finished_at)}</span>
        </p>
      );
    case 'undone':
      return (
        <>
          <p className={classes.outcome}>
            <Trans>Импорт отменён: записи возвращены к прежнему виду</Trans>
            <span className={classes.quiet}> {formatDateTime(item.undone_at)}</span>
          </p>
          <Undone item={item} />
        </>
      );
    case 'cancelled':
      return (
        <Alert color="yellow" variant="outline" p="xs" role="status">
          {written(item) > 0
            ? t`Импорт остановлен. Строки, загруженные до остановки, остались; их можно отменить.`
            : t`Импорт остановлен. Ничего не загружено.`}
        </Alert>
      );
    default:
      return (
        <Alert color="red" variant="outline" p="xs" role="alert">
          {item.job?.error ?? t`Импорт прервался из-за ошибки сервера.`}
        </Alert>
      );
  }
}

/** How many records went, came back, and stayed because people have worked with them since. */
function Undone({ item }: { item: Import }) {
  const { undone } = detailsOf(item);
  if (!undone) return null;
  return (
    <ul className={classes.facts}>
      <li>
        <Trans>
          Удалено: {formatNumber(undone.deleted)}, возвращено: {formatNumber(undone.restored)}
        </Trans>
      </li>
      {undone.left > 0 && (
        <li className={classes.warning}>
          <Trans>
            Оставлено: {formatNumber(undone.left)} — с ними успели поработать или на них ссылаются
          </Trans>
        </li>
      )}
    </ul>
  );
}

/** The way to what was loaded; the newest changes stand first. */
function Records({ item }: { item: Import }) {
  switch (item.entity) {
    case 'companies':
      return (
        <Button component={Link} to="/companies" search={{ sort: '-updated_at' } as never}>
          <Trans>Открыть компании</Trans>
        </Button>
      );
    case 'contacts':
      return (
        <Button component={Link} to="/contacts" search={{ sort: '-updated_at' } as never}>
          <Trans>Открыть контакты</Trans>
        </Button>
      );
    case 'deals':
      return (
        <Button component={Link} to="/deals" search={{ sort: '-updated_at' } as never}>
          <Trans>Открыть сделки</Trans>
        </Button>
      );
    case 'ad-days':
      return (
        <Button component={Link} to="/campaigns">
          <Trans>Открыть кампании</Trans>
        </Button>
      );
    case 'stage-changes':
      return (
        <Button component={Link} to="/funnel">
          <Trans>Открыть воронку продаж</Trans>
        </Button>
      );
  }
}
