import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Drawer, Loader, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Explanation, NumberDeal, Page } from '@/api/types';
import { useAddressed } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { formatMoney, formatNumber, formatShare, formatSums } from '@/kit/format';
import { interval, written } from '../figure/written';
import { type Asked, asked, exportHref } from './address';
import classes from './Explain.module.css';
import { RiskTable } from './RiskTable';
import { useExplain } from './useExplain';

/** What a number means, how it came about, and the very deals behind it. */
export function Explain() {
  const { t } = useLingui();
  const { address, close } = useExplain();
  const question = asked(address);
  const narrow = useMediaQuery('(max-width: 48em)');
  const explanation = useQuery({
    queryKey: [...keys.numbers, 'explain', address],
    queryFn: ({ signal }): Promise<Explanation> =>
      data(
        http.GET('/api/v1/analyze/numbers/{metric}', {
          params: { path: { metric: question?.metric ?? '' }, query: question?.query as never },
          signal,
        }),
      ),
    enabled: question !== null,
  });
  return (
    <Drawer
      opened={question !== null}
      onClose={close}
      position="right"
      size={narrow ? '100%' : 620}
      title={explanation.data?.name ?? t`Как посчитано`}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      {explanation.error ? (
        <ErrorState error={explanation.error} onRetry={() => void explanation.refetch()} />
      ) : !explanation.data || !question ? (
        <Loader size="sm" aria-label={t`Считаем`} />
      ) : (
        <Explained key={address} explanation={explanation.data} question={question} />
      )}
    </Drawer>
  );
}

function Explained({ explanation, question }: { explanation: Explanation; question: Asked }) {
  const { t } = useLingui();
  const { figure, parts } = explanation;
  const [asked, setPart] = useAddressed('part');
  const part = (parts.find((one) => one.key === asked) ?? parts[0])?.key ?? '';
  const range = interval(figure);
  return (
    <div className={classes.body}>
      <div className={classes.value}>
        <b data-explained={figure.value ?? ''}>{written(figure.value, figure, false)}</b>
        {range && (
          <span className={classes.quiet}>
            {range}
            {figure.level !== null && <> · {t`с вероятностью ${formatShare(figure.level)}`}</>}
          </span>
        )}
        {figure.too_few && <span className={classes.warn}>{t`слишком мало данных`}</span>}
      </div>
      <p className={classes.text}>{explanation.definition}</p>
      <dl className={classes.formula}>
        <dt>
          <Trans>Формула</Trans>
        </dt>
        <dd>{explanation.formula}</dd>
        <dt>
          <Trans>Сегодня</Trans>
        </dt>
        <dd>{explanation.substituted}</dd>
      </dl>
      {explanation.notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {explanation.risk_table && explanation.risk_table.length > 0 && (
        <RiskTable
          rows={explanation.risk_table}
          causes={explanation.risk_causes}
          hours={explanation.figure.unit === 'hours'}
        />
      )}
      {parts.length > 0 && (
        <>
          <h3 className={classes.heading}>
            <Trans>Сделки</Trans>
          </h3>
          {parts.length > 1 && (
            <SegmentedControl
              className={classes.parts}
              aria-label={t`Какие сделки`}
              value={part}
              onChange={setPart}
              data={parts.map(({ key, name, deals }) => ({
                value: key,
                label: `${name} ${formatNumber(deals)}`,
              }))}
            />
          )}
          <PartDeals
            key={part}
            part={part}
            question={question}
            contribution={explanation.contribution}
            figure={figure}
          />
        </>
      )}
    </div>
  );
}

interface PartProps {
  part: string;
  question: Asked;
  contribution: string | null;
  figure: Explanation['figure'];
}

function PartDeals({ part, question, contribution, figure }: PartProps) {
  const { t } = useLingui();
  const can = useCan();
  const list = useInfiniteQuery({
    queryKey: [...keys.numbers, 'deals', question, part],
    queryFn: ({ pageParam, signal }): Promise<Page<NumberDeal>> =>
      data(
        http.GET('/api/v1/analyze/numbers/{metric}/deals', {
          params: {
            path: { metric: question.metric },
            query: { ...question.query, part, limit: 50, cursor: pageParam } as never,
          },
          signal,
        }),
      ) as Promise<Page<NumberDeal>>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: part !== '',
  });
  if (list.error) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  const first = list.data?.pages[0];
  if (!first) return <Loader size="sm" aria-label={t`Загружаем сделки`} />;
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={classes.total}>
        <span data-total={first.total ?? ''}>
          <Trans>Всего {formatNumber(first.total ?? 0)}</Trans>
          {first.sums && first.sums.length > 0 && ` · ${formatSums(first.sums)}`}
        </span>
        {can('export.run') && (
          <span className={classes.files}>
            <a href={exportHref(question, part, 'csv')}>CSV</a>
            <a href={exportHref(question, part, 'xlsx')}>XLSX</a>
          </span>
        )}
      </div>
      <ul className={classes.deals}>
        {rows.map((deal, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a deal may stand here twice, once for each stay
          <li key={`${deal.id} ${index}`} className={classes.deal}>
            <div className={classes.dealHead}>
              <Link to="/deals/$id" params={{ id: deal.id }}>
                {deal.title}
              </Link>
              <span className={classes.amount}>{formatMoney(deal.amount)}</span>
            </div>
            <div className={classes.dealFoot}>
              <span>{[deal.company, deal.owner, deal.stage].filter(Boolean).join(' · ')}</span>
              {contribution && deal.value !== null && (
                <span className={classes.amount}>
                  {contribution}:{' '}
                  {written(
                    deal.value,
                    deal.value_money
                      ? { unit: 'money', currency: figure.currency }
                      : { unit: 'count', currency: null },
                  )}
                </span>
              )}
            </div>
            {deal.reasons.length > 0 && (
              <div className={classes.reasons}>
                {deal.reasons.map((reason) => (
                  <span key={reason.text} className={classes.reason} data-up={reason.effect > 0}>
                    {reason.text} ({reason.effect > 0 ? '+' : '−'}
                    {formatNumber(Math.round(Math.abs(reason.effect) * 100))})
                  </span>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          <Trans>Показать ещё</Trans>
        </Button>
      )}
    </>
  );
}
