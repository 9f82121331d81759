import { Trans, useLingui } from '@lingui/react/macro';
import { Select, Slider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { WeakStage, WhatIf } from '@/api/types';
import { useAddressed } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber, formatShare, shortMoneyIn } from '@/kit/format';
import { FigureLink } from '../figure/FigureLink';
import classes from './Weak.module.css';

interface Props {
  stages: WeakStage[];
  query: { pipeline?: string; from?: string; to?: string; filter: Record<string, string> };
}

/** One stage made better: what that would bring a month. */
export function WhatIfPanel({ stages, query }: Props) {
  const { t } = useLingui();
  const weak = stages.find((stage) => stage.verdict === 'weak') ?? stages[0];
  const [step, setStep] = useAddressed('step');
  const [told, setTold] = useAddressed('wish');
  const stage = stages.find((one) => one.step === step) ?? weak;
  const now = Math.round((stage?.expected.value ?? 0) * 100);
  const asked = /^(\d{1,2}|100)$/.test(told ?? '') ? Number(told) : Math.min(100, now + 10);
  const [wish, setWish] = useState(asked);
  useEffect(() => setWish(asked), [asked]);
  const answer = useQuery({
    queryKey: [...keys.numbers, 'what-if', query, stage?.step, asked],
    queryFn: ({ signal }): Promise<WhatIf> =>
      data(
        http.GET('/api/v1/analyze/what-if', {
          params: { query: { ...query, step: stage?.step ?? '', conversion: asked / 100 } },
          signal,
        }),
      ),
    placeholderData: (previous) => previous,
    enabled: stage !== undefined,
  });
  if (!stage) return null;
  return (
    <div className={classes.whatIf}>
      <div className={classes.controls}>
        <Select
          label={t`Этап`}
          allowDeselect={false}
          data={stages.map((one) => ({ value: one.step, label: one.name }))}
          value={stage.step}
          onChange={(value) => {
            setStep(value ?? undefined);
            // Another stage begins from its own conversion.
            setTold(undefined);
          }}
        />
        <div>
          <div className={classes.sliderLabel}>
            <Trans>Дальше проходит</Trans> <b>{formatShare(wish / 100)}</b>
          </div>
          <Slider
            min={0}
            max={100}
            value={wish}
            onChange={setWish}
            onChangeEnd={(value) => setTold(String(value))}
            label={(value) => `${value} %`}
            thumbLabel={t`Дальше проходит`}
            marks={[{ value: now, label: t`сейчас` }]}
          />
        </div>
      </div>
      {answer.error ? (
        <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        answer.data && <Effect answer={answer.data} />
      )}
    </div>
  );
}

function Effect({ answer }: { answer: WhatIf }) {
  const { t } = useLingui();
  const { revenue_month: revenue, sales_month: sales, currency } = answer;
  const money = shortMoneyIn(currency);
  const most = Math.max(revenue.now, revenue.high, 1);
  const change = revenue.then - revenue.now;
  return (
    <div className={classes.effect} aria-live="polite">
      <div className={classes.effectHead}>
        <b data-effect={Math.round(change)} data-up={change >= 0 || undefined}>
          {change >= 0 ? '+' : '−'}
          {money(Math.abs(change))}
        </b>{' '}
        <Trans>выручки в месяц</Trans>
      </div>
      <Bar name={t`сейчас`} value={money(revenue.now)} width={revenue.now / most} />
      <Bar
        name={t`станет`}
        value={`${money(revenue.then)} (${money(revenue.low)} – ${money(revenue.high)})`}
        width={revenue.then / most}
        range={[revenue.low / most, revenue.high / most]}
      />
      <p className={classes.quiet}>
        <Trans>
          Продаж в месяц: {formatNumber(Math.round(sales.now * 10) / 10)} →{' '}
          {formatNumber(Math.round(sales.then * 10) / 10)}. Выигрывается{' '}
          <FigureLink figure={answer.win_now} label={t`Доля выигрыша`} /> →{' '}
          {formatShare(answer.win_then)}.
        </Trans>
      </p>
      {answer.notes.map((note) => (
        <p key={note} className={classes.quiet}>
          {note}
        </p>
      ))}
    </div>
  );
}

interface BarProps {
  name: string;
  value: string;
  width: number;
  range?: [number, number];
}

function Bar({ name, value, width, range }: BarProps) {
  return (
    <div className={classes.effectRow}>
      <span>{name}</span>
      <span className={classes.effectTrack} aria-hidden>
        <span className={classes.effectBar} style={{ width: `${Math.min(1, width) * 100}%` }} />
        {range && (
          <span
            className={classes.effectRange}
            style={{
              left: `${range[0] * 100}%`,
              width: `${Math.max(0, Math.min(1, range[1]) - range[0]) * 100}%`,
            }}
          />
        )}
      </span>
      <span>{value}</span>
    </div>
  );
}
