import { Trans, useLingui } from '@lingui/react/macro';
import { Group, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import type { ContentComparison, ContentEffect as Effect } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber, formatPoints, formatShare } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { Explain } from '../explain/Explain';
import { FigureLink } from '../figure/FigureLink';
import { periodOf, todayIn } from '../period';
import room from '../room/Room.module.css';
import classes from './Content.module.css';

/** What became of leads with and without each material. */
export function ContentEffect() {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState();
  const search = useSearch({ strict: false }) as Record<string, string>;
  const span = search.period || '12m';
  const basis = search.basis === 'opened' ? 'opened' : 'sent';
  const { from, to } = periodOf({ period: span }, todayIn(workspace.time_zone));
  const query = { from, to };
  const found = useQuery({
    queryKey: [...keys.numbers, 'content', query],
    queryFn: ({ signal }): Promise<Effect> =>
      data(http.GET('/api/v1/analyze/content', { params: { query }, signal })),
    placeholderData: (previous) => previous,
  });
  return (
    <div className={room.page} data-old={found.isPlaceholderData || undefined}>
      <Group gap="xs" mb="sm">
        <SegmentedControl
          aria-label={t`Период`}
          value={span}
          onChange={(period) => state.set({ period })}
          data={[
            { value: '90d', label: t`90 дней` },
            { value: '12m', label: t`12 месяцев` },
            { value: 'all', label: t`Всё время` },
          ]}
        />
        <SegmentedControl
          aria-label={t`С чем сравнивать`}
          value={basis}
          onChange={(value) => state.set({ basis: value === 'opened' ? 'opened' : '' })}
          data={[
            { value: 'sent', label: t`Кому отправили` },
            { value: 'opened', label: t`Кто открыл` },
          ]}
        />
      </Group>
      <p className={room.quiet}>
        {basis === 'sent' ? (
          <Trans>
            Лиды, исход которых известен: те, кому материал отправили до этого, и те, кому не
            отправляли и кто дожил без исхода до того же возраста.
          </Trans>
        ) : (
          <Trans>
            Лиды, исход которых известен: те, кто открыл материал до этого, и те, кому его не
            отправляли и кто дожил без исхода до того же возраста.
          </Trans>
        )}{' '}
        <Trans>
          Это не доказывает, что помог материал: отправляют чаще тем, от кого и так ждут покупки.
        </Trans>
      </p>
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={220} aria-busy />
      ) : found.data.rows.length === 0 ? (
        <p className={room.quiet}>
          <Trans>За этот период лидам ничего не отправляли.</Trans>
        </p>
      ) : (
        <Table found={found.data} basis={basis} />
      )}
      <Explain />
    </div>
  );
}

function Table({ found, basis }: { found: Effect; basis: 'sent' | 'opened' }) {
  const { t } = useLingui();
  return (
    <ScrollBox className={tables.scroller} label={t`Что было после материалов`}>
      <table className={`${tables.table} ${tables.top} ${classes.table}`}>
        <thead>
          <tr>
            <th rowSpan={2}>
              <Trans>Материал</Trans>
            </th>
            <th rowSpan={2} data-number>
              <Trans>Отправлен</Trans>
            </th>
            <th rowSpan={2} data-number>
              <Trans>Открыт</Trans>
            </th>
            <th colSpan={3} scope="colgroup">
              <Trans>Прошли квалификацию</Trans>
            </th>
            <th colSpan={3} scope="colgroup">
              <Trans>Выиграны</Trans>
            </th>
          </tr>
          <tr>
            {['qualified', 'won'].map((outcome) => (
              <Heads key={outcome} />
            ))}
          </tr>
        </thead>
        <tbody>
          {found.rows.map((row) => (
            <tr key={row.key} data-material={row.key}>
              <td>{row.name}</td>
              <td data-number>
                <FigureLink figure={row.sent} label={`${row.name}: ${t`отправлен`}`} />
              </td>
              <td data-number>
                <FigureLink figure={row.opened} label={`${row.name}: ${t`открыт`}`} />
              </td>
              <Compared found={row.qualified[basis]} />
              <Compared found={row.won[basis]} />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Heads() {
  return (
    <>
      <th data-number>
        <Trans>с ним</Trans>
      </th>
      <th data-number>
        <Trans>без него</Trans>
      </th>
      <th>
        <Trans>разница</Trans>
      </th>
    </>
  );
}

function Compared({ found }: { found: ContentComparison }) {
  const { t } = useLingui();
  const points = (value: number | null | undefined) => formatPoints(value ?? 0);
  const range = t`${points(found.difference)} п. п. (${points(found.low)} … ${points(found.high)})`;
  const words = {
    more: t`чаще`,
    fewer: t`реже`,
    no_difference: t`может быть случайно`,
    too_few: t`мало данных`,
  };
  return (
    <>
      <Share share={found.with} />
      <Share share={found.without} />
      <td data-verdict={found.verdict}>
        <b>{words[found.verdict]}</b>
        {found.verdict !== 'too_few' && <span className={classes.quiet}>{range}</span>}
      </td>
    </>
  );
}

function Share({ share }: { share: ContentComparison['with'] }) {
  const { t } = useLingui();
  const low = formatShare(share.low);
  const high = formatShare(share.high);
  return (
    <td data-number title={share.of > 0 ? t`от ${low} до ${high}` : undefined}>
      {share.of > 0 ? formatShare(share.share) : '—'}
      <span
        className={classes.quiet}
      >{t`${formatNumber(share.part)} из ${formatNumber(share.of)}`}</span>
    </td>
  );
}
