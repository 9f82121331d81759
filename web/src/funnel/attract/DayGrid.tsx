import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, NumberInput } from '@mantine/core';
import { MonthPickerInput } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { CampaignDay, CampaignWhole } from '@/api/types';
import { useAddressed } from '@/kit/choice';
import {
  formatDate,
  formatMoney,
  formatNumber,
  isoDay,
  minorDigits,
  numberMarks,
} from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './attract.module.css';
import { daysQuery, useCampaignCalls } from './campaignCalls';

interface Props {
  campaign: CampaignWhole;
  readOnly: boolean;
}

type Draft = Partial<Record<'cost' | 'impressions' | 'clicks' | 'reach', number | null>>;

/** The days of a month, typed where they stand. */
export function DayGrid({ campaign, readOnly }: Props) {
  const { t } = useLingui();
  const [asked, setMonth] = useAddressed('month');
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked ?? '')
    ? (asked ?? '')
    : isoDay(new Date()).slice(0, 7);
  const days = daysOf(month);
  const from = days[0] ?? `${month}-01`;
  const to = days.at(-1) ?? from;
  const known = useQuery(daysQuery(campaign.id, from, to));
  const [drafts, setDrafts] = useState<Record<string, Draft>>({});
  const { putDays } = useCampaignCalls(campaign);
  const factor = 10 ** minorDigits(campaign.currency);
  const byDay = new Map((known.data ?? []).map((day) => [day.day, day]));
  const of = (day: string): CampaignDay => ({
    ...(byDay.get(day) ?? { day, cost: 0, impressions: 0, clicks: 0, reach: null }),
    ...(drafts[day] as Partial<CampaignDay>),
  });
  const all = days.map(of);
  const sum = (part: 'cost' | 'impressions' | 'clicks') =>
    all.reduce((total, day) => total + (day[part] ?? 0), 0);
  const changed = Object.keys(drafts);
  const save = () => {
    const empty = (day: CampaignDay) => !day.cost && !day.impressions && !day.clicks && !day.reach;
    const written = changed.map(of);
    putDays.mutate(
      {
        days: written.filter((day) => !empty(day)),
        removed: written.filter(empty).map((day) => day.day),
      },
      { onSuccess: () => setDrafts({}) },
    );
  };
  const cell = (day: string, part: keyof Draft, label: string) => {
    const value = of(day)[part];
    const shown = part === 'cost' ? (value ?? 0) / factor : value;
    if (readOnly) return shown ? formatNumber(shown) : '—';
    return (
      <NumberInput
        size="xs"
        hideControls
        aria-label={`${label}, ${formatDate(day)}`}
        min={0}
        decimalScale={part === 'cost' ? minorDigits(campaign.currency) : 0}
        {...numberMarks()}
        value={shown || ''}
        onChange={(typed) => {
          const number = typed === '' ? (part === 'reach' ? null : 0) : Number(typed);
          const kept = part === 'cost' && number !== null ? Math.round(number * factor) : number;
          setDrafts({ ...drafts, [day]: { ...drafts[day], [part]: kept } });
        }}
      />
    );
  };
  return (
    <>
      <div className={classes.line} style={{ marginBottom: 8 }}>
        <MonthPickerInput
          aria-label={t`Месяц`}
          size="xs"
          value={`${month}-01`}
          onChange={(value) => {
            if (value) setMonth(value.slice(0, 7));
            setDrafts({});
          }}
        />
        {changed.length > 0 && (
          <Button size="xs" loading={putDays.isPending} onClick={save}>
            <Trans>Сохранить</Trans>
          </Button>
        )}
      </div>
      {putDays.error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mb="xs">
          {errorText(putDays.error)}
        </Alert>
      )}
      <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Дни кампании`}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th>
                <Trans>День</Trans>
              </th>
              <th data-number>
                <Trans>Расход</Trans>
              </th>
              <th data-number>
                <Trans>Показы</Trans>
              </th>
              <th data-number>
                <Trans>Клики</Trans>
              </th>
              <th data-number>
                <Trans>Охват</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day}>
                <td>{formatDate(day)}</td>
                <td data-number>{cell(day, 'cost', t`Расход`)}</td>
                <td data-number>{cell(day, 'impressions', t`Показы`)}</td>
                <td data-number>{cell(day, 'clicks', t`Клики`)}</td>
                <td data-number>{cell(day, 'reach', t`Охват`)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">
                <Trans>За месяц</Trans>
              </th>
              <td data-number>
                <b>{formatMoney({ amount: sum('cost'), currency: campaign.currency })}</b>
              </td>
              <td data-number>{formatNumber(sum('impressions'))}</td>
              <td data-number>{formatNumber(sum('clicks'))}</td>
              <td data-number title={t`Охват — это люди: по дням он не складывается`}>
                —
              </td>
            </tr>
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function daysOf(month: string): string[] {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const count = new Date(year, number, 0).getDate();
  return Array.from({ length: count }, (_, at) => isoDay(new Date(year, number - 1, at + 1)));
}
