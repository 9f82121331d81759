import { Trans, useLingui } from '@lingui/react/macro';
import { useSourceOptions, useTagOptions, useUserOptions } from '@/api/reference';
import type { DealDetail, NamedRef, Pipeline } from '@/api/types';
import { CompanyField, MoneyField, PlainFact, TagsField } from '@/crm/record/fields';
import { MomentField } from '@/crm/record/MomentField';
import { withChosen } from '@/crm/record/options';
import record from '@/crm/record/record.module.css';
import { formatDateTime } from '@/kit/format';
import { InlineDate, InlineSelect, InlineText } from '@/kit/InlineEdit';

interface Props {
  deal: DealDetail;
  pipeline: Pipeline | undefined;
  readOnly: boolean;
  save: (changes: Record<string, unknown>) => Promise<unknown>;
}

/** What is known of a deal; every fact is changed where it stands. */
export function DealFacts({ deal, pipeline, readOnly, save }: Props) {
  const { t } = useLingui();
  const owners = useUserOptions();
  const sources = useSourceOptions();
  const tags = useTagOptions();
  const common = { readOnly };
  return (
    <section className={record.card} aria-label={t`Сведения о сделке`}>
      <MoneyField
        {...common}
        label={t`Сумма`}
        value={deal.value}
        onSave={(value) => save({ value })}
      />
      <CompanyField
        {...common}
        label={t`Компания`}
        value={deal.company}
        onSave={(company: NamedRef | null) => save({ company_id: company?.id ?? null })}
        onCreate={(company_name) => save({ company_name })}
      />
      <InlineSelect
        {...common}
        label={t`Ответственный`}
        value={deal.owner?.id ?? null}
        options={withChosen(owners, deal.owner)}
        onSave={(owner_id) => save({ owner_id })}
      />
      <InlineText
        {...common}
        label={t`Следующий шаг`}
        value={deal.next_step}
        placeholder={t`Что и когда дальше?`}
        onSave={(next_step) => save({ next_step })}
      />
      <MomentField
        {...common}
        label={t`Когда`}
        value={deal.next_step_at}
        late={deal.attention === 'overdue'}
        onSave={(next_step_at) => save({ next_step_at })}
      />
      <InlineDate
        {...common}
        label={t`Ожидаемое закрытие`}
        value={deal.expected_close}
        onSave={(expected_close) => save({ expected_close })}
      />
      <InlineSelect
        {...common}
        label={t`Источник`}
        value={deal.source?.id ?? null}
        options={withChosen(sources, deal.source)}
        onSave={(source_id) => save({ source_id })}
      />
      <TagsField
        {...common}
        label={t`Теги`}
        tags={deal.tags}
        options={tags}
        onSave={(tag_ids) => save({ tag_ids })}
      />
      {deal.status === 'lost' && deal.lost_note && (
        <PlainFact label={t`Почему проиграна`}>{deal.lost_note}</PlainFact>
      )}
      {pipeline && <PlainFact label={t`Воронка`}>{pipeline.name}</PlainFact>}
      <PlainFact label={t`Создана`}>{formatDateTime(deal.created_at)}</PlainFact>
      {deal.external_id && (
        <PlainFact label={t`Внешний код`}>
          <span title={t`Номер в системе, из которой сделка пришла`}>{deal.external_id}</span>
        </PlainFact>
      )}
      {readOnly && (
        <p className={record.quiet}>
          <Trans>Менять эту сделку вам нельзя.</Trans>
        </p>
      )}
    </section>
  );
}
