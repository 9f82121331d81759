import { useLingui } from '@lingui/react/macro';
import { NumberInput, Select } from '@mantine/core';
import { useChannelOptions } from '@/api/reference';
import type { AdOptions, ReportPlatform, ReportVat } from '@/api/types';
import { AD_PLATFORMS, adPlatform } from '@/kit/adPlatform';
import { numberMarks } from '@/kit/format';
import classes from './Import.module.css';

interface Props {
  ads: AdOptions;
  onChange: (ads: AdOptions) => void;
}

/** Whose report it is, and how its money is written down. What is chosen is remembered for the platform. */
export function AdOptionsForm({ ads, onChange }: Props) {
  const { t } = useLingui();
  const channels = useChannelOptions();
  const set = (part: Partial<AdOptions>) => onChange({ ...ads, ...part });
  return (
    <div className={classes.row}>
      <Select
        label={t`Площадка`}
        className={classes.short}
        allowDeselect={false}
        data={AD_PLATFORMS.map((value) => ({ value, label: adPlatform(value) }))}
        value={ads.platform}
        onChange={(value) => value && set({ platform: value as ReportPlatform })}
      />
      <Select
        label={t`Канал новых кампаний`}
        className={classes.short}
        placeholder={t`обычный для площадки`}
        clearable
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        data={channels}
        value={ads.channel_id ?? null}
        onChange={(channel_id) => set({ channel_id })}
      />
      <Select
        label={t`НДС в расходе`}
        className={classes.short}
        allowDeselect={false}
        data={[
          { value: 'keep', label: t`оставить как в отчёте` },
          { value: 'remove', label: t`вычесть` },
          { value: 'add', label: t`прибавить` },
        ]}
        value={ads.vat}
        onChange={(value) => value && set({ vat: value as ReportVat })}
      />
      {ads.vat !== 'keep' && (
        <NumberInput
          label={t`Ставка НДС, %`}
          className={classes.short}
          min={0}
          max={100}
          allowDecimal={false}
          value={ads.vat_rate}
          onBlur={(event) => set({ vat_rate: Number(event.currentTarget.value) || 0 })}
        />
      )}
      <NumberInput
        label={t`Наценка новых кампаний, %`}
        className={classes.short}
        min={0}
        max={1000}
        decimalScale={2}
        {...numberMarks()}
        value={ads.markup / 100}
        onBlur={(event) =>
          set({
            markup: Math.round(Number(event.currentTarget.value.replace(',', '.')) * 100) || 0,
          })
        }
      />
    </div>
  );
}
