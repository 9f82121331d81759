import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useStageFinder } from '@/api/reference';
import type { Deal } from '@/api/types';
import { Avatar } from '@/kit/Avatar';
import type { Column } from '@/kit/columns';
import { daysSince, formatDate, formatDateTime, formatMoney } from '@/kit/format';
import { AttentionMark, StageName, StatusName, TagList } from './DealMarks';
import classes from './lists.module.css';

export function useDealColumns(): Column<Deal>[] {
  const { t } = useLingui();
  const stageOf = useStageFinder();
  return [
    {
      key: 'title',
      title: t`Сделка`,
      width: 186,
      grow: 3,
      always: true,
      render: (deal) => (
        <Link to="/deals/$id" params={{ id: deal.id }} className={classes.name} tabIndex={-1}>
          {deal.title}
        </Link>
      ),
    },
    {
      key: 'company',
      title: t`Компания`,
      width: 140,
      grow: 1.5,
      render: (deal) => deal.company?.name ?? '—',
    },
    {
      key: 'stage',
      title: t`Этап`,
      width: 134,
      sort: 'stage_entered_at',
      render: (deal) => <StageName stage={stageOf(deal.stage_id)} />,
    },
    {
      key: 'amount',
      title: t`Сумма`,
      width: 116,
      grow: 0,
      align: 'right',
      sort: 'amount',
      render: (deal) => <b className={classes.money}>{formatMoney(deal.value)}</b>,
    },
    {
      key: 'owner',
      title: t`Ответственный`,
      width: 140,
      render: (deal) => <Person name={deal.owner?.name} />,
    },
    {
      key: 'state',
      title: t`Состояние`,
      width: 172,
      render: (deal) =>
        deal.status === 'open' ? <AttentionMark deal={deal} /> : <StatusName deal={deal} />,
    },
    {
      key: 'next_step',
      title: t`Следующий шаг`,
      width: 136,
      sort: 'next_step_at',
      render: (deal) =>
        deal.next_step ? `${formatDate(deal.next_step_at)} · ${deal.next_step}` : '—',
    },
    {
      key: 'expected_close',
      title: t`Закрытие`,
      width: 122,
      grow: 0,
      sort: 'expected_close',
      render: (deal) => formatDate(deal.expected_close),
    },
    {
      key: 'source',
      title: t`Источник`,
      width: 120,
      hidden: true,
      render: (deal) => deal.source?.name ?? '—',
    },
    {
      key: 'tags',
      title: t`Теги`,
      width: 140,
      hidden: true,
      render: (deal) => <TagList tags={deal.tags} />,
    },
    {
      key: 'age',
      title: t`Дней на этапе`,
      width: 110,
      grow: 0,
      align: 'right',
      hidden: true,
      render: (deal) => daysSince(deal.stage_entered_at),
    },
    {
      key: 'created',
      title: t`Создана`,
      width: 126,
      grow: 0,
      sort: 'created_at',
      hidden: true,
      render: (deal) => formatDate(deal.created_at),
    },
    {
      key: 'updated',
      title: t`Изменена`,
      width: 168,
      grow: 0,
      sort: 'updated_at',
      hidden: true,
      render: (deal) => formatDateTime(deal.updated_at),
    },
  ];
}

export function Person({ name }: { name: string | undefined }) {
  if (!name) return <>—</>;
  return (
    <span className={classes.person}>
      <Avatar name={name} size={18} />
      <span className={classes.personName}>{name}</span>
    </span>
  );
}
