import { Trans, useLingui } from '@lingui/react/macro';
import { Select, Switch } from '@mantine/core';
import { usePipelines, useUserOptions } from '@/api/reference';
import type { Import } from '@/api/types';
import { AdOptionsForm } from './AdOptionsForm';
import classes from './Import.module.css';

const CURRENCIES = ['RUB', 'USD', 'EUR', 'CNY', 'KZT', 'BYN', 'UZS', 'BRL'];

interface Props {
  item: Import;
  onChange: (options: Partial<Import['options']>) => void;
}

/** What to do where the file itself says nothing. */
export function OptionsForm({ item, onChange }: Props) {
  const { t } = useLingui();
  const { options, entity } = item;
  const pipelines = usePipelines().map(({ id, name }) => ({ value: id, label: name }));
  const users = useUserOptions();
  const deals = entity === 'deals';
  const ads = options.ads ?? null;
  const currencies = CURRENCIES.includes(options.currency)
    ? CURRENCIES
    : [options.currency, ...CURRENCIES];
  return (
    <fieldset className={classes.options}>
      <legend>
        <Trans>Как загружать</Trans>
      </legend>
      <div className={classes.row}>
        <Select
          label={t`Даты в файле`}
          className={classes.short}
          allowDeselect={false}
          data={[
            { value: 'auto', label: t`определить` },
            { value: 'dmy', label: t`день.месяц.год` },
            { value: 'mdy', label: t`месяц/день/год` },
          ]}
          value={options.date_order}
          onChange={(value) =>
            value && onChange({ date_order: value as Import['options']['date_order'] })
          }
        />
        {(deals || ads) && (
          <>
            <Select
              label={t`Валюта сумм`}
              className={classes.short}
              allowDeselect={false}
              data={currencies}
              value={options.currency}
              onChange={(value) => value && onChange({ currency: value })}
            />
            {deals && (
              <Select
                label={t`Воронка`}
                className={classes.short}
                placeholder={t`основная`}
                clearable
                clearButtonProps={{ 'aria-label': t`Очистить` }}
                data={pipelines}
                value={options.pipeline_id}
                onChange={(value) => onChange({ pipeline_id: value })}
              />
            )}
          </>
        )}
        {!ads && entity !== 'stage-changes' && (
          <Select
            label={t`Ответственный, если не указан`}
            className={classes.wide}
            placeholder={t`никто`}
            clearable
            clearButtonProps={{ 'aria-label': t`Очистить` }}
            searchable={users.length > 8}
            data={users}
            value={options.default_owner_id}
            onChange={(value) => onChange({ default_owner_id: value })}
          />
        )}
      </div>
      {ads && <AdOptionsForm ads={ads} onChange={(changed) => onChange({ ads: changed })} />}
      <Switch
        label={ads ? t`Заменять дни, которые уже есть` : t`Обновлять записи, которые уже есть`}
        description={t`Иначе они останутся как были.`}
        checked={options.update_existing}
        onChange={(event) => onChange({ update_existing: event.currentTarget.checked })}
      />
      {entity !== 'companies' && (
        <Switch
          label={t`Заводить недостающее`}
          description={
            ads
              ? t`Кампании, которых ещё нет.`
              : t`Компании, контакты, этапы, источники и теги, которых ещё нет.`
          }
          checked={options.create_missing}
          onChange={(event) => onChange({ create_missing: event.currentTarget.checked })}
        />
      )}
    </fieldset>
  );
}
